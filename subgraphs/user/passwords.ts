import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import type { ScryptOptions } from 'node:crypto';
import { promisify } from 'node:util';
import { AppError } from '../../lib/errors.ts';

export interface Passwords {
  /** A new hash in PHC string format, `$scrypt$ln=15,r=8,p=3$salt$hash`. @throws as `verify`. */
  hash(password: string, signal: AbortSignal): Promise<string>;
  /**
   * Whether the password has that hash. Without a hash (no such account) it takes the same time and says no.
   * @throws AppError RATE_LIMITED when too many wait already, UPSTREAM_TIMEOUT when `signal` aborts before its turn.
   */
  verify(password: string, hash: string | undefined, signal: AbortSignal): Promise<boolean>;
}

/** OWASP Password Storage Cheat Sheet, scrypt: N = 2^15, r = 8, p = 3, which takes 32 MiB. */
const COST = { ln: 15, r: 8, p: 3 };
const SALT_BYTES = 16;
const HASH_BYTES = 32;
/** Each takes one of libuv's four threads, which the file system and name look-ups need as well. */
const MAX_RUNNING = 2;
/** About 5 s of work on one core; whoever comes later would not be answered in time. */
const MAX_WAITING = 50;

const deriveKey = promisify<string, Buffer, number, ScryptOptions, Buffer>(scrypt);

interface ParsedHash {
  readonly cost: typeof COST;
  readonly salt: Buffer;
  readonly key: Buffer;
}

const base64 = (bytes: Buffer): string => bytes.toString('base64').replaceAll('=', '');

function formatHash({ cost: { ln, r, p }, salt, key }: ParsedHash): string {
  return `$scrypt$ln=${ln},r=${r},p=${p}$${base64(salt)}$${base64(key)}`;
}

function parseHash(hash: string): ParsedHash {
  const match = /^\$scrypt\$ln=(\d+),r=(\d+),p=(\d+)\$([\w+/]+)\$([\w+/]+)$/.exec(hash);
  if (!match) throw new Error('A stored password hash is not scrypt in PHC string format');
  const [, ln, r, p, salt = '', key = ''] = match;
  return {
    cost: { ln: Number(ln), r: Number(r), p: Number(p) },
    salt: Buffer.from(salt, 'base64'),
    key: Buffer.from(key, 'base64'),
  };
}

/** Checked in place of the hash of an account that is not there; no password has it. */
const DUMMY_HASH = formatHash({ cost: COST, salt: randomBytes(SALT_BYTES), key: Buffer.alloc(HASH_BYTES) });

function derive(password: string, salt: Buffer, { ln, r, p }: typeof COST): Promise<Buffer> {
  const N = 2 ** ln;
  // Node counts a little more than the 128 * N * r bytes of the algorithm.
  const maxmem = 2 * 128 * N * r;
  // NIST SP 800-63B: the same characters, however a keyboard composes them, are the same password.
  return deriveKey(password.normalize('NFKC'), salt, HASH_BYTES, { N, r, p, maxmem });
}

/** Hashes with scrypt, a few at a time, so that a flood of logins takes neither all threads nor all memory. */
export function createPasswords(): Passwords {
  let running = 0;
  const waiting: (() => void)[] = [];

  async function inTurn<Result>(work: () => Promise<Result>, signal: AbortSignal): Promise<Result> {
    if (running < MAX_RUNNING) running++;
    else if (waiting.length < MAX_WAITING) await new Promise<void>((resolve) => waiting.push(resolve));
    else throw new AppError('RATE_LIMITED', 'Too many people are signing in at this moment: try again shortly.');
    try {
      if (signal.aborted) throw new AppError('UPSTREAM_TIMEOUT', undefined, { cause: signal.reason });
      return await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else running--;
    }
  }

  return {
    hash: (password, signal) =>
      inTurn(async () => {
        const salt = randomBytes(SALT_BYTES);
        return formatHash({ cost: COST, salt, key: await derive(password, salt, COST) });
      }, signal),
    verify: (password, hash, signal) =>
      inTurn(async () => {
        const { cost, salt, key } = parseHash(hash ?? DUMMY_HASH);
        return timingSafeEqual(await derive(password, salt, cost), key);
      }, signal),
  };
}
