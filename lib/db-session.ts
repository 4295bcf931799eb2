import type { RequiredPositions, WalPosition } from './consistency-token.ts';
import type { DatabaseNode } from './db-node.ts';
import type { Logger } from './log.ts';

/** What one request means to the database, and what the database did for it. */
export interface DatabaseSession {
  readonly required: RequiredPositions;
  /** Statements under way are cancelled when it aborts. */
  readonly signal: AbortSignal | undefined;
  readonly logger: Logger;
  /** Every read goes to the primary: the request writes, or was told of a write. */
  readsPrimary: boolean;
  /** The one replica of the request, so that no read shows an older state than the one before. */
  reader: DatabaseNode | undefined;
  /** Names of the nodes that answered, in the order in which they first did. */
  readonly nodes: Set<string>;
  /** Set by the first write: finds how far the log went after all of them. */
  findPosition: (() => Promise<WalPosition>) | undefined;
}

/** A session of its own for each request, or for work that no request asked for. */
export function createDatabaseSession(
  options: Pick<DatabaseSession, 'logger'> & Partial<Pick<DatabaseSession, 'required' | 'signal' | 'readsPrimary'>>,
): DatabaseSession {
  return {
    required: [],
    signal: undefined,
    readsPrimary: false,
    ...options,
    reader: undefined,
    nodes: new Set(),
    findPosition: undefined,
  };
}
