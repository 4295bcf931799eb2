import { runOnce } from '../../../lib/db-idempotency.ts';
import { AppError } from '../../../lib/errors.ts';
import { requireAccount } from '../../../lib/identity.ts';
import type { ValuationContext } from '../context.ts';
import { findValuation, insertValuation, updateDraft } from '../data/valuation.ts';
import type { ValuationRow } from '../data/valuation.ts';
import type { SaveValuationDraftInput } from '../generated/graphql.ts';
import { badDraft, checkDraft } from './check-draft.ts';
import { parseUuid } from './parse-uuid.ts';
import { refusedUpdate } from './refused-update.ts';
import { requireStoredValuation } from './require-stored-valuation.ts';

type Db = ValuationContext['db']['write'];

async function saveDraft(
  db: Db,
  ownerId: string,
  { id, expectedRevision, draft }: SaveValuationDraftInput,
): Promise<ValuationRow> {
  if (id == null) return insertValuation(db, { ownerId, draft });
  const uuid = parseUuid(id);
  if (uuid === undefined) throw new AppError('NOT_FOUND');
  const key = { id: uuid, ownerId, expectedRevision };
  const saved = await updateDraft(db, key, draft);
  if (saved === undefined) throw refusedUpdate(await findValuation(db, uuid), key);
  return saved;
}

/**
 * Saves a draft, a new one when there is no id. What it leaves out is no mistake yet.
 * @throws AppError BAD_USER_INPUT for what cannot be, NOT_FOUND, PRECONDITION_FAILED when the draft has moved on,
 * CONFLICT for another input under a known key.
 */
export async function saveValuationDraft(
  { identity, db, today }: ValuationContext,
  input: SaveValuationDraftInput,
): Promise<ValuationRow> {
  const { id: ownerId } = requireAccount(identity);
  const { problems } = checkDraft(input.draft, today);
  if (problems.length > 0) throw badDraft(problems, 'input.draft');
  return runOnce(
    db.write,
    { identity, key: input.idempotencyKey, mutation: 'saveValuationDraft', input },
    {
      apply: (write) => saveDraft(write, ownerId, input),
      referenceTo: ({ id }) => id,
      recall: (write, id: string) => requireStoredValuation(write, { id, ownerId }),
    },
  );
}
