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
import { PLATFORM_DATABASE } from './stores.ts';

/** The database that `npm start` runs here. @throws ConfigError when it runs none. */
async function runningDatabaseUrl(env: Readonly<Record<string, string | undefined>>): Promise<string> {
  const directory = dataDirectoryOf(env);
  try {
    const { nodes } = await sendClusterCommand(path.join(directory, 'postgres'), 'status', '');
    const primary = nodes.find(({ role }) => role === 'primary');
    if (!primary) throw new Error('there is no primary');
    const url = `postgres://${primary.address}/${PLATFORM_DATABASE}`;
    return asSubgraph(url, 'user', await loadOrCreateSecrets(directory));
  } catch (cause) {
    throw new ConfigError('There is no database: run npm start first, or set USER_DATABASE_URL.', { cause });
  }
}

/** The user subgraph's database in `USER_DATABASE_URL`, else that of `npm start`. Closed by the caller. */
export async function openUserDatabase(
  env: Readonly<Record<string, string | undefined>>,
): Promise<Database<UserSchema>> {
  return createDatabase<UserSchema>({
    primaryUrl: env['USER_DATABASE_URL'] || (await runningDatabaseUrl(env)),
    replicaUrls: [],
    poolSize: 1,
    acquireTimeoutMs: 2_000,
    applicationName: 'command',
    logger: createLogger('command', 'silent'),
  });
}
