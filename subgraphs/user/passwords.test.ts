import { expect, it } from 'vitest';
import { createPasswords } from './passwords.ts';

const { signal } = new AbortController();

it('recognises a password by its hash, and no other', async () => {
  const passwords = createPasswords();
  const hash = await passwords.hash('correct horse battery', signal);
  expect(await passwords.verify('correct horse battery', hash, signal)).toBe(true);
  expect(await passwords.verify('correct horse batterz', hash, signal)).toBe(false);
});

it('checks a hash with the parameters it was made with', async () => {
  // RFC 7914, section 12: scrypt("pleaseletmein", "SodiumChloride", N = 16384, r = 8, p = 1), the first 32 bytes.
  const hash = '$scrypt$ln=14,r=8,p=1$U29kaXVtQ2hsb3JpZGU$cCO9yzr9c0hGHAbNgf046/2o+7qQT44+qbVD9lRdofI';
  expect(await createPasswords().verify('pleaseletmein', hash, signal)).toBe(true);
});

it('says no to every password of an account that does not exist', async () => {
  expect(await createPasswords().verify('', undefined, signal)).toBe(false);
});

it('turns away who would wait too long, and drops who has gone', async () => {
  const passwords = createPasswords();
  const leaving = new AbortController();
  const answers = Promise.allSettled(
    Array.from({ length: 60 }, () => passwords.verify('x', undefined, leaving.signal)),
  );
  leaving.abort();
  const codes = (await answers).map((answer) =>
    answer.status === 'rejected' ? (answer.reason as { code: string }).code : answer.value,
  );
  expect(codes.filter((code) => code === 'RATE_LIMITED')).toHaveLength(8);
  expect(codes.filter((code) => code === 'UPSTREAM_TIMEOUT')).toHaveLength(50);
  expect(codes.filter((code) => code === false)).toHaveLength(2);
  expect(await passwords.verify('x', undefined, signal)).toBe(false);
});
