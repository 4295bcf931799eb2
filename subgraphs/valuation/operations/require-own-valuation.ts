import { AppError } from '../../../lib/errors.ts';
import { requireAccount } from '../../../lib/identity.ts';
import type { ValuationContext } from '../context.ts';
import type { ValuationRow } from '../data/valuation.ts';
import { parseUuid } from './parse-uuid.ts';

/**
 * The valuation, if it belongs to whoever asks.
 * @throws AppError NOT_FOUND alike for somebody else's, a missing one and a malformed id.
 */
export async function requireOwnValuation(
  { identity, loaders }: Pick<ValuationContext, 'identity' | 'loaders'>,
  id: unknown,
): Promise<ValuationRow> {
  const account = requireAccount(identity);
  const uuid = parseUuid(id);
  const valuation = uuid === undefined ? null : await loaders.valuation.load(uuid);
  if (valuation?.ownerId !== account.id) throw new AppError('NOT_FOUND');
  return valuation;
}
