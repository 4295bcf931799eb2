import { z } from 'zod';
import { AppError } from '../../../lib/errors.ts';
import { parseInput } from '../../../lib/parse-input.ts';
import { findPartnerKey, updatePartnerKeyRevoked } from '../data/partner-key.ts';
import type { PartnerKeyRow } from '../data/partner-key.ts';
import { requireAdmin } from './require-admin.ts';
import type { AdminContext } from './require-admin.ts';

/** Ends a key at once; gateways refuse it within 5 s. Safe to repeat. @throws AppError BAD_USER_INPUT, NOT_FOUND. */
export async function revokePartnerKey({ identity, db, clock }: AdminContext, keyId: unknown): Promise<PartnerKeyRow> {
  requireAdmin(identity);
  const id = parseInput(z.uuid('must be an identifier'), keyId, 'keyId');
  await updatePartnerKeyRevoked(db, id, clock());
  const key = await findPartnerKey(db, id);
  if (!key) throw new AppError('NOT_FOUND', 'There is no such key.');
  return key;
}
