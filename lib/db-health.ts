import { setTimeout as sleep } from 'node:timers/promises';
import { createLagClock } from './db-lag.ts';
import type { DatabaseNode, NodeStatus } from './db-node.ts';
import type { Logger } from './log.ts';
import type { WalPosition } from './consistency-token.ts';

/**
 * Why a node answers no reads: `silent` it gave no answer in time, or a connection broke; `lagging` more than 1 s or 8 MB
 * behind; `cut-off` it receives no log; `orphan` it is on an old timeline; `foreign` it is a copy of another database;
 * `not-chosen` it takes writes, but is not the one primary; `returning` good, but not yet three times in a row.
 */
export type NodeFault = 'silent' | 'lagging' | 'cut-off' | 'orphan' | 'foreign' | 'not-chosen' | 'returning';

export interface MonitoredNode {
  readonly node: DatabaseNode;
  /** The last answer; undefined before the first. */
  readonly status: NodeStatus | undefined;
  /** Undefined when it may answer reads. */
  readonly fault: NodeFault | undefined;
}

export interface HealthMonitor {
  readonly nodes: readonly MonitoredNode[];
  /** The one node that takes writes; undefined while it is not known. */
  readonly primary: MonitoredNode | undefined;
  /** The system and timeline of the primary; undefined before one was found. */
  readonly writing: Omit<WalPosition, 'lsn'> | undefined;
  /** Notes how far a replica has replayed by now. */
  recordReplay(node: DatabaseNode, lsn: number): void;
  /** Ejects a node whose connection broke, and looks at all nodes at once. */
  reportFailure(node: DatabaseNode, error: unknown): void;
  /** Resolves when all nodes have been looked at that are reachable; a round under way serves all who ask. */
  inspectAll(): Promise<void>;
  close(): Promise<void>;
}

const INTERVAL_MS = 1_000;
/** Between rounds that failures ask for, so that a node that is away is not flooded. */
const MIN_INTERVAL_MS = 100;
const GOOD_ROUNDS_TO_RETURN = 3;

interface NodeRecord {
  readonly node: DatabaseNode;
  status: NodeStatus | undefined;
  fault: NodeFault | undefined;
  /** The last that it was on; undefined before it is known. */
  timeline: number | undefined;
  goodRounds: number;
  /** Its busy connections were closed since its last answer. */
  isCut: boolean;
}

/** Looks at every node each second, at once when told of a failure. The first of the nodes names the database. */
export function createHealthMonitor(nodes: readonly DatabaseNode[], logger: Logger): HealthMonitor {
  const records = nodes.map((node): NodeRecord => ({
    node,
    status: undefined,
    fault: 'silent',
    timeline: undefined,
    goodRounds: GOOD_ROUNDS_TO_RETURN,
    isCut: false,
  }));
  const lag = createLagClock();
  let systemId: string | undefined;
  let timeline = 0;
  let primary: NodeRecord | undefined;
  let isContested = false;
  let round: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;
  let startedAtMs = -INTERVAL_MS;
  let isClosed = false;

  function setFault(record: NodeRecord, fault: NodeFault | undefined, reason?: unknown): void {
    const { node, fault: previous } = record;
    const isGood = fault === undefined;
    record.goodRounds = isGood ? record.goodRounds + 1 : 0;
    record.fault = isGood && record.goodRounds < GOOD_ROUNDS_TO_RETURN ? 'returning' : fault;
    if (record.fault === previous) return;
    if (isGood && record.fault === undefined) logger.info({ node: node.name }, 'the database node answers reads');
    else if (!isGood) logger.warn({ node: node.name, fault, err: reason }, 'the database node was ejected');
  }

  function choosePrimary(answered: readonly NodeRecord[]): void {
    const ours = answered.filter(({ status }) => status?.systemId === systemId);
    timeline = Math.max(timeline, ...ours.map(({ status }) => status?.timeline ?? 0));
    const claims = ours.filter(({ status }) => status && !status.inRecovery && status.timeline === timeline);
    const chosen = claims.length === 1 ? claims[0] : undefined;
    const contested = claims.length > 1;
    if (contested && !isContested)
      logger.error({ nodes: claims.map(({ node }) => node.name), timeline }, 'two primaries: writes are refused');
    isContested = contested;
    if (chosen === primary) return;
    if (chosen) logger.info({ node: chosen.node.name, timeline }, 'the database node is the primary');
    else logger.error({ node: primary?.node.name }, 'the primary is not known: writes are refused');
    if (chosen) lag.restart();
    primary = chosen;
  }

  function faultOf(status: NodeStatus, record: NodeRecord, atMs: number): NodeFault | undefined {
    if (status.systemId !== systemId) return 'foreign';
    if (!status.inRecovery) return record === primary ? undefined : 'not-chosen';
    if (record.timeline !== undefined && record.timeline !== timeline) return 'orphan';
    if (lag.isBehind(status.lsn, atMs)) return 'lagging';
    return status.isStreaming ? undefined : 'cut-off';
  }

  async function inspect(record: NodeRecord): Promise<NodeStatus | undefined> {
    try {
      const status = await record.node.inspect();
      record.isCut = false;
      record.timeline = status.timeline ?? record.timeline;
      return status;
    } catch (error) {
      if (isClosed) return undefined;
      // What still waits for an answer of this node is cut off, so that reads can go elsewhere.
      if (!record.isCut) record.node.dropConnections(true);
      record.isCut = true;
      setFault(record, 'silent', error);
      return undefined;
    }
  }

  async function runRound(): Promise<void> {
    clearTimeout(timer);
    await sleep(Math.max(0, startedAtMs + MIN_INTERVAL_MS - performance.now()));
    startedAtMs = performance.now();
    const statuses = await Promise.all(records.map(inspect));
    if (isClosed) return;
    systemId ??= statuses.find((status) => status !== undefined)?.systemId;
    const answered = records.filter((record, i) => {
      record.status = statuses[i] ?? record.status;
      return statuses[i] !== undefined;
    });
    choosePrimary(answered);
    if (primary?.status) lag.recordPrimary(primary.status.lsn, startedAtMs);
    for (const record of answered) if (record.status) setFault(record, faultOf(record.status, record, startedAtMs));
    timer = setTimeout(() => void inspectAll(), Math.max(0, startedAtMs + INTERVAL_MS - performance.now()));
    timer.unref();
  }

  function inspectAll(): Promise<void> {
    round ??= runRound().finally(() => (round = undefined));
    return round;
  }

  const recordOf = (node: DatabaseNode): NodeRecord | undefined => records.find((record) => record.node === node);

  void inspectAll();
  return {
    nodes: records,
    get primary() {
      return primary;
    },
    get writing() {
      return systemId === undefined || timeline === 0 ? undefined : { systemId, timeline };
    },
    recordReplay(node, lsn) {
      const record = recordOf(node);
      if (record?.status) record.status = { ...record.status, lsn: Math.max(lsn, record.status.lsn) };
    },
    reportFailure(node, error) {
      const record = recordOf(node);
      if (!record || record.fault === 'silent') return;
      node.dropConnections(false);
      setFault(record, 'silent', error);
      if (record === primary) primary = undefined;
      void inspectAll();
    },
    inspectAll,
    async close() {
      isClosed = true;
      clearTimeout(timer);
      await round;
    },
  };
}
