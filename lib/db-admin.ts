import pg from 'pg';

export interface RoleOptions {
  readonly name: string;
  readonly password: string;
  /** Settings of every session of the role; they hold behind a transaction pooler too. */
  readonly settings: Readonly<Record<string, string>>;
}

const CONNECT_TIMEOUT_MS = 5_000;

/**
 * Runs `work` on one administrator connection, which is closed afterwards.
 *
 * @param queryTimeoutMs longest wait for an answer to one statement; without it a server that hangs is waited for
 */
export async function withAdministrator<Result>(
  url: string,
  work: (client: pg.Client) => Promise<Result>,
  queryTimeoutMs?: number,
): Promise<Result> {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    ...(queryTimeoutMs !== undefined && { query_timeout: queryTimeoutMs }),
  });
  // A lost connection fails the statement that runs; without a listener it would end the process besides.
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** A small pool without deadlines, for migrations and imports. The caller ends it. */
export function createAdministratorPool(url: string): pg.Pool {
  const pool = new pg.Pool({ connectionString: url, max: 2, connectionTimeoutMillis: CONNECT_TIMEOUT_MS });
  // Lost while it closes, a connection has nobody left to tell; without a listener it would end the process.
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}

/** Creates the database unless it is there. `url` names any other database of the same server. */
export async function ensureDatabase(url: string, name: string): Promise<void> {
  await withAdministrator(url, async (client) => {
    const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [name]);
    if (rowCount === 0) await client.query(`create database ${pg.escapeIdentifier(name)}`);
  });
}

/**
 * Makes a login role and a schema of the same name, on which it may read and write rows but change no structure;
 * "$user" in the default search_path then finds the schema. Safe to repeat; the password and settings are brought up to date.
 */
export async function ensureRoleWithSchema(
  client: pg.Client,
  { name, password, settings }: RoleOptions,
): Promise<void> {
  const role = pg.escapeIdentifier(name);
  const { rowCount } = await client.query('select 1 from pg_roles where rolname = $1', [name]);
  if (rowCount === 0) await client.query(`create role ${role} login`);
  await client.query(`alter role ${role} password ${pg.escapeLiteral(password)}`);
  for (const [setting, value] of Object.entries(settings))
    await client.query(`alter role ${role} set ${pg.escapeIdentifier(setting)} = ${pg.escapeLiteral(value)}`);
  await client.query(`create schema if not exists ${role}`);
  await client.query(`grant usage on schema ${role} to ${role}`);
  await client.query(
    `alter default privileges in schema ${role} grant select, insert, update, delete on tables to ${role}`,
  );
  await client.query(`alter default privileges in schema ${role} grant usage, select on sequences to ${role}`);
}

/**
 * Lets every role see whether a replica receives log and on which timeline, which PostgreSQL shows to administrators
 * only, and nothing besides. Safe to repeat.
 */
export async function ensureReceiverStatus(client: pg.Client): Promise<void> {
  await client.query(`
    create or replace function public.wal_receiver(out status text, out timeline integer)
      language sql stable security definer set search_path = pg_catalog, pg_temp
      begin atomic select status, received_tli from pg_stat_wal_receiver; end`);
}
