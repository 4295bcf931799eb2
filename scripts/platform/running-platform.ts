import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { sendClusterCommand } from '../../lib/cluster/cluster-control.ts';
import { ConfigError } from '../../lib/config.ts';
import { createDatabase } from '../../lib/db.ts';
import type { Database } from '../../lib/db.ts';
import { createLogger } from '../../lib/log.ts';
import type { UserSchema } from '../../subgraphs/user/data/tables.ts';
import { dataDirectoryOf } from './data-directory.ts';
import { loadOrCreateSecrets } from './secrets.ts';
import { asSubgraph } from './start-platform.ts';
import type { Subgraph } from './start-platform.ts';
import { PLATFORM_DATABASE, redisUrlFile } from './stores.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The primary that `npm start` runs here, as the role of a subgraph or as the administrator.
 * @param variable what names another database, for the message. @throws ConfigError when none runs.
 */
export async function runningDatabaseUrl(
  env: Environment,
  role: Subgraph | 'administrator',
  variable: string,
): Promise<string> {
  const directory = dataDirectoryOf(env);
  try {
    const { nodes } = await sendClusterCommand(path.join(directory, 'postgres'), 'status', '');
    const primary = nodes.find((node) => node.role === 'primary');
    if (!primary) throw new Error('there is no primary');
    const secrets = await loadOrCreateSecrets(directory);
    const url = `postgres://postgres:${encodeURIComponent(secrets.postgresPassword)}@${primary.address}/${PLATFORM_DATABASE}`;
    return role === 'administrator' ? url : asSubgraph(url, role, secrets);
  } catch (cause) {
    throw new ConfigError(`There is no database: run npm start first, or set ${variable}.`, { cause });
  }
}

/** The Redis that `npm start` runs here; undefined when it runs none. */
export async function runningRedisUrl(env: Environment): Promise<string | undefined> {
  return readFile(redisUrlFile(dataDirectoryOf(env)), 'utf8').catch(() => undefined);
}

/** The user subgraph's database in `USER_DATABASE_URL`, else that of `npm start`. Closed by the caller. */
export async function openUserDatabase(env: Environment): Promise<Database<UserSchema>> {
  return createDatabase<UserSchema>({
    primaryUrl: env['USER_DATABASE_URL'] || (await runningDatabaseUrl(env, 'user', 'USER_DATABASE_URL')),
    replicaUrls: [],
    poolSize: 1,
    acquireTimeoutMs: 2_000,
    applicationName: 'command',
    logger: createLogger('command', 'silent'),
  });
}
