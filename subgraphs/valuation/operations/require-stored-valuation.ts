import type { ValuationContext } from '../context.ts';
import { findValuation } from '../data/valuation.ts';
import type { OwnedValuationKey, ValuationRow } from '../data/valuation.ts';
import { refusedUpdate } from './refused-update.ts';

/**
 * The valuation as the primary has it now, if it fits the key.
 * @throws AppError NOT_FOUND, PRECONDITION_FAILED when its draft has moved on.
 */
export async function requireStoredValuation(
  db: ValuationContext['db']['write'],
  key: OwnedValuationKey,
): Promise<ValuationRow> {
  const { id, ownerId, expectedRevision } = key;
  const saved = await findValuation(db, id);
  if (saved?.ownerId === ownerId && (expectedRevision ?? saved.revision) === saved.revision) return saved;
  throw refusedUpdate(saved, key);
}
