import { z } from 'zod';
import { isUniqueViolation } from '../../../lib/db-errors.ts';
import { AppError } from '../../../lib/errors.ts';
import { parseInput } from '../../../lib/parse-input.ts';
import { insertPartner, PARTNER_CLIENT_NAME_CONSTRAINT } from '../data/partner.ts';
import type { PartnerRow } from '../data/partner.ts';
import { requireAdmin } from './require-admin.ts';
import type { AdminContext } from './require-admin.ts';

const newPartner = z.object({
  name: z.string().trim().min(1, 'must not be empty').max(100, 'must have at most 100 characters'),
  clientName: z
    .string()
    .regex(
      /^partner-[a-z0-9][a-z0-9-]{0,49}$/,
      'must be partner- and then up to 50 small letters, digits and hyphens, as in partner-acme',
    ),
});

/** Makes a partner, without a key yet. @throws AppError BAD_USER_INPUT, CONFLICT when the client name is taken. */
export async function createPartner({ identity, db, clock }: AdminContext, input: unknown): Promise<PartnerRow> {
  requireAdmin(identity);
  const partner = parseInput(newPartner, input);
  try {
    return await insertPartner(db, { ...partner, createdAt: clock() });
  } catch (error) {
    if (!isUniqueViolation(error, PARTNER_CLIENT_NAME_CONSTRAINT)) throw error;
    throw new AppError('CONFLICT', `There is a partner ${partner.clientName} already: issue it another key.`);
  }
}
