import { randomBytes } from 'node:crypto';
import type { Kysely } from 'kysely';
import { z } from 'zod';
import { AppError } from '../../../lib/errors.ts';
import { parseInput } from '../../../lib/parse-input.ts';
import { findPartnerKeys, insertPartnerKey, lockPartnerKey, updatePartnerKeyExpiry } from '../data/partner-key.ts';
import type { PartnerKeyRow } from '../data/partner-key.ts';
import { lockPartner } from '../data/partner.ts';
import type { UserSchema } from '../data/tables.ts';
import { requireAdmin } from './require-admin.ts';
import type { AdminContext } from './require-admin.ts';
import { sha256 } from './sha256.ts';

/** A new key; the text exists only in this answer. */
export interface IssuedPartnerKey {
  readonly apiKey: string;
  readonly key: PartnerKeyRow;
}

const PREFIX_BYTES = 8;
const SECRET_BYTES = 32;
/** The one in use and the one that follows it. */
const MAX_LIVE_KEYS = 2;
const MAX_OVERLAP_HOURS = 30 * 24;
const HOUR_MS = 60 * 60 * 1_000;

const uuid = z.uuid('must be an identifier');
const issueInput = z.object({
  partnerId: uuid,
  scopes: z
    .array(z.string().regex(/^[a-z]+(:[a-z-]+)?$/, 'must be a scope, such as cache:invalidate'))
    .max(20, 'must have at most 20 scopes')
    .nullish()
    .transform((scopes) => [...new Set(scopes ?? [])]),
});
const rotateInput = z.object({
  keyId: uuid,
  overlapHours: z
    .int('must be a whole number')
    .min(0, 'must not be negative')
    .max(MAX_OVERLAP_HOURS, `must be at most ${MAX_OVERLAP_HOURS}`)
    .nullish()
    .transform((hours) => hours ?? 24),
});

export function isLive({ expiresAt, revokedAt }: PartnerKeyRow, now: Date): boolean {
  return revokedAt === null && (expiresAt === null || expiresAt > now);
}

async function issue(
  db: Kysely<UserSchema>,
  { partnerId, scopes, now }: { partnerId: string; scopes: readonly string[]; now: Date },
): Promise<IssuedPartnerKey> {
  if (!(await lockPartner(db, partnerId))) throw new AppError('NOT_FOUND', 'There is no such partner.');
  const live = (await findPartnerKeys(db, [partnerId])).filter((key) => isLive(key, now));
  if (live.length >= MAX_LIVE_KEYS)
    throw new AppError('CONFLICT', `The partner has ${MAX_LIVE_KEYS} keys in use: revoke one first.`);
  const prefix = randomBytes(PREFIX_BYTES).toString('hex');
  const apiKey = `vgk_${prefix}_${randomBytes(SECRET_BYTES).toString('base64url')}`;
  const key = { partnerId, createdAt: now, prefix, keyHash: sha256(apiKey), scopes, expiresAt: null };
  return { apiKey, key: await insertPartnerKey(db, key) };
}

/** Issues a key. @throws AppError BAD_USER_INPUT, NOT_FOUND, CONFLICT when two keys are in use. */
export function issuePartnerKey({ identity, db, clock }: AdminContext, input: unknown): Promise<IssuedPartnerKey> {
  requireAdmin(identity);
  const { partnerId, scopes } = parseInput(issueInput, input);
  return db.transaction().execute((transaction) => issue(transaction, { partnerId, scopes, now: clock() }));
}

/**
 * Issues the key that follows another, with its scopes; the other goes on for `overlapHours`, 24 unless said otherwise.
 * @throws AppError BAD_USER_INPUT, NOT_FOUND, CONFLICT when the key has ended or was rotated before.
 */
export function rotatePartnerKey({ identity, db, clock }: AdminContext, input: unknown): Promise<IssuedPartnerKey> {
  requireAdmin(identity);
  const { keyId, overlapHours } = parseInput(rotateInput, input);
  const now = clock();
  return db.transaction().execute(async (transaction) => {
    const old = await lockPartnerKey(transaction, keyId);
    if (!old) throw new AppError('NOT_FOUND', 'There is no such key.');
    if (!isLive(old, now)) throw new AppError('CONFLICT', 'The key has ended: issue a new one.');
    const issued = await issue(transaction, { partnerId: old.partnerId, scopes: old.scopes, now });
    await updatePartnerKeyExpiry(transaction, keyId, new Date(now.getTime() + overlapHours * HOUR_MS));
    return issued;
  });
}
