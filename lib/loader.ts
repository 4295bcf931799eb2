import DataLoader from 'dataloader';

/**
 * A per-request loader of at most one row per key, in one batched call.
 * Keys without a row load `null`; the cache lives as long as the loader, which is one request.
 */
export function createRowLoader<Key extends string | number, Row>(
  findRows: (keys: readonly Key[]) => Promise<readonly Row[]>,
  keyOf: (row: Row) => Key,
): DataLoader<Key, Row | null> {
  return new DataLoader<Key, Row | null>(async (keys) => {
    const byKey = new Map((await findRows(keys)).map((row) => [keyOf(row), row]));
    return keys.map((key) => byKey.get(key) ?? null);
  });
}

/** As `createRowLoader`, for edges: every row of each key, in the order the query gave. */
export function createListLoader<Key extends string | number, Row>(
  findRows: (keys: readonly Key[]) => Promise<readonly Row[]>,
  keyOf: (row: Row) => Key,
): DataLoader<Key, readonly Row[]> {
  return new DataLoader<Key, readonly Row[]>(async (keys) => {
    const byKey = Map.groupBy(await findRows(keys), keyOf);
    return keys.map((key) => byKey.get(key) ?? []);
  });
}
