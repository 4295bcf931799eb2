import type pg from 'pg';
import { createConcurrencyLimit } from './concurrency-limit.ts';
import type { DatabaseMetrics } from './db-metrics.ts';
import { databaseUnavailable, isNodeFailure, isReplicaOverload } from './db-errors.ts';
import type { HealthMonitor } from './db-health.ts';
import { createNodeChoice } from './db-node-choice.ts';
import type { DatabaseNode, NodeConnection } from './db-node.ts';
import type { DatabaseSession } from './db-session.ts';
import type { ReportSlowStatement } from './db-slow-statements.ts';
import type { Statement } from './db-statement.ts';

/** The primary for one statement or one transaction. */
export interface PrimaryConnection {
  readonly run: (sql: string, parameters: readonly unknown[]) => Promise<pg.QueryResult>;
  readonly release: () => void;
}

export interface DatabaseRouter {
  /** One statement that changes nothing, on a node that the session may read; tried once more when the node fails. */
  read(session: DatabaseSession, statement: Statement): Promise<pg.QueryResult>;
  /** A connection to the primary, for a statement or a transaction. @throws AppError UPSTREAM_UNAVAILABLE. */
  connectToPrimary(session: DatabaseSession, actor?: string): Promise<PrimaryConnection>;
  /** @throws AppError UPSTREAM_UNAVAILABLE while none is known. */
  findPrimary(): Promise<DatabaseNode>;
}

export interface DatabaseRouterOptions {
  readonly health: HealthMonitor;
  readonly metrics: DatabaseMetrics;
  readonly reportSlow: ReportSlowStatement;
  readonly acquireTimeoutMs: number;
}

/** Begins what changes no row: anything else counts as a write, a common table expression too. */
const READS_ONLY = /^\s*(?:select|show|explain|begin|start|commit|rollback|savepoint|release|set)\b/i;

const BEGIN = /^(?:begin|start)\b/i;
const COMMIT = /^commit\b/i;

/** Sends every statement to the node that is chosen for it, and a read whose node fails to another one. */
export function createDatabaseRouter(options: DatabaseRouterOptions): DatabaseRouter {
  const { health, metrics, reportSlow } = options;
  const choice = createNodeChoice(health, metrics);
  // Writes keep the other half of the primary's connections.
  const maxPrimaryReads = Math.max(1, ...health.nodes.map(({ node }) => Math.floor(node.maxConnections / 2)));
  const limitPrimaryReads = createConcurrencyLimit(maxPrimaryReads, options.acquireTimeoutMs, () =>
    databaseUnavailable('the primary answers as many reads in place of the replicas as it may'),
  );
  /** Failures before a statement was sent: trying elsewhere does nothing twice. */
  const unsent = new WeakSet<Error>();

  async function run(
    connection: NodeConnection,
    node: DatabaseNode,
    session: DatabaseSession,
    access: 'read' | 'write',
    statement: Statement,
  ): Promise<pg.QueryResult> {
    const startedAtMs = performance.now();
    try {
      const result = await connection.run(statement, session.signal);
      session.nodes.add(node.name);
      return result;
    } catch (error) {
      if (isNodeFailure(error, access)) health.reportFailure(node, error);
      throw error;
    } finally {
      const durationMs = performance.now() - startedAtMs;
      metrics.observe(node.name, access, durationMs);
      reportSlow({ sql: statement.sql, node, durationMs, logger: session.logger });
    }
  }

  async function connect(node: DatabaseNode): Promise<NodeConnection> {
    try {
      return await node.connect();
    } catch (error) {
      if (isNodeFailure(error, 'read')) health.reportFailure(node, error);
      unsent.add(error as Error);
      throw error;
    }
  }

  async function readFrom(node: DatabaseNode, session: DatabaseSession, statement: Statement) {
    const connection = await connect(node);
    try {
      session.signal?.throwIfAborted();
      return await run(connection, node, session, 'read', statement);
    } finally {
      connection.release();
    }
  }

  return {
    async read(session, statement) {
      session.signal?.throwIfAborted();
      if (!health.writing) await health.inspectAll();
      const failed = new Set<DatabaseNode>();
      let wasSent = false;
      for (;;) {
        const { node, isInPlaceOfReplica } = await choice.chooseReader(session, failed);
        try {
          const result = await (isInPlaceOfReplica
            ? limitPrimaryReads(() => readFrom(node, session, statement))
            : readFrom(node, session, statement));
          if (node !== health.primary?.node) session.reader ??= node;
          return result;
        } catch (error) {
          const isNodesFault =
            isNodeFailure(error, 'read') || (node !== health.primary?.node && isReplicaOverload(error));
          if (!isNodesFault || failed.has(node) || session.signal?.aborted) throw error;
          const isSent = !unsent.has(error as Error);
          // What ended two nodes must not end a third one.
          if (isSent && wasSent) throw error;
          wasSent ||= isSent;
          failed.add(node);
          metrics.countFallback('retried');
        }
      }
    },

    async connectToPrimary(session, actor) {
      let node = await choice.requirePrimary();
      const connection = await connect(node).catch(async (error: unknown) => {
        if (!isNodeFailure(error, 'write')) throw error;
        // Nothing was sent yet, so the node that is the primary by now may have it.
        node = await choice.requirePrimary();
        return connect(node);
      });
      let isInTransaction = false;
      let hasWritten = false;
      const noteWrite = (): void => {
        const { writing } = health;
        session.findPosition = async () => ({
          ...(writing ?? { systemId: '0', timeline: 0 }),
          // A position that nobody reaches sends reads to the primary.
          lsn: await node.findInsertLsn().catch(() => Number.MAX_SAFE_INTEGER),
        });
      };
      return {
        async run(sql, parameters) {
          const result = await run(connection, node, session, 'write', { sql, parameters, actor });
          if (BEGIN.test(sql)) isInTransaction = true;
          hasWritten ||= !READS_ONLY.test(sql);
          // What is not committed is no write, and of one that failed nobody was told that it is there.
          if (hasWritten && (!isInTransaction || COMMIT.test(sql))) noteWrite();
          return result;
        },
        release: () => connection.release(),
      };
    },

    findPrimary: () => choice.requirePrimary(),
  };
}
