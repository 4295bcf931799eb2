import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import { createConcurrencyLimit } from './concurrency-limit.ts';
import type { DatabaseMetrics } from './db-metrics.ts';
import { databaseUnavailable, isNodeFailure, isReplicaOverload } from './db-errors.ts';
import type { HealthMonitor, MonitoredNode, NodeFault } from './db-health.ts';
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
}

export interface DatabaseRouterOptions {
  readonly health: HealthMonitor;
  readonly metrics: DatabaseMetrics;
  readonly reportSlow: ReportSlowStatement;
  readonly acquireTimeoutMs: number;
}

const REPLAY_WAIT_MS = 50;
const REPLAY_CHECK_INTERVAL_MS = 5;
/** Begins what changes no row: anything else counts as a write, a common table expression too. */
const READS_ONLY = /^\s*(?:select|show|explain|begin|start|commit|rollback|savepoint|release|set)\b/i;

/** Faults with which a replica may answer while there is no primary; it may have become well meanwhile. */
const WITHOUT_PRIMARY: ReadonlySet<NodeFault> = new Set(['cut-off', 'returning']);
const BEGIN = /^(?:begin|start)\b/i;
const COMMIT = /^commit\b/i;

/** Where a read may go; on the primary in place of a replica it is one of a limited number. */
interface Choice {
  readonly node: DatabaseNode;
  readonly isInPlaceOfReplica: boolean;
}

/** Chooses the node of every statement, and another one for a read whose node fails. */
export function createDatabaseRouter(options: DatabaseRouterOptions): DatabaseRouter {
  const { health, metrics, reportSlow } = options;
  const hasReplicas = health.nodes.length > 1;
  // Writes keep the other half of the primary's connections.
  const maxPrimaryReads = Math.max(1, ...health.nodes.map(({ node }) => Math.floor(node.maxConnections / 2)));
  const limitPrimaryReads = createConcurrencyLimit(maxPrimaryReads, options.acquireTimeoutMs, () =>
    databaseUnavailable('the primary answers as many reads in place of the replicas as it may'),
  );
  /** Failures before a statement was sent: trying elsewhere does nothing twice. */
  const unsent = new WeakSet<Error>();
  const replayChecks = new Map<DatabaseNode, Promise<number>>();

  const isReplica = ({ node }: MonitoredNode): boolean => node !== health.primary?.node;

  /** The better of two taken at random, which spreads load as well as asking all and never sends everybody to one. */
  function leastBusy(candidates: readonly MonitoredNode[]): DatabaseNode | undefined {
    const first = Math.floor(Math.random() * candidates.length);
    const second = (first + 1 + Math.floor(Math.random() * (candidates.length - 1))) % candidates.length;
    const [a, b] = [candidates[first]?.node, candidates[second]?.node];
    return a && b && b.outstanding < a.outstanding ? b : a;
  }

  function findReplayLsn(node: DatabaseNode): Promise<number> {
    const known = replayChecks.get(node);
    if (known) return known;
    const check = node.findReplayLsn().finally(() => replayChecks.delete(node));
    replayChecks.set(node, check);
    check.then(
      (lsn) => health.recordReplay(node, lsn),
      () => undefined,
    );
    return check;
  }

  const hasReplayed = (lsn: number) => (candidate: MonitoredNode) => (candidate.status?.lsn ?? 0) >= lsn;

  /** Those of the replicas that have replayed up to `lsn`, after waiting for one of them if none has. */
  async function awaitReplay(replicas: readonly MonitoredNode[], lsn: number): Promise<readonly MonitoredNode[]> {
    const known = replicas.filter(hasReplayed(lsn));
    if (known.length > 0) return known;
    const giveUpAtMs = performance.now() + REPLAY_WAIT_MS;
    const timeout = sleep(REPLAY_WAIT_MS);
    for (;;) {
      const ready = replicas.filter(hasReplayed(lsn));
      if (ready.length > 0 || performance.now() >= giveUpAtMs) return ready;
      const checks = replicas.map(async ({ node }) => {
        if ((await findReplayLsn(node)) < lsn) throw new Error('not yet');
      });
      await Promise.race([timeout, Promise.any(checks).catch(() => sleep(REPLAY_CHECK_INTERVAL_MS))]);
    }
  }

  /** How far a replica must be for this session; `primary` when no replica is far enough for certain. */
  function requiredLsn({ required, readsPrimary, findPosition }: DatabaseSession): number | 'primary' {
    if (readsPrimary || findPosition || required === 'primary') return 'primary';
    if (required.length === 0) return 0;
    const own = required.filter(({ systemId }) => systemId === health.writing?.systemId);
    const isCurrent = own.length > 0 && own.every(({ timeline }) => timeline === health.writing?.timeline);
    return isCurrent ? Math.max(...own.map(({ lsn }) => lsn)) : 'primary';
  }

  async function requirePrimary(): Promise<DatabaseNode> {
    // The first round may have begun before the node was there.
    for (let rounds = 0; rounds < 2 && !health.primary; rounds++) await health.inspectAll();
    if (!health.primary) throw databaseUnavailable('no node is known to be the one primary');
    return health.primary.node;
  }

  /**
   * A read that no replica may answer. While no primary is known, a replica of the last one will do at once that lost it
   * just now, or that is not known to be well for long enough; else one that lags, as nobody can tell it the rest.
   */
  async function chooseWithoutReplicas(session: DatabaseSession, lsn: number | 'primary'): Promise<Choice> {
    if (!health.primary && lsn !== 'primary') {
      const left = health.nodes.filter(({ fault }) => fault === undefined || WITHOUT_PRIMARY.has(fault));
      const lagging = health.nodes.filter(({ fault }) => fault === 'lagging');
      const node = leastBusy(await awaitReplay(left.length > 0 ? left : lagging, lsn));
      if (node) return { node, isInPlaceOfReplica: false };
    }
    const node = await requirePrimary();
    return { node, isInPlaceOfReplica: hasReplicas && !session.readsPrimary && !session.findPosition };
  }

  /** Answers at once where nothing has to be waited for. */
  function chooseReader(session: DatabaseSession, failed: ReadonlySet<DatabaseNode>): Choice | Promise<Choice> {
    const lsn = requiredLsn(session);
    const { reader } = session;
    const replicas = health.nodes.filter(
      (candidate) => candidate.fault === undefined && isReplica(candidate) && !failed.has(candidate.node),
    );
    if (reader && lsn !== 'primary' && replicas.some(({ node }) => node === reader))
      return { node: reader, isInPlaceOfReplica: false };
    // A replica that has answered and is gone has no equal for certain but the primary.
    if (lsn === 'primary' || reader || replicas.length === 0) {
      if (hasReplicas) metrics.countFallback(lsn === 'primary' ? 'required' : 'ejected');
      return chooseWithoutReplicas(session, lsn);
    }
    const node = leastBusy(replicas.filter(hasReplayed(lsn)));
    return node ? { node, isInPlaceOfReplica: false } : chooseAfterReplay(session, replicas, lsn);
  }

  async function chooseAfterReplay(
    session: DatabaseSession,
    replicas: readonly MonitoredNode[],
    lsn: number,
  ): Promise<Choice> {
    const node = leastBusy(await awaitReplay(replicas, lsn));
    if (node) return { node, isInPlaceOfReplica: false };
    metrics.countFallback('not-replayed');
    return chooseWithoutReplicas(session, lsn);
  }

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
        const { node, isInPlaceOfReplica } = await chooseReader(session, failed);
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
      let node = await requirePrimary();
      const connection = await connect(node).catch(async (error: unknown) => {
        if (!isNodeFailure(error, 'write')) throw error;
        // Nothing was sent yet, so the node that is the primary by now may have it.
        node = await requirePrimary();
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
  };
}
