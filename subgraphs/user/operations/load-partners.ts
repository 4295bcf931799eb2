import { AppError } from '../../../lib/errors.ts';
import type { UserContext } from '../context.ts';
import { findFirstPartners } from '../data/partner.ts';
import type { PartnerRow } from '../data/partner.ts';
import { requireAdmin } from './require-admin.ts';
import type { AdminContext } from './require-admin.ts';

/** The first 1,000 partners by name. @throws AppError UNAUTHENTICATED or FORBIDDEN. */
export function listPartners({ identity, db }: AdminContext): Promise<PartnerRow[]> {
  requireAdmin(identity);
  return findFirstPartners(db);
}

/** A partner by its id. @throws AppError NOT_FOUND, and for who is neither an administrator nor that partner. */
export async function loadPartner({ identity, loaders }: UserContext, id: string): Promise<PartnerRow> {
  if (identity.partnerId !== id) requireAdmin(identity);
  const partner = await loaders.partner.load(id);
  if (!partner) throw new AppError('NOT_FOUND');
  return partner;
}
