import type { SessionDatabase } from '../../lib/db.ts';
import { createRowLoader } from '../../lib/loader.ts';
import type { ValuationSchema } from './data/tables.ts';
import { findValuations } from './data/valuation.ts';
import { findResults, findVersions } from './data/valuation-version.ts';
import type { VersionKey } from './data/valuation-version.ts';

/** The key of a version in a loader. */
export const versionKey = ({ valuationId, number }: VersionKey): string => `${valuationId} ${number}`;

function parseVersionKey(key: string): VersionKey {
  const [valuationId = '', number] = key.split(' ');
  return { valuationId, number: Number(number) };
}

/** The loaders of one request. They know no owner: whoever loads by an id that a client gave checks it. */
export function createLoaders({ read }: SessionDatabase<ValuationSchema>) {
  return {
    valuation: createRowLoader(
      (ids: readonly string[]) => findValuations(read, ids),
      ({ id }) => id,
    ),
    version: createRowLoader((keys: readonly string[]) => findVersions(read, keys.map(parseVersionKey)), versionKey),
    result: createRowLoader((keys: readonly string[]) => findResults(read, keys.map(parseVersionKey)), versionKey),
  };
}

export type ValuationLoaders = ReturnType<typeof createLoaders>;
