import { execFile } from 'node:child_process';
import { chmod, mkdtemp, readFile, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { findFreePorts } from '../../lib/cluster/free-port.ts';
import { startServerProcess } from '../../lib/cluster/server-process.ts';
import { makeServerDirectory, writeSecret } from '../../lib/cluster/server-user.ts';
import { withAdministrator } from '../../lib/db-admin.ts';

const DEPLOY = path.join(import.meta.dirname, '../../deploy');
const PASSWORD = 'pgbouncer-tests-only';

/** Where the package manager puts it, which need not be on the PATH of an ordinary user. */
export const pgbouncerCommand = await promisify(execFile)('sh', [
  '-c',
  'PATH=$PATH:/usr/sbin command -v pgbouncer',
]).then(
  ({ stdout }) => stdout.trim(),
  () => undefined,
);

export interface PgBouncer {
  /** The URL of a subgraph's role on the server, at the pooler and one of its databases. */
  pooled(url: string, database?: `platform${'' | '_replica_1'}${'' | '_session'}`): string;
  /** One command of its console. */
  show<Row extends object>(what: 'pools' | 'config'): Promise<Row[]>;
  stop(): Promise<void>;
}

/**
 * The pooler as deploy/ sets it up, except for where it listens and where its nodes are: `primaryUrl` names the database
 * on the primary, as its administrator, and the same one on `replicaPort` of that machine is both replicas.
 */
export async function startPgBouncer(command: string, primaryUrl: string, replicaPort: number): Promise<PgBouncer> {
  const { pathname, hostname, port: primaryPort } = new URL(primaryUrl);
  const setUp = (await readFile(path.join(DEPLOY, 'docker/postgres/init-primary.sql'), 'utf8'))
    .replaceAll(/^\\getenv .*$/gm, '')
    .replaceAll(/:'\w+'/g, pg.escapeLiteral(PASSWORD));
  await withAdministrator(primaryUrl, (client) => client.query(setUp));

  const directory = await realpath(await mkdtemp(path.join(tmpdir(), 'pgbouncer-')));
  await chmod(directory, 0o755);
  const home = path.join(directory, 'home');
  await makeServerDirectory(home);
  const [port = 0] = await findFreePorts(1);
  const settings = (await readFile(path.join(DEPLOY, 'pgbouncer/pgbouncer.ini'), 'utf8'))
    .replaceAll(/host=\S*primary port=\d+/g, `host=${hostname} port=${primaryPort}`)
    .replaceAll(/host=\S*replica\S* port=\d+/g, `host=${hostname} port=${replicaPort}`)
    .replaceAll(/dbname=\S+/g, `dbname=${pathname.slice(1)}`)
    .replace(/^listen_addr = .*$/m, 'listen_addr = 127.0.0.1')
    .replace(/^listen_port = .*$/m, `listen_port = ${port}`)
    .replace(/^auth_file = .*$/m, `auth_file = ${home}/userlist.txt`);
  await writeSecret(path.join(home, 'userlist.txt'), `"pgbouncer" "${PASSWORD}"\n`);
  await writeSecret(path.join(home, 'pgbouncer.ini'), settings);
  const pooler = await startServerProcess({
    name: 'PgBouncer',
    command,
    args: [path.join(home, 'pgbouncer.ini')],
    directory: home,
    logFile: path.join(directory, 'pgbouncer.log'),
    stopSteps: [{ signal: 'SIGTERM', limitMs: 5_000 }],
  });
  await pooler.waitForLog(/process up/, 10_000);

  return {
    pooled(url, name = 'platform') {
      const result = new URL(url);
      result.host = `127.0.0.1:${port}`;
      result.pathname = `/${name}`;
      return result.href;
    },
    async show<Row extends object>(what: string) {
      // The console knows no extended protocol, which a query without parameters does not use.
      const console = new pg.Client(`postgres://pgbouncer:${PASSWORD}@127.0.0.1:${port}/pgbouncer`);
      await console.connect();
      try {
        return (await console.query<Row>(`show ${what}`)).rows;
      } finally {
        await console.end();
      }
    },
    async stop() {
      await pooler.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
