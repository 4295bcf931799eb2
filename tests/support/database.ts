import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { inject } from 'vitest';
import { withAdministrator } from '../../lib/db-admin.ts';

/** Password of every role in the test cluster, which listens on loopback for the time of the run only. */
export const ROLE_PASSWORD = 'integration-tests-only';

/** Generous, as test files share a small machine: how soon a wait ends is no concern of theirs. */
export const ACQUIRE_TIMEOUT_MS = 10_000;

type SubgraphName = 'user' | 'registry' | 'valuation' | 'ai';

function urlAs(url: string, role: string): string {
  const result = new URL(url);
  result.username = role;
  result.password = ROLE_PASSWORD;
  return result.href;
}

export function subgraphUrls(url: string) {
  return {
    USER_DATABASE_URL: urlAs(url, 'app_user'),
    REGISTRY_DATABASE_URL: urlAs(url, 'app_registry'),
    VALUATION_DATABASE_URL: urlAs(url, 'app_valuation'),
    AI_DATABASE_URL: urlAs(url, 'app_ai'),
  };
}

export interface TestDatabase {
  /** As the superuser. */
  readonly adminUrl: string;
  /** As the role of that subgraph. */
  urlFor(subgraph: SubgraphName): string;
  /** Runs SQL as the superuser and returns the rows. */
  query<Row extends pg.QueryResultRow>(sql: string, values?: readonly unknown[]): Promise<Row[]>;
  /** What the subgraph's role sent to the database while `run` ran: statement text and number of calls. */
  countStatements(subgraph: SubgraphName, run: () => Promise<unknown>): Promise<StatementCount[]>;
  drop(): Promise<void>;
}

export interface StatementCount {
  readonly query: string;
  readonly calls: number;
}

/** A database of its own with every migration applied, for one test file. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const serverUrl = inject('databaseAdminUrl');
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await withAdministrator(serverUrl, (client) => client.query(`create database ${name} template migrated_template`));
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  const adminUrl = url.href;
  const admin = new pg.Pool({ connectionString: adminUrl, max: 2 });
  admin.on('error', () => undefined);
  await admin.query('create extension if not exists pg_stat_statements schema public');

  const statementCalls = async (subgraph: SubgraphName): Promise<Map<string, number>> => {
    const { rows } = await admin.query<StatementCount>(
      `select query, sum(calls)::int as calls
         from pg_stat_statements
        where query !~* '^(select (set_config|pg_is_in_recovery)|explain)' and dbid = (select oid from pg_database where datname = current_database())
          and userid = $1::regrole
        group by query`,
      [`app_${subgraph}`],
    );
    return new Map(rows.map((row) => [row.query, row.calls]));
  };

  return {
    adminUrl,
    urlFor: (subgraph) => urlAs(adminUrl, `app_${subgraph}`),
    async query<Row extends pg.QueryResultRow>(sql: string, values: readonly unknown[] = []): Promise<Row[]> {
      return (await admin.query<Row>(sql, [...values])).rows;
    },
    async countStatements(subgraph, run) {
      const before = await statementCalls(subgraph);
      await run();
      const after = await statementCalls(subgraph);
      return [...after]
        .map(([query, calls]) => ({ query, calls: calls - (before.get(query) ?? 0) }))
        .filter(({ calls }) => calls > 0);
    },
    async drop() {
      await admin.end();
      await withAdministrator(serverUrl, (client) => client.query(`drop database ${name} with (force)`));
    },
  };
}
