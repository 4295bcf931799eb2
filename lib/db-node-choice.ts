import type { DatabaseMetrics } from './db-metrics.ts';
import { databaseUnavailable } from './db-errors.ts';
import type { HealthMonitor, MonitoredNode, NodeFault } from './db-health.ts';
import type { DatabaseNode } from './db-node.ts';
import { createReplayWait, hasReplayed } from './db-replay.ts';
import type { DatabaseSession } from './db-session.ts';

/** Where a read may go; on the primary in place of a replica it is one of a limited number. */
export interface Choice {
  readonly node: DatabaseNode;
  readonly isInPlaceOfReplica: boolean;
}

export interface NodeChoice {
  /** The node of a read, which is none of those that failed; at once where nothing has to be waited for. */
  chooseReader(session: DatabaseSession, failed: ReadonlySet<DatabaseNode>): Choice | Promise<Choice>;
  /** The node of everything else. @throws AppError UPSTREAM_UNAVAILABLE while none is known. */
  requirePrimary(): Promise<DatabaseNode>;
}

/** Faults with which a replica may answer while there is no primary; it may have become well meanwhile. */
const WITHOUT_PRIMARY: ReadonlySet<NodeFault> = new Set(['cut-off', 'returning']);

/** The better of two taken at random, which spreads load as well as asking all and never sends everybody to one. */
function leastBusy(candidates: readonly MonitoredNode[]): DatabaseNode | undefined {
  const first = Math.floor(Math.random() * candidates.length);
  const second = (first + 1 + Math.floor(Math.random() * (candidates.length - 1))) % candidates.length;
  const [a, b] = [candidates[first]?.node, candidates[second]?.node];
  return a && b && b.outstanding < a.outstanding ? b : a;
}

/** Chooses by what the monitor knows, what the session must see, and who answered it before. */
export function createNodeChoice(health: HealthMonitor, metrics: DatabaseMetrics): NodeChoice {
  const hasReplicas = health.nodes.length > 1;
  const awaitReplay = createReplayWait(health);

  const isReplica = ({ node }: MonitoredNode): boolean => node !== health.primary?.node;

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

  return { chooseReader, requirePrimary };
}
