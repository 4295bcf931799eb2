import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';

export interface Statement {
  readonly sql: string;
  readonly parameters: readonly unknown[];
}

export interface StatementRecorder {
  /** The SQL statements, without those that steer transactions, that `run` sends to the database. */
  record<Schema>(run: (db: Kysely<Schema>) => Promise<unknown>): Promise<readonly Statement[]>;
  /** Large tables, by name, that the plan of a statement reads from end to end. */
  findSequentialScans(statement: Statement): Promise<readonly string[]>;
  /** The tables, partitions among them, that the plan of a statement looks into. */
  findTables(statement: Statement): Promise<readonly string[]>;
  close(): Promise<void>;
}

interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly Schema?: string;
  readonly Plans?: readonly PlanNode[];
}

const LARGE_TABLE_ROWS = 10_000;
const QUERY = /^\s*(select|insert|update|delete|merge|with)\b/i;

function nodesOf(node: PlanNode): readonly PlanNode[] {
  return [node, ...(node.Plans ?? []).flatMap(nodesOf)];
}

/** Runs repository functions as a subgraph's role for an actor, and asks PostgreSQL how it carries out what they send. */
export function createStatementRecorder(url: string, actor: string): StatementRecorder {
  const pool = new pg.Pool({ connectionString: url, max: 1, options: `-c app.actor=${actor}` });
  let recorded: Statement[] = [];
  const kysely = new Kysely<unknown>({
    dialect: new PostgresDialect({ pool }),
    log: ({ query: { sql, parameters } }) => void recorded.push({ sql, parameters }),
  });
  async function nodesOfPlan({ sql, parameters }: Statement): Promise<readonly PlanNode[]> {
    const { rows } = await pool.query<{ 'QUERY PLAN': [{ Plan: PlanNode }] }>(`explain (verbose, format json) ${sql}`, [
      ...parameters,
    ]);
    const plan = rows[0]?.['QUERY PLAN'][0].Plan;
    if (!plan) throw new Error(`no plan for: ${sql}`);
    return nodesOf(plan);
  }
  return {
    async record(run) {
      recorded = [];
      await run(kysely as never);
      return recorded.filter(({ sql }) => QUERY.test(sql));
    },
    async findTables(statement) {
      const nodes = await nodesOfPlan(statement);
      return [...new Set(nodes.flatMap((node) => node['Relation Name'] ?? []))];
    },
    async findSequentialScans(statement) {
      const scanned = (await nodesOfPlan(statement)).flatMap((node) =>
        node['Node Type'] === 'Seq Scan' ? [`${node.Schema}.${node['Relation Name']}`] : [],
      );
      const large = await pool.query<{ name: string }>(
        'select oid::regclass::text as name from pg_class where oid = any($1::regclass[]) and reltuples >= $2',
        [scanned, LARGE_TABLE_ROWS],
      );
      return large.rows.map(({ name }) => name);
    },
    close: () => kysely.destroy(),
  };
}
