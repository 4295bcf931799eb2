import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { CacheEntry } from './cache-entry.ts';

/** An entry with the state of Redis that it was stored in. */
export interface StoredEntry extends CacheEntry {
  /** Of the tags by which it is dropped, in their order. */
  readonly versions: readonly string[];
  /** When it was begun to be made, in microseconds of Redis' clock. */
  readonly begunAtMicros: number;
}

export interface EntryCodec {
  encode(key: string, entry: StoredEntry): Buffer;
  /** Undefined for what was not encoded under that key by a gateway that holds one of the secrets. */
  decode(key: string, bytes: Buffer): StoredEntry | undefined;
}

const MAC_BYTES = 32;
const COMPRESSED_ABOVE_BYTES = 1_024;
const BODY_LIMIT_BYTES = 16 * 1_048_576;
/** Changed with the format, so that gateways of two versions do not read each other's entries. */
const FORMAT = 'v1';

/**
 * `<MAC, 32 bytes><1 if compressed, else 0><length of the head, 4 bytes><head, JSON><body>`. The MAC covers the key, so an entry
 * cannot be moved under another one; without a secret it is a checksum.
 * @param secrets the first makes the MAC, all are accepted.
 */
export function createEntryCodec(secrets: readonly string[]): EntryCodec {
  const macs =
    secrets.length > 0
      ? secrets.map((secret) => {
          const derived = createHmac('sha256', secret).update('cache entry').digest();
          return () => createHmac('sha256', derived);
        })
      : [() => createHash('sha256')];
  const macOf = (create: (typeof macs)[number], key: string, content: Buffer): Buffer =>
    create().update(`${FORMAT}\n${key}\n`).update(content).digest();

  function read(content: Buffer): StoredEntry {
    const headEnd = 5 + content.readUInt32BE(1);
    const head = JSON.parse(content.toString('utf8', 5, headEnd)) as Omit<StoredEntry, 'body'>;
    const body = content.subarray(headEnd);
    const plain = content[0] === 1 ? inflateRawSync(body, { maxOutputLength: BODY_LIMIT_BYTES }) : body;
    return { ...head, body: plain.toString() };
  }

  return {
    encode(key, { body, ...rest }) {
      const head = Buffer.from(JSON.stringify(rest));
      const plain = Buffer.from(body);
      const isCompressed = plain.length > COMPRESSED_ABOVE_BYTES;
      const prefix = Buffer.alloc(5);
      prefix[0] = isCompressed ? 1 : 0;
      prefix.writeUInt32BE(head.length, 1);
      const content = Buffer.concat([prefix, head, isCompressed ? deflateRawSync(plain) : plain]);
      return Buffer.concat([macOf(macs[0] as (typeof macs)[number], key, content), content]);
    },
    decode(key, bytes) {
      if (bytes.length < MAC_BYTES + 5) return undefined;
      const mac = bytes.subarray(0, MAC_BYTES);
      const content = bytes.subarray(MAC_BYTES);
      if (!macs.some((create) => timingSafeEqual(macOf(create, key, content), mac))) return undefined;
      try {
        return read(content);
      } catch {
        // Without a secret anybody can compute the checksum of nonsense.
        return undefined;
      }
    },
  };
}
