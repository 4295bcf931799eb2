import { AppError } from '../../../lib/errors.ts';
import { createConnection, requirePage } from '../../../lib/connection.ts';
import type { Connection, Page, PageArguments } from '../../../lib/connection.ts';
import type { RegistryContext } from '../context.ts';
import { searchCompanies as findMatches } from '../data/company.ts';
import type { CompanyMatch } from '../data/company.ts';
import type { CompanyRow } from '../data/tables.ts';
import { hasValidCheckDigits, parseEnterpriseNumber } from '../model/enterprise-number.ts';
import { requireSearchText } from './require-search-text.ts';

const DEFAULT_PAGE_SIZE = 10;

function requireMatchSeen({ after }: Page<readonly string[]>): Pick<CompanyMatch, 'score' | 'id'> | undefined {
  if (after === undefined) return undefined;
  const [score = '', id = ''] = after;
  if (!/^\d{1,4}$/.test(score))
    throw new AppError('BAD_USER_INPUT', '"after" must be a cursor that an earlier page gave.', {
      fields: [{ path: 'after', message: 'is not a cursor of this list' }],
    });
  return { score: Number(score), id };
}

/** A page of the companies with a name that holds the text; a company number finds that company alone. */
export async function searchCompanies(
  { db, loaders }: Pick<RegistryContext, 'db' | 'loaders'>,
  { text, ...pageArguments }: PageArguments & { readonly text: string },
): Promise<Connection<CompanyRow>> {
  const page = requirePage(pageArguments, { defaultSize: DEFAULT_PAGE_SIZE, keyLength: 2 });
  const after = requireMatchSeen(page);
  const searchText = requireSearchText(text);
  const number = parseEnterpriseNumber(text);
  if (number !== undefined && hasValidCheckDigits(number)) {
    const company = after === undefined ? await loaders.company.load(`BE${number}`) : null;
    return createConnection(company ? [company] : [], page, ({ id }) => ['0', id]);
  }
  const matches = await findMatches(db, { searchText, limit: page.limit + 1, after });
  return createConnection(matches, page, ({ score, id }) => [String(score), id]);
}
