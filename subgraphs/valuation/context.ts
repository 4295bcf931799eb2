import type { Database, SessionDatabase } from '../../lib/db.ts';
import type { DatabaseListener } from '../../lib/db-listener.ts';
import { actorOf } from '../../lib/identity.ts';
import type { RequestScope } from '../../lib/subgraph-server.ts';
import type { ValuationSchema } from './data/tables.ts';
import { createLoaders } from './loaders.ts';
import type { ValuationLoaders } from './loaders.ts';

/** What a resolver works with. */
export interface ValuationContext extends RequestScope {
  readonly db: SessionDatabase<ValuationSchema>;
  readonly loaders: ValuationLoaders;
  /** Hears of every calculation that was stored, by any process; the payload is the valuation's id. */
  readonly calculations: DatabaseListener;
  /** The day in UTC, as an ISO date. */
  readonly today: string;
}

export interface ContextOptions {
  readonly database: Database<ValuationSchema>;
  readonly calculations: DatabaseListener;
  readonly clock: () => Date;
}

export function createContext(
  scope: RequestScope,
  { database, calculations, clock }: ContextOptions,
): ValuationContext {
  const today = clock().toISOString().slice(0, 10);
  const db = database.forSession(scope.databaseSession, actorOf(scope.identity));
  return { ...scope, db, loaders: createLoaders(db), calculations, today };
}
