import { LRUCache } from 'lru-cache';
import pg from 'pg';
import type { DatabaseNode } from './db-node.ts';
import type { Logger } from './log.ts';
import { sha256Hex } from './sha256-hex.ts';

export interface SlowStatement {
  /** With placeholders: values never come this way. */
  readonly sql: string;
  readonly node: DatabaseNode;
  readonly durationMs: number;
  /** Of the request, which names the operation. */
  readonly logger: Logger;
}

/** Logs a statement that took too long; returns at once. */
export type ReportSlowStatement = (statement: SlowStatement) => void;

const LIMIT_MS = 50;
const KNOWN_PLANS = 500;
const HAS_PLAN = /^\s*(?:select|insert|update|delete|merge|with)\b/i;
/** What a plan is made of: these keys hold no costs and no values. */
const PLAN_KEYS = ['Node Type', 'Relation Name', 'Index Name', 'Join Type', 'Strategy', 'Operation'];

interface PlanNode extends Readonly<Record<string, unknown>> {
  readonly Plans?: readonly PlanNode[];
}

interface Explained {
  readonly Plan: PlanNode;
}

/** The plan as one line: `Limit(Index Scan valuations valuations_owner)`. */
function outlineOf(plan: PlanNode): string {
  const own = PLAN_KEYS.map((key) => plan[key])
    .filter((value) => typeof value === 'string')
    .join(' ');
  const parts = (plan.Plans ?? []).map(outlineOf);
  return parts.length > 0 ? `${own}(${parts.join(', ')})` : own;
}

/** Logs statements over 50 ms with their generic plan and its digest; each text is explained once. */
export function createSlowStatementLog(): ReportSlowStatement {
  const plans = new LRUCache<string, Promise<object>>({ max: KNOWN_PLANS });

  async function explain(sql: string, node: DatabaseNode): Promise<object> {
    const connection = await node.connect();
    try {
      const text = `explain (generic_plan, costs off, format json) ${sql}`;
      const { rows } = await connection.run({ sql: text, parameters: [], actor: undefined });
      const [explained] = (rows as { 'QUERY PLAN': Explained[] }[])[0]?.['QUERY PLAN'] ?? [];
      if (!explained) return {};
      const plan = outlineOf(explained.Plan);
      const planDigest = sha256Hex(plan).slice(0, 12);
      return { plan, planDigest };
    } finally {
      connection.release();
    }
  }

  return ({ sql, node, durationMs, logger }) => {
    if (durationMs <= LIMIT_MS) return;
    const statementDigest = sha256Hex(sql).slice(0, 12);
    let plan = plans.get(statementDigest);
    if (!plan) {
      plan = HAS_PLAN.test(sql) ? explain(sql, node) : Promise.resolve({});
      plans.set(statementDigest, plan);
    }
    const known = plan.catch((error: unknown) => {
      // Without a word of the server, for instance when no connection was free, the next time may tell.
      if (!(error instanceof pg.DatabaseError)) plans.delete(statementDigest);
      return {};
    });
    void known.then((facts) =>
      logger.warn(
        { node: node.name, durationMs: Math.round(durationMs), statementDigest, ...facts },
        'a slow statement',
      ),
    );
  };
}
