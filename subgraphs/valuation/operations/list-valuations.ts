import { createConnection, requirePage } from '../../../lib/connection.ts';
import type { Connection, PageArguments } from '../../../lib/connection.ts';
import type { ValuationContext } from '../context.ts';
import { findValuationsOfOwner } from '../data/valuation.ts';
import type { ValuationRow } from '../data/valuation.ts';
import { parseUuid } from './parse-uuid.ts';
import { requireOwnAccount } from './require-own-account.ts';

/** PostgreSQL knows no year 0. */
const INSTANT = /^(?!0000)\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

function isInstant(text: string): boolean {
  const date = new Date(text);
  // Date takes 31 February for 3 March.
  return INSTANT.test(text) && !Number.isNaN(date.getTime()) && date.toISOString() === text;
}

const isSortKey = ([updatedAt = '', id]: readonly string[]): boolean =>
  isInstant(updatedAt) && parseUuid(id) !== undefined;

/**
 * A page of an account's valuations, last saved first. While somebody pages, a valuation that is saved moves to the
 * front; none of the others is skipped or repeated.
 * @throws AppError NOT_FOUND for another account, BAD_USER_INPUT for a wrong page.
 */
export async function listValuations(
  { identity, db }: ValuationContext,
  accountId: string,
  args: PageArguments,
): Promise<Connection<ValuationRow>> {
  const owner = requireOwnAccount(identity, accountId);
  const page = requirePage(args, { defaultSize: 20, keyLength: 2, isSortKey });
  const rows = await findValuationsOfOwner(db.read, owner.id, { after: page.after, limit: page.limit + 1 });
  return createConnection(rows, page, ({ updatedAt, id }) => [updatedAt.toISOString(), id]);
}
