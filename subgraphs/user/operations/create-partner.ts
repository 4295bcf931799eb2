import { z } from 'zod';
import { isUniqueViolation } from '../../../lib/db-errors.ts';
import { runOnce } from '../../../lib/db-idempotency.ts';
import { AppError } from '../../../lib/errors.ts';
import { parseInput } from '../../../lib/parse-input.ts';
import { findPartners, insertPartner, PARTNER_CLIENT_NAME_CONSTRAINT } from '../data/partner.ts';
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
  idempotencyKey: z.string().nullish(),
});

async function insertNamed(db: AdminContext['db'], partner: Omit<PartnerRow, 'id'>): Promise<PartnerRow> {
  try {
    return await insertPartner(db, partner);
  } catch (error) {
    if (!isUniqueViolation(error, PARTNER_CLIENT_NAME_CONSTRAINT)) throw error;
    throw new AppError('CONFLICT', `There is a partner ${partner.clientName} already: issue it another key.`);
  }
}

async function requirePartner(db: AdminContext['db'], id: string): Promise<PartnerRow> {
  const [partner] = await findPartners(db, [id]);
  if (!partner) throw new AppError('NOT_FOUND', 'There is no such partner any more.');
  return partner;
}

/**
 * Makes a partner, without a key yet. @throws AppError BAD_USER_INPUT, CONFLICT when the client name is taken, or for
 * another input under a known idempotency key.
 */
export async function createPartner({ identity, db, clock }: AdminContext, input: unknown): Promise<PartnerRow> {
  requireAdmin(identity);
  const { idempotencyKey, ...partner } = parseInput(newPartner, input);
  return runOnce(
    db,
    { identity, key: idempotencyKey, mutation: 'createPartner', input: partner },
    {
      apply: (write) => insertNamed(write, { ...partner, createdAt: clock() }),
      referenceTo: ({ id }) => id,
      recall: (write, id: string) => requirePartner(write, id),
    },
  );
}
