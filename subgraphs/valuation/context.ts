import type { Database, SessionDatabase } from '../../lib/db.ts';
import type { DatabaseNotices } from '../../lib/db-notices.ts';
import { actorOf } from '../../lib/identity.ts';
import type { RequestScope } from '../../lib/request-scope.ts';
import type { ValuationSchema } from './data/tables.ts';
import { createLoaders } from './loaders.ts';
import type { ValuationLoaders } from './loaders.ts';

/** What a resolver works with. */
export interface ValuationContext extends RequestScope {
  readonly db: SessionDatabase<ValuationSchema>;
  readonly loaders: ValuationLoaders;
  /** What any process says of a calculation; the topic is the valuation's id. */
  readonly notices: DatabaseNotices;
  /** The day in UTC, as an ISO date. */
  readonly today: string;
}

export interface ContextOptions {
  readonly database: Database<ValuationSchema>;
  readonly notices: DatabaseNotices;
  readonly clock: () => Date;
}

export function createContext(scope: RequestScope, { database, notices, clock }: ContextOptions): ValuationContext {
  const today = clock().toISOString().slice(0, 10);
  const db = database.forSession(scope.databaseSession, actorOf(scope.identity));
  return { ...scope, db, loaders: createLoaders(db), notices, today };
}
