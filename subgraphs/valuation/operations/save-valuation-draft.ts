import { AppError } from '../../../lib/errors.ts';
import { requireAccount } from '../../../lib/identity.ts';
import type { ValuationContext } from '../context.ts';
import { findValuation, insertValuation, updateDraft } from '../data/valuation.ts';
import type { ValuationRow } from '../data/valuation.ts';
import type { SaveValuationDraftInput } from '../generated/graphql.ts';
import { badDraft, checkDraft } from './check-draft.ts';
import { parseUuid } from './parse-uuid.ts';
import { refusedUpdate } from './refused-update.ts';

/**
 * Saves a draft, a new one when there is no id. What it leaves out is no mistake yet.
 * @throws AppError BAD_USER_INPUT for what cannot be, NOT_FOUND, PRECONDITION_FAILED when the draft has moved on.
 */
export async function saveValuationDraft(
  context: ValuationContext,
  { id, expectedRevision, draft }: SaveValuationDraftInput,
): Promise<ValuationRow> {
  const { id: ownerId } = requireAccount(context.identity);
  const { problems } = checkDraft(draft, context.today);
  if (problems.length > 0) throw badDraft(problems, 'input.draft');

  const { write } = context.db;
  if (id == null) return insertValuation(write, { ownerId, draft });
  const uuid = parseUuid(id);
  if (uuid === undefined) throw new AppError('NOT_FOUND');
  const key = { id: uuid, ownerId, expectedRevision };
  const saved = await updateDraft(write, key, draft);
  if (saved === undefined) throw refusedUpdate(await findValuation(write, uuid), key);
  return saved;
}
