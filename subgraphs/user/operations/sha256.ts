import { createHash } from 'node:crypto';

/** SHA-256 of a secret or an address, for a column that must not hold the thing itself. */
export function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
