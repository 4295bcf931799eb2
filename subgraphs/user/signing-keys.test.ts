import { generateKeyPairSync } from 'node:crypto';
import { expect, it } from 'vitest';
import { publicKeySet, signingKeys } from './signing-keys.ts';

const createJwk = (kid: string, namedCurve = 'P-256') => ({
  ...generateKeyPairSync('ec', { namedCurve }).privateKey.export({ format: 'jwk' }),
  kid,
});

it('reads private keys and publishes their public halves alone', () => {
  const jwks = [createJwk('new'), createJwk('old')];
  const { keys } = publicKeySet(signingKeys.parse(JSON.stringify(jwks)));
  expect(keys).toEqual(jwks.map(({ d: _private, ...shared }) => ({ ...shared, alg: 'ES256', use: 'sig' })));
});

const key = createJwk('a');
it.each([
  ['text that is no JSON', 'secret-text', 'must be a JSON array of at least one private JWK'],
  ['an empty array', '[]', 'must be a JSON array of at least one private JWK'],
  ['a key alone', JSON.stringify(key), 'must be a JSON array of at least one private JWK'],
  ['a public key', [{ ...key, d: undefined }], 'has at place 1 no private JWK of kty EC and crv P-256'],
  ['a key without kid', [{ ...key, kid: undefined }], 'has at place 1 no private JWK of kty EC and crv P-256'],
  ['another curve', [key, createJwk('b', 'P-384')], 'has at place 2 no private JWK of kty EC and crv P-256'],
  ['a kid twice', [key, createJwk('a')], 'has the kid of place 2 twice'],
  ['a point off the curve', [{ ...key, x: createJwk('x').x }], 'has at place 1 a JWK whose x, y and d are not one'],
  ['halves of two keys', [{ ...key, d: createJwk('x').d }], 'has at place 1 a JWK whose x, y and d are not one'],
])('refuses %s without repeating it', (_what, value, message) => {
  const result = signingKeys.safeParse(typeof value === 'string' ? value : JSON.stringify(value));
  expect(result.error?.message).toContain(message);
  for (const secret of ['secret-text', String(key.d)]) expect(result.error?.message).not.toContain(secret);
});
