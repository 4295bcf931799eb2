import { createConnection, requirePage } from '../../../lib/connection.ts';
import type { Connection, PageArguments } from '../../../lib/connection.ts';
import type { ValuationContext } from '../context.ts';
import type { ValuationRow } from '../data/valuation.ts';
import type { VersionRow } from '../data/valuation-version.ts';
import { versionKey } from '../loaders.ts';

/** A version with the owner of its valuation. */
export interface OwnedVersion extends VersionRow {
  readonly ownerId: string;
}

type Loaders = Pick<ValuationContext, 'loaders'>;

/** The version with that number; null when there is none. */
export async function loadVersion(
  { loaders }: Loaders,
  { id, ownerId, lastVersionNumber }: ValuationRow,
  number: number,
): Promise<OwnedVersion | null> {
  if (!Number.isInteger(number) || number < 1 || number > lastVersionNumber) return null;
  const version = await loaders.version.load(versionKey({ valuationId: id, number }));
  return version && { ...version, ownerId };
}

/**
 * A page of a valuation's versions, latest first. Numbers have no gaps, so a page is known by its numbers and every
 * page of a request comes in one statement.
 * @throws AppError BAD_USER_INPUT for a wrong page.
 */
export async function loadVersions(
  context: Loaders,
  valuation: ValuationRow,
  args: PageArguments,
): Promise<Connection<OwnedVersion>> {
  const page = requirePage(args, {
    defaultSize: 20,
    keyLength: 1,
    isSortKey: ([number = '']) => /^\d{1,9}$/.test(number),
  });
  const newest = Math.min(valuation.lastVersionNumber, page.after ? Number(page.after[0]) - 1 : Infinity);
  const count = Math.max(0, Math.min(page.limit + 1, newest));
  const numbers = Array.from({ length: count }, (_, index) => newest - index);
  const versions = await Promise.all(numbers.map((number) => loadVersion(context, valuation, number)));
  return createConnection(
    versions.filter((version) => version !== null),
    page,
    ({ number }) => [String(number)],
  );
}
