import { createHash, createHmac } from 'node:crypto';
import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import { isNodeFailure } from './db-errors.ts';
import { AppError } from './errors.ts';
import type { Identity } from './identity.ts';

/** A mutation that its client may send again. */
export interface IdempotentRequest {
  /** Keys of different identities never meet. */
  readonly identity: Identity;
  /** As the client sent it; without one the mutation has its effect each time it comes. */
  readonly key: string | null | undefined;
  readonly mutation: string;
  readonly input: unknown;
}

export interface Effect<Schema, Result, Reference> {
  /** Has the effect. With a key `db` is in a transaction, and what this rejects with undoes all of it. */
  readonly apply: (db: Kysely<Schema>) => Promise<Result>;
  /** What finds the result again. It is stored as JSON, so it must hold identifiers and no secrets. */
  readonly referenceTo: (result: Result) => Reference;
  /** The result of the first time, for whoever asks now. */
  readonly recall: (db: Kysely<Schema>, reference: Reference) => Promise<Result>;
}

const LIFETIME_HOURS = 24;
/** Small, so that no statement holds its locks for long. */
const PURGE_BATCH_SIZE = 500;
/** Of the task that every subgraph with idempotency keys runs. */
export const PURGE_INTERVAL_MS = 10 * 60 * 1_000;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** JSON that is the same for the same input, whatever the order of its fields; the key itself is left out. */
function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (name, member: unknown) => {
    if (name === 'idempotencyKey') return undefined;
    if (typeof member !== 'object' || member === null || Array.isArray(member)) return member;
    return Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}

/**
 * A database that is stolen gives neither the key away nor, as the key is the secret of the input's hash, what was sent:
 * passwords are part of inputs.
 */
function hashesOf({ identity, mutation, input }: IdempotentRequest, key: string) {
  return {
    keyHash: createHash('sha256')
      .update(JSON.stringify([identity.kind, identity.id, key]))
      .digest(),
    inputHash: createHmac('sha256', key)
      .update(canonicalJson([mutation, input]))
      .digest(),
  };
}

type Hashes = ReturnType<typeof hashesOf>;

/** @throws AppError BAD_USER_INPUT: a key that somebody could guess would show them the result. */
function requireUuid(key: string): string {
  if (UUID.test(key)) return key.toLowerCase();
  throw new AppError('BAD_USER_INPUT', '"idempotencyKey" must be a UUID, made at random for this one mutation.', {
    fields: [{ path: 'idempotencyKey', message: 'must be a UUID' }],
  });
}

/** Takes the key; false when it is taken. While another transaction is taking it, this waits for its end. */
async function claimKey<Schema>(db: Kysely<Schema>, { keyHash, inputHash }: Hashes): Promise<boolean> {
  const { rows } = await sql`
    insert into idempotency_keys as known (key_hash, input_hash, expires_at)
    values (${keyHash}, ${inputHash}, now() + ${LIFETIME_HOURS} * interval '1 hour')
    on conflict (key_hash) do update
       set input_hash = excluded.input_hash, result = null, expires_at = excluded.expires_at
     where known.expires_at <= now()
    returning key_hash`.execute(db);
  return rows.length > 0;
}

async function findReference<Schema, Reference>(
  db: Kysely<Schema>,
  { keyHash, inputHash }: Hashes,
): Promise<Reference | undefined> {
  const { rows } = await sql<{ input_hash: Buffer; result: Reference }>`
    select input_hash, result from idempotency_keys where key_hash = ${keyHash} and expires_at > now()`.execute(db);
  const [known] = rows;
  if (known && !known.input_hash.equals(inputHash))
    throw new AppError('CONFLICT', 'This idempotency key came with another input before: use a new key.');
  return known?.result;
}

/** Runs `work` in the transaction that is open, or else in one of its own. */
export function inTransaction<Schema, Result>(
  db: Kysely<Schema>,
  work: (transaction: Kysely<Schema>) => Promise<Result>,
): Promise<Result> {
  return db.isTransaction ? work(db) : db.transaction().execute(work);
}

/**
 * What the first result is found by when the key was used before, undefined when it was not.
 * @throws AppError as `runOnce`.
 */
export async function findFirstReference<Schema, Reference>(
  db: Kysely<Schema>,
  request: IdempotentRequest,
): Promise<Reference | undefined> {
  if (request.key == null) return undefined;
  return findReference(db, hashesOf(request, requireUuid(request.key)));
}

/**
 * Has an effect once for each key of an identity within 24 hours, and answers with the first result from then on. Key
 * and effect are stored in one transaction: a request that fails leaves the key free. Several at once wait for the
 * first. With a key it is safe to try again by itself, which it does once when the node fails.
 * @throws AppError BAD_USER_INPUT when the key is no UUID, CONFLICT when it came with another input before.
 */
export async function runOnce<Schema, Result, Reference>(
  db: Kysely<Schema>,
  request: IdempotentRequest,
  { apply, referenceTo, recall }: Effect<Schema, Result, Reference>,
): Promise<Result> {
  if (request.key == null) return apply(db);
  const hashes = hashesOf(request, requireUuid(request.key));
  const attempt = (): Promise<Result> =>
    db.transaction().execute(async (transaction) => {
      if (!(await claimKey(transaction, hashes)))
        return recall(transaction, (await findReference<Schema, Reference>(transaction, hashes)) as Reference);
      const result = await apply(transaction);
      await sql`
        update idempotency_keys set result = ${JSON.stringify(referenceTo(result))}::jsonb
         where key_hash = ${hashes.keyHash}`.execute(transaction);
      return result;
    });
  try {
    return await attempt();
  } catch (error) {
    if (!isNodeFailure(error, 'write')) throw error;
    return attempt();
  }
}

/** Deletes the keys that have expired, in small batches. Several instances may run it. */
export async function purgeExpiredKeys<Schema>(db: Kysely<Schema>, signal: AbortSignal): Promise<void> {
  let deletedCount = BigInt(PURGE_BATCH_SIZE);
  while (deletedCount === BigInt(PURGE_BATCH_SIZE) && !signal.aborted)
    ({ numAffectedRows: deletedCount = 0n } = await sql`
      delete from idempotency_keys
       where key_hash in (select key_hash from idempotency_keys where expires_at <= now() limit ${PURGE_BATCH_SIZE})
    `.execute(db));
}
