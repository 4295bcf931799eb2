import { hash } from 'node:crypto';

const BLOCK_BYTES = 64;
const HASH_BYTES = 32;

interface Pads {
  readonly inner: Buffer;
  readonly outer: Buffer;
}

/** Of the few secrets of a process. */
const padsBySecret = new Map<string, Pads>();

function padsOf(secret: string): Pads {
  const known = padsBySecret.get(secret);
  if (known) return known;
  const bytes = Buffer.from(secret);
  const key = Buffer.alloc(BLOCK_BYTES);
  (bytes.length > BLOCK_BYTES ? hash('sha256', bytes, 'buffer') : bytes).copy(key);
  const pads = { inner: key.map((byte) => byte ^ 0x36) as Buffer, outer: key.map((byte) => byte ^ 0x5c) as Buffer };
  padsBySecret.set(secret, pads);
  return pads;
}

/**
 * HMAC-SHA-256 (RFC 2104) of a text and what follows it, in hex. Node's `createHmac` makes an object outside of V8's heap for
 * each signature; collecting those costs a busy gateway a fifth of its time, which two hashes in one call each do not.
 */
export function hmacSha256(secret: string, head: string, rest: string | Buffer): string {
  const { inner, outer } = padsOf(secret);
  const headBytes = Buffer.byteLength(head);
  const message = Buffer.allocUnsafe(BLOCK_BYTES + headBytes + Buffer.byteLength(rest));
  inner.copy(message);
  message.write(head, BLOCK_BYTES);
  if (typeof rest === 'string') message.write(rest, BLOCK_BYTES + headBytes);
  else rest.copy(message, BLOCK_BYTES + headBytes);
  const last = Buffer.allocUnsafe(BLOCK_BYTES + HASH_BYTES);
  outer.copy(last);
  last.write(hash('sha256', message, 'binary'), BLOCK_BYTES, 'binary');
  return hash('sha256', last, 'hex');
}
