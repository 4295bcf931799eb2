import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Kysely, PostgresDialect, sql } from 'kysely';
import type { Transaction } from 'kysely';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';

export type BulkRow = readonly (string | null)[];

export interface BulkTransaction<Schema> {
  readonly db: Transaction<Schema>;
  /** Streams rows into all columns of a table, in their order. Rejects with what `rows` threw. Returns their number. */
  readonly copyRows: (table: string, rows: AsyncIterable<BulkRow>) => Promise<number>;
}

export interface BulkTransactionOptions {
  readonly url: string;
  readonly applicationName: string;
}

const CONNECT_TIMEOUT_MS = 5_000;
const CHUNK_CHARACTERS = 65_536;
const COPY_ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };

function toCopyLine(row: BulkRow): string {
  const fields = row.map((value) =>
    value === null ? '\\N' : value.replace(/[\\\t\n\r]/g, (character) => COPY_ESCAPES[character] ?? character),
  );
  return `${fields.join('\t')}\n`;
}

async function* toCopyText(rows: AsyncIterable<BulkRow>): AsyncGenerator<string> {
  let chunk = '';
  for await (const row of rows) {
    chunk += toCopyLine(row);
    if (chunk.length < CHUNK_CHARACTERS) continue;
    yield chunk;
    chunk = '';
  }
  yield chunk;
}

/**
 * Runs work that may take minutes on a connection of its own: one transaction without the role's deadlines, committed
 * when `work` resolves and undone when it rejects. Everything it sets or creates for the session ends with it.
 */
export async function runBulkTransaction<Schema, Result>(
  { url, applicationName }: BulkTransactionOptions,
  work: (bulk: BulkTransaction<Schema>) => Promise<Result>,
): Promise<Result> {
  const client = new pg.Client({
    connectionString: url,
    application_name: applicationName,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
  });
  // A lost connection fails the statement that runs; without a listener it would end the process besides.
  client.on('error', () => undefined);
  await client.connect();
  const pool = {
    options: {},
    connect: async () => Object.assign(client, { release: () => undefined }),
    end: () => client.end(),
  };
  const kysely = new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) });
  try {
    return await kysely.transaction().execute(async (db) => {
      await sql`set local statement_timeout = 0`.execute(db);
      await sql`set local idle_in_transaction_session_timeout = 0`.execute(db);
      await sql`set local work_mem = '128MB'`.execute(db);
      return work({
        db,
        copyRows: async (table, rows) => {
          const copy = client.query(copyFrom(`copy ${pg.escapeIdentifier(table)} from stdin`));
          await pipeline(Readable.from(toCopyText(rows)), copy);
          return copy.rowCount;
        },
      });
    });
  } finally {
    await kysely.destroy();
  }
}
