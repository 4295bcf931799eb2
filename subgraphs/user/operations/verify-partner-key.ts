import { timingSafeEqual } from 'node:crypto';
import { AppError } from '../../../lib/errors.ts';
import type { UserContext } from '../context.ts';
import { findPartnerKeyByPrefix } from '../data/partner-key.ts';
import { isLive } from './issue-partner-key.ts';

/** Who a key belongs to, and what it may do. */
export interface VerifiedPartnerKey {
  readonly partnerId: string;
  readonly clientName: string;
  readonly scopes: readonly string[];
  readonly expiresAt: Date | null;
}

/**
 * Tells the gateway whose key has that prefix and SHA-256 in hex; null for one that is unknown or has ended. The key
 * itself never leaves the gateway. @throws AppError FORBIDDEN for everybody else.
 */
export async function verifyPartnerKey(
  { identity, db, clock }: UserContext,
  { prefix, sha256 }: { readonly prefix: string; readonly sha256: string },
): Promise<VerifiedPartnerKey | null> {
  if (identity.kind !== 'service' || identity.id !== 'gateway') throw new AppError('FORBIDDEN');
  const given = Buffer.from(sha256, 'hex');
  const found = await findPartnerKeyByPrefix(db, prefix);
  if (!found || given.length !== found.keyHash.length || !timingSafeEqual(given, found.keyHash)) return null;
  if (!isLive(found.key, clock())) return null;
  const { partnerId, scopes, expiresAt } = found.key;
  return { partnerId, clientName: found.clientName, scopes, expiresAt };
}
