import { createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import { hmacSha256 } from './hmac.ts';

const lengths = [0, 1, 63, 64, 65, 200];
const textOf = (length: number): string => 'aé€'.repeat(length).slice(0, length);

test('a signature is that of HMAC-SHA-256, whatever the lengths of secret and message', () => {
  for (const secretLength of lengths)
    for (const headLength of lengths)
      for (const restLength of [...lengths, 10_000]) {
        const [secret, head, rest] = [textOf(secretLength), textOf(headLength), textOf(restLength)];
        const expected = createHmac('sha256', secret).update(head).update(rest).digest('hex');
        expect(hmacSha256(secret, head, rest)).toBe(expected);
        expect(hmacSha256(secret, head, Buffer.from(rest))).toBe(expected);
      }
});
