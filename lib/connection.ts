import { AppError } from './errors.ts';

export interface PageArguments {
  readonly first?: number | null;
  readonly after?: string | null;
}

/** A forward page: at most `limit` rows that follow `after`, the decoded sort key of the last row seen. */
export interface Page<SortKey> {
  readonly limit: number;
  readonly after: SortKey | undefined;
}

export interface Connection<Node> {
  readonly edges: readonly { readonly cursor: string; readonly node: Node }[];
  readonly nodes: readonly Node[];
  readonly pageInfo: {
    readonly hasNextPage: boolean;
    readonly hasPreviousPage: boolean;
    readonly startCursor: string | null;
    readonly endCursor: string | null;
  };
}

/** The longest page that may be asked for. */
const MAX_PAGE_SIZE = 50;

function encodeCursor(sortKey: readonly string[]): string {
  return Buffer.from(JSON.stringify(sortKey)).toString('base64url');
}

function decodeCursor(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString());
  } catch {
    return undefined;
  }
}

/**
 * Checks Relay's `first` and `after`. The sort key is a list of strings, as long as `keyLength`; `isSortKey` says
 * whether their contents can be used in a query.
 * @throws AppError BAD_USER_INPUT naming the argument.
 */
export function requirePage(
  { first, after }: PageArguments,
  {
    defaultSize,
    keyLength,
    isSortKey = () => true,
  }: { defaultSize: number; keyLength: number; isSortKey?: (sortKey: readonly string[]) => boolean },
): Page<readonly string[]> {
  const limit = first ?? defaultSize;
  if (!Number.isInteger(limit) || limit < 1 || limit > MAX_PAGE_SIZE)
    throw new AppError('BAD_USER_INPUT', `"first" must be from 1 to ${MAX_PAGE_SIZE}.`, {
      fields: [{ path: 'first', message: `must be from 1 to ${MAX_PAGE_SIZE}` }],
    });
  if (after == null) return { limit, after: undefined };
  const sortKey = decodeCursor(after);
  const valid =
    Array.isArray(sortKey) &&
    sortKey.length === keyLength &&
    sortKey.every((part) => typeof part === 'string') &&
    isSortKey(sortKey);
  if (!valid)
    throw new AppError('BAD_USER_INPUT', '"after" must be a cursor that an earlier page gave.', {
      fields: [{ path: 'after', message: 'is not a cursor of this list' }],
    });
  return { limit, after: sortKey };
}

/** Builds the Relay connection from up to `limit + 1` rows: the one too many says that there is a next page. */
export function createConnection<Node>(
  rows: readonly Node[],
  page: Page<readonly string[]>,
  sortKeyOf: (node: Node) => readonly string[],
): Connection<Node> {
  const nodes = rows.slice(0, page.limit);
  const edges = nodes.map((node) => ({ cursor: encodeCursor(sortKeyOf(node)), node }));
  return {
    edges,
    nodes,
    pageInfo: {
      hasNextPage: rows.length > page.limit,
      hasPreviousPage: page.after !== undefined,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  };
}
