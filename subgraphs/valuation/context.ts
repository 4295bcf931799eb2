import type { Database } from '../../lib/db.ts';
import type { RequestScope } from '../../lib/subgraph-server.ts';
import type { ValuationSchema } from './data/tables.ts';
import { createLoaders } from './loaders.ts';
import type { ValuationLoaders } from './loaders.ts';

/** What a resolver works with. */
export interface ValuationContext extends RequestScope {
  readonly db: Database<ValuationSchema>;
  readonly loaders: ValuationLoaders;
  /** The day in UTC, as an ISO date. */
  readonly today: string;
}

export function createContext(
  scope: RequestScope,
  { database, clock }: { database: Database<ValuationSchema>; clock: () => Date },
): ValuationContext {
  return { ...scope, db: database, loaders: createLoaders(database), today: clock().toISOString().slice(0, 10) };
}
