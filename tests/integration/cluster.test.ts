import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { access, chmod, mkdir, mkdtemp, readdir, realpath, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
// eslint-disable-next-line project/boundaries -- the cluster lies below lib/redis.ts
import { Redis } from 'ioredis';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { sendClusterCommand, serveClusterControl } from '../../lib/cluster/cluster-control.ts';
import { ClusterError } from '../../lib/cluster/cluster-error.ts';
import { findFreePorts } from '../../lib/cluster/free-port.ts';
import {
  startPostgresCluster,
  type PostgresCluster,
  type PostgresClusterOptions,
} from '../../lib/cluster/postgres-cluster.ts';
import type { PostgresNode } from '../../lib/cluster/postgres-node.ts';
import { startRedis } from '../../lib/cluster/redis-process.ts';
import { sendSignalToFamily, workingDirectoryOf } from '../../lib/cluster/running-process.ts';
import { serverUser } from '../../lib/cluster/server-user.ts';
import { StartupError } from '../../lib/cluster/startup-error.ts';

const SETTINGS = { fsync: 'off', shared_buffers: '16MB' };
const PASSWORD = `p:a\\s's "w@r/d%`;

let parent: string;
let directory: string;

beforeEach(async () => {
  parent = await realpath(await mkdtemp(path.join(os.tmpdir(), 'cluster-')));
  await chmod(parent, 0o755);
  directory = path.join(parent, `the user's data`);
});

afterEach(async () => {
  await rm(parent, { recursive: true, force: true });
});

function start(options: Partial<PostgresClusterOptions> = {}): Promise<PostgresCluster> {
  return startPostgresCluster({ directory, superuserPassword: PASSWORD, settings: SETTINGS, ...options });
}

async function query(node: PostgresNode, sql: string): Promise<unknown[][]> {
  const client = new pg.Client({ connectionString: node.url() });
  await client.connect();
  try {
    return (await client.query<unknown[]>({ text: sql, rowMode: 'array' })).rows;
  } finally {
    await client.end();
  }
}

async function insertNote(cluster: PostgresCluster, text: string): Promise<void> {
  await query(cluster.primary, `CREATE TABLE IF NOT EXISTS note (text text); INSERT INTO note VALUES ('${text}')`);
}

async function expectNotes(node: PostgresNode, texts: string[]): Promise<void> {
  await expect
    .poll(() => query(node, 'SELECT text FROM note ORDER BY text').catch(String), { timeout: 10_000 })
    .toEqual(texts.map((text) => [text]));
}

/** Every process that works in the test's directory or the one given, whoever started it. */
async function processesLeft(within = parent): Promise<number[]> {
  const { stdout } = await promisify(execFile)('ps', ['-Ao', 'pid=']);
  const pids = stdout.trim().split(/\s+/).map(Number);
  const directories = await Promise.all(pids.map((pid) => workingDirectoryOf(pid)));
  return pids.filter((_, index) => directories[index]?.startsWith(within));
}

/** Runs `code` with the cluster's functions in a process of its own, until that prints a line; it then waits to be killed. */
async function startOwner(code: string): Promise<ChildProcess> {
  const source = (file: string) => new URL(`../../lib/cluster/${file}`, import.meta.url).href;
  const script = `
    import { startPostgresCluster } from '${source('postgres-cluster.ts')}';
    import { startRedis } from '${source('redis-process.ts')}';
    const directory = ${JSON.stringify(directory)}, password = ${JSON.stringify(PASSWORD)};
    const options = { directory, superuserPassword: password, settings: ${JSON.stringify(SETTINGS)} };
    ${code}
    console.log('ready');
    setInterval(() => {}, 1000);`;
  const owner = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(owner.stdout, 'data');
  return owner;
}

async function killOwner(owner: ChildProcess): Promise<void> {
  owner.kill('SIGKILL');
  await once(owner, 'exit');
}

describe('a running cluster', () => {
  let cluster: PostgresCluster;
  let replica: PostgresNode;
  let home: string;

  beforeAll(async () => {
    home = await realpath(await mkdtemp(path.join(os.tmpdir(), 'cluster-')));
    cluster = await start({ directory: home });
    replica = cluster.replicas[0]!;
  });

  afterAll(async () => {
    await cluster.stop();
    await rm(home, { recursive: true, force: true });
  });

  afterEach(async () => {
    await query(cluster.primary, 'DROP TABLE IF EXISTS note');
  });

  test('what is written to the primary arrives on both replicas, which refuse to be written to', async () => {
    await insertNote(cluster, 'hello');
    expect(cluster.replicas).toHaveLength(2);
    for (const each of cluster.replicas) {
      await expectNotes(each, ['hello']);
      await expect(query(each, 'DELETE FROM note')).rejects.toThrow('read-only transaction');
    }
  });

  test('accented letters count as letters, and text sorts the same everywhere', async () => {
    await query(cluster.primary, 'CREATE EXTENSION IF NOT EXISTS pg_trgm');
    expect(await query(cluster.primary, `SELECT similarity('éàü', 'ÉÀÜ'), lower('ÉCOLE')`)).toEqual([[1, 'école']]);
    expect(await query(cluster.primary, `SELECT array_agg(x ORDER BY x) FROM unnest('{é,b,a,B}'::text[]) x`)).toEqual([
      [['B', 'a', 'b', 'é']],
    ]);
  });

  test('is reached with the password only, and the password is in no list of processes', async () => {
    await expect(
      query({ ...cluster.primary, url: () => cluster.primary.url('postgres', 'guess') }, ''),
    ).rejects.toThrow('password authentication failed');
    const { stdout } = await promisify(execFile)('ps', ['-Aww', '-o', 'args=']);
    expect(stdout).toContain(replica.directory);
    expect(stdout).not.toContain(PASSWORD);
  });

  test('a replica that was killed catches up when it is started again', async () => {
    await replica.kill();
    expect(replica.pid).toBe(undefined);
    await insertNote(cluster, 'missed');
    // Enough log for a primary that keeps none to have dropped what the replica needs.
    for (let segment = 0; segment < 5; segment += 1) {
      await query(cluster.primary, 'SELECT pg_switch_wal()');
      await query(cluster.primary, 'CHECKPOINT');
    }
    await replica.start();
    await expectNotes(replica, ['missed']);
  });

  test('the primary comes back from a crash with all that was committed, and the replicas follow it again', async () => {
    await insertNote(cluster, 'before');
    await cluster.primary.kill();
    expect(await processesLeft(cluster.primary.directory)).toEqual([]);
    await cluster.primary.start();
    await insertNote(cluster, 'after');
    await expectNotes(replica, ['after', 'before']);
  });

  test('a frozen node keeps its connections and answers when it is resumed', async () => {
    const client = new pg.Client({ connectionString: replica.url() });
    await client.connect();
    await replica.freeze();
    const answer = client.query('SELECT 1').then(() => 'answered');
    expect(await Promise.race([answer, sleep(300, 'silent')])).toBe('silent');
    await replica.resume();
    expect(await answer).toBe('answered');
    await client.end();
  });

  test('a command that runs is done and answered before its control is closed', async () => {
    const control = await serveClusterControl({ cluster, directory: home, onProgress: () => undefined });
    const node = cluster.replicas[1]!;
    const { pid } = node;
    const answer = sendClusterCommand(home, 'rejoin', node.name);
    // The node stops for it, and may run again soon.
    await expect.poll(() => node.pid).not.toBe(pid);
    await control.close();
    expect((await answer).message).toBe(`${node.name} is a copy of ${cluster.primary.name} now and follows it.`);
    await expect(sendClusterCommand(home, 'status')).rejects.toThrow(ClusterError);
  });

  test('a second start on the same directory is refused and does no harm', async () => {
    await expect(start({ directory: home })).rejects.toThrow(
      new StartupError(`${home} is in use by process ${process.pid}: stop it, or choose another directory.`),
    );
    expect(await query(replica, 'SELECT 1')).toEqual([[1]]);
  });
});

describe('failing over', () => {
  const stopped: PostgresCluster[] = [];
  const startKept = async (options: Partial<PostgresClusterOptions> = {}) => {
    const cluster = await start(options);
    stopped.push(cluster);
    return cluster;
  };
  afterEach(async () => {
    for (const cluster of stopped.splice(0)) await cluster.stop();
    expect(await processesLeft()).toEqual([]);
  });

  test('a killed primary is replaced, the other replica follows, and the killed one returns as a replica', async () => {
    const cluster = await startKept({ isSynchronous: true });
    const [node1, node2, node3] = cluster.nodes as [PostgresNode, PostgresNode, PostgresNode];
    await insertNote(cluster, 'before');
    await node1.kill();
    expect(await cluster.promote()).toEqual([]);
    expect([node2, node3]).toContain(cluster.primary);
    await insertNote(cluster, 'after');
    await expectNotes(
      cluster.replicas.find((node) => node !== node1)!,
      ['after', 'before'],
    );

    await cluster.rejoin('node-1');
    await expectNotes(node1, ['after', 'before']);
    await expect(query(node1, 'DELETE FROM note')).rejects.toThrow('read-only transaction');
    expect(await cluster.promote('node-1')).toEqual([]);
    await insertNote(cluster, 'home');
    expect(await query(node1, 'SELECT count(*)::int FROM note')).toEqual([[3]]);
  });

  test.for(['running', 'frozen'])(
    'a primary that is %s takes no write any more when another is promoted',
    async (state) => {
      const cluster = await startKept();
      const former = cluster.primary;
      await insertNote(cluster, 'before');
      await expectNotes(cluster.nodes[1]!, ['before']);
      if (state === 'frozen') await former.freeze();
      expect(await cluster.promote('node-2')).toEqual([]);
      expect(former.pid).toBe(undefined);
      await expectNotes(cluster.primary, ['before']);
    },
  );

  test('a start finds the primary that was promoted last, and leaves the one before it stopped until it is rejoined', async () => {
    const first = await startKept();
    await insertNote(first, 'before');
    await first.nodes[0]!.kill();
    await first.promote();
    const promoted = first.primary.name;
    await insertNote(first, 'after');
    await first.stop();

    const messages: string[] = [];
    const second = await startKept({ onProgress: (message) => messages.push(message) });
    expect(second.primary.name).toBe(promoted);
    expect(second.nodes[0]!.pid).toBe(undefined);
    expect(messages).toContain(`node-1 was primary before ${promoted} and is not started: rejoin it`);
    await second.rejoin('node-1');
    await expectNotes(second.nodes[0]!, ['after', 'before']);
  });

  test('a replica that has received less than another is not promoted, because that would lose writes', async () => {
    const cluster = await startKept();
    await insertNote(cluster, 'before');
    for (const replica of cluster.replicas) await expectNotes(replica, ['before']);
    await cluster.nodes[1]!.stop();
    await insertNote(cluster, 'after');
    await expectNotes(cluster.nodes[2]!, ['after', 'before']);
    await cluster.primary.kill();
    await cluster.nodes[1]!.start();
    await expect(cluster.promote('node-2')).rejects.toThrow(
      /^node-3 has received \d+ bytes more than node-2, which would be lost: promote node-3\.$/,
    );
    expect(await cluster.promote()).toEqual([]);
    expect(cluster.primary.name).toBe('node-3');
    await expectNotes(cluster.nodes[1]!, ['after', 'before']);
  });

  test('in a synchronous cluster a commit waits for a replica; without that it does not', async () => {
    const cluster = await startKept({ isSynchronous: true });
    await insertNote(cluster, 'kept');
    for (const replica of cluster.replicas) await replica.freeze();
    const write = insertNote(cluster, 'waits').then(() => 'acknowledged');
    expect(await Promise.race([write, sleep(500, 'waiting')])).toBe('waiting');
    await cluster.setSynchronous(false);
    expect(await write).toBe('acknowledged');
  });

  test('while a replica hangs nothing is promoted and the primary stays; once it is killed the other is', async () => {
    const cluster = await startKept();
    const [former, , hanging] = cluster.nodes as [PostgresNode, PostgresNode, PostgresNode];
    // The cluster has not been told, as it is when a disk hangs.
    await sendSignalToFamily(hanging.pid!, 'SIGSTOP');
    await expect(cluster.promote('node-2')).rejects.toThrow(
      /^node-3 does not answer \(.+\): kill it, or wait until it does\.$/,
    );
    await insertNote(cluster, 'before');
    await hanging.kill();
    expect(await cluster.promote('node-2')).toEqual([]);
    expect(former.pid).toBe(undefined);
    await expectNotes(cluster.primary, ['before']);
  });

  test('refusals are one sentence and change nothing', async () => {
    const cluster = await startKept();
    await expect(cluster.promote('node-1')).rejects.toThrow(new ClusterError('node-1 is the primary already.'));
    await expect(cluster.promote('node-9')).rejects.toThrow(
      new ClusterError('There is no node node-9: choose node-1, node-2, node-3.'),
    );
    await expect(cluster.rejoin('node-1')).rejects.toThrow(
      new ClusterError('node-1 is the primary: promote another node first.'),
    );
    await cluster.nodes[1]!.freeze();
    await expect(cluster.promote('node-2')).rejects.toThrow(new ClusterError('node-2 is frozen: thaw it first.'));
    await cluster.nodes[2]!.kill();
    await expect(cluster.promote('node-3')).rejects.toThrow(new ClusterError('node-3 is not running: start it first.'));
    await expect(cluster.promote()).rejects.toThrow(
      new ClusterError('No replica runs that could be promoted: start or thaw one first.'),
    );
    expect(await query(cluster.primary, 'SELECT pg_is_in_recovery()')).toEqual([[false]]);
  });
});

describe('stopping and starting again', () => {
  test('keeps the data and leaves no process, even one that was frozen', async () => {
    const first = await start();
    await insertNote(first, 'kept');
    await first.replicas[1]!.freeze();
    await first.stop();
    await first.stop();
    expect(await processesLeft()).toEqual([]);

    const second = await start();
    for (const node of [second.primary, ...second.replicas]) await expectNotes(node, ['kept']);
    await second.stop();
    expect(await processesLeft()).toEqual([]);
  });

  test('takes over from an owner that was killed', async () => {
    const owner = await startOwner('await startPostgresCluster(options);');
    await killOwner(owner);
    const orphans = await processesLeft();
    expect(orphans.length).toBeGreaterThan(3);

    const cluster = await start();
    const running = await processesLeft();
    expect(orphans.filter((pid) => running.includes(pid))).toEqual([]);
    await insertNote(cluster, 'hello');
    await expectNotes(cluster.replicas[0]!, ['hello']);
    await cluster.stop();
    expect(await processesLeft()).toEqual([]);
  });

  test('is not held up by a pid file that names another process, and lets that process live', async () => {
    const bystander = spawn('sleep', ['60'], serverUser());
    const first = await start({ replicaCount: 0 });
    await first.stop();
    await writeFile(path.join(first.primary.directory, 'postmaster.pid'), `${bystander.pid}\n${directory}\n`);

    const second = await start({ replicaCount: 0 });
    expect(await query(second.primary, 'SELECT 1')).toEqual([[1]]);
    expect(bystander.exitCode ?? bystander.signalCode).toBe(null);
    await second.stop();
    bystander.kill();
  });

  test('rebuilds what an interrupted first start left half-made', async () => {
    const owner = await startOwner(
      `startPostgresCluster(options); await new Promise((resolve) => setTimeout(resolve, 200));`,
    );
    await killOwner(owner);
    const draft = path.join(directory, 'node-1.partial-x');
    await mkdir(draft, { recursive: true });
    await writeFile(path.join(draft, 'PG_VERSION'), '18\n');

    const cluster = await start();
    await insertNote(cluster, 'hello');
    await expectNotes(cluster.replicas[1]!, ['hello']);
    await cluster.stop();
    await expect(access(draft)).rejects.toThrow('ENOENT');
  });

  test('rebuilds a lost replica from a primary that crashed, and the primary keeps its data', async () => {
    const first = await start();
    await insertNote(first, 'kept');
    for (const node of [first.primary, ...first.replicas]) await node.kill();
    await first.stop();
    await rm(first.replicas[0]!.directory, { recursive: true });

    const second = await start();
    await insertNote(second, 'new');
    for (const node of [second.primary, ...second.replicas]) await expectNotes(node, ['kept', 'new']);
    await second.stop();
  });
});

describe('a start that cannot succeed says so in one sentence, and leaves no process', () => {
  afterEach(async () => {
    expect(await processesLeft()).toEqual([]);
  });

  test('because a port is taken', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const [primary = 0, other = 0] = await findFreePorts(2);
    await expect(start({ ports: [primary, port, other], portVariable: 'POSTGRES_PORTS' })).rejects.toThrow(
      new StartupError(
        `Port ${port}, which the PostgreSQL node-2 needs, is taken by another program: ` +
          'stop that program or set POSTGRES_PORTS to another port.',
      ),
    );
    server.close();
  });

  test('because the password is not the one the cluster was created with', async () => {
    await (await start({ replicaCount: 1 })).stop();
    await expect(start({ superuserPassword: 'another', replicaCount: 1 })).rejects.toThrow(
      /^The PostgreSQL node-2 cannot follow the primary: the superuser password is not the one .+\.$/,
    );
  });

  test('because the data is from another major version, which it leaves alone', async () => {
    const cluster = await start({ replicaCount: 0 });
    await insertNote(cluster, 'kept');
    await cluster.stop();
    const version = path.join(cluster.primary.directory, 'PG_VERSION');
    await writeFile(version, '17\n');
    await expect(start({ replicaCount: 0 })).rejects.toThrow(
      `${cluster.primary.directory} was made by PostgreSQL 17 and cannot be read by`,
    );

    await writeFile(version, '18\n');
    const again = await start({ replicaCount: 0 });
    await expectNotes(again.primary, ['kept']);
    await again.stop();
  });

  test('because the primary is missing, whose data the replicas may still have', async () => {
    const cluster = await start({ replicaCount: 1 });
    await cluster.stop();
    await rm(cluster.primary.directory, { recursive: true });
    await expect(start({ replicaCount: 1 })).rejects.toThrow(`${directory} has replicas but no primary`);
  });

  test('because two nodes were promoted past each other, whose writes differ', async () => {
    const cluster = await start();
    for (const replica of cluster.replicas) await query(replica, 'SELECT pg_promote()');
    await cluster.stop();
    await expect(start()).rejects.toThrow(
      `node-2 and node-3 in ${directory} were both primary on timeline 2: move the one away whose writes are not wanted`,
    );
  });

  test('because it is of a version that named the nodes otherwise', async () => {
    await mkdir(path.join(directory, 'primary'), { recursive: true });
    await expect(start()).rejects.toThrow(`${directory} is of an earlier version: rename primary in it to node-1`);
  });

  test('because the directory is closed to the servers', async () => {
    await chmod(parent, 0o500);
    await expect(start()).rejects.toThrow(StartupError);
    await expect(start()).rejects.toThrow(parent);
    await chmod(parent, 0o755);
  });

  test('because a server does not start, with the last lines of its log', async () => {
    await expect(start({ replicaCount: 0, settings: { ...SETTINGS, shared_buffers: 'plenty' } })).rejects.toThrow(
      /^The PostgreSQL node-1 stopped while it was starting; .+\n.+invalid value for parameter "shared_buffers"/,
    );
  });

  test.for(['node-1.partial', 'node-3.partial', 'node-1.log', 'node-3.log'])(
    'because it was called off when there was a %s, after which it can be started again',
    async (file) => {
      const abort = new AbortController();
      const reason = new Error('called off');
      const starting = start({ signal: abort.signal });
      const refusal = expect(starting).rejects.toBe(reason);
      while (!(await readdir(directory).catch(() => [])).some((name) => name.startsWith(file))) await sleep(1);
      abort.abort(reason);
      await refusal;
      expect(await processesLeft()).toEqual([]);

      const cluster = await start();
      expect(await query(cluster.replicas[1]!, 'SELECT 1')).toEqual([[1]]);
      await cluster.stop();
    },
  );
});

const hasRedis = await promisify(execFile)('sh', ['-c', 'command -v redis-server || command -v valkey-server']).then(
  () => true,
  () => false,
);

describe.skipIf(!hasRedis)('a private Redis (needs redis-server or valkey-server)', () => {
  const options = { password: PASSWORD, maxMemoryMb: 16 };

  test('answers whoever has the password, which is in no list of processes, and is gone when stopped', async () => {
    const redis = await startRedis({ directory, ...options });
    const client = new Redis(redis!.url);
    expect(await client.ping()).toBe('PONG');
    expect(await client.config('GET', 'maxmemory')).toEqual(['maxmemory', String(16 * 1024 * 1024)]);
    client.disconnect();

    const stranger = new Redis(redis!.url.replace(/:[^:]+@/, '@'));
    stranger.on('error', () => undefined);
    await expect(stranger.get('key')).rejects.toThrow('NOAUTH');
    stranger.disconnect();

    const { stdout } = await promisify(execFile)('ps', ['-Aww', '-o', 'args=']);
    expect(stdout).not.toContain(PASSWORD);
    await redis!.stop();
    expect(await processesLeft()).toEqual([]);
  });

  test('takes over from an owner that was killed', async () => {
    const [port = 0] = await findFreePorts(1);
    const owner = await startOwner(`await startRedis({ directory, password, port: ${port}, maxMemoryMb: 16 });`);
    await killOwner(owner);
    const [orphan] = await processesLeft();

    const redis = await startRedis({ directory, port, ...options });
    expect(await processesLeft()).toEqual([redis!.pid]);
    expect(redis!.pid).not.toBe(orphan);
    await redis!.stop();
  });

  test('says in one sentence that its port is taken', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    await expect(startRedis({ directory, port, portVariable: 'REDIS_PORT', ...options })).rejects.toThrow(
      new StartupError(
        `Port ${port}, which Redis needs, is taken by another program: stop that program or set REDIS_PORT to another port.`,
      ),
    );
    server.close();
  });

  test('says with the last lines of its log why it does not start', async () => {
    await expect(startRedis({ directory, ...options, maxMemoryMb: -1 })).rejects.toThrow(
      /^Redis stopped while it was starting; [^]+maxmemory/,
    );
    expect(await processesLeft()).toEqual([]);
  });
});

test('without a Redis on PATH there is none', async () => {
  const { PATH } = process.env;
  process.env.PATH = parent;
  try {
    expect(await startRedis({ directory, password: PASSWORD, maxMemoryMb: 16 })).toBe(undefined);
  } finally {
    process.env.PATH = PATH;
  }
});
