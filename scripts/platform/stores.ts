import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { serveClusterControl } from '../../lib/cluster/cluster-control.ts';
import { startPostgresCluster } from '../../lib/cluster/postgres-cluster.ts';
import type { PostgresCluster } from '../../lib/cluster/postgres-cluster.ts';
import { startRedis } from '../../lib/cluster/redis-process.ts';
import { StartupError } from '../../lib/cluster/startup-error.ts';
import { ensureDatabase, withAdministrator } from '../../lib/db-admin.ts';
import type { PlatformSecrets } from './secrets.ts';

export interface Stores {
  /** The primary, as its administrator. */
  readonly adminUrl: string;
  readonly replicaUrls: readonly string[];
  readonly redisUrl: string | undefined;
  /** The embedded servers; none when DATABASE_URL names others. */
  readonly cluster: PostgresCluster | undefined;
  /** What a person is told of where they run. */
  readonly description: { readonly postgres: string; readonly redis: string };
  stop(): Promise<void>;
}

export interface StoreOptions {
  readonly directory: string;
  /** Where the embedded cluster's backups and archived log go. */
  readonly backups: string;
  readonly secrets: PlatformSecrets;
  /** URLs of stores that run elsewhere; what is given here is not started. */
  readonly external: {
    readonly databaseUrl: string | undefined;
    readonly databaseReplicaUrls: readonly string[];
    readonly redisUrl: string | undefined;
  };
  readonly signal: AbortSignal;
  readonly onProgress: (message: string) => void;
}

export const PLATFORM_DATABASE = 'platform';
/** Where commands of the same user find the Redis that runs, with its password. */
export const redisUrlFile = (directory: string): string => path.join(directory, 'redis', 'url');
const REDIS_MEMORY_MB = 256;
/** The first with uuidv7(). */
const MINIMUM_POSTGRES_VERSION = 180_000;

const addressOf = (url: string): string => new URL(url).host;

/** The URL on another server with the same path and credentials: `postgres://x@a:1/d` at `b:2`. */
export function atHostOf(url: string, other: string): string {
  const result = new URL(url);
  result.host = new URL(other).host;
  return result.href;
}

/** @throws StartupError when the server does not answer, refuses the credentials or is older than the schema needs. */
async function requireDatabase(url: string): Promise<void> {
  const version = await withAdministrator(url, async (client) => {
    const { rows } = await client.query<{ version: number }>(
      "select current_setting('server_version_num')::int as version",
    );
    return rows[0]?.version ?? 0;
  }).catch((cause: unknown) => {
    const { code, message } = cause as { code?: string; message: string };
    throw new StartupError(
      `PostgreSQL at ${addressOf(url)} cannot be used (${message || code}): correct DATABASE_URL, or unset it to start one here.`,
      { cause },
    );
  });
  if (version < MINIMUM_POSTGRES_VERSION)
    throw new StartupError(
      `PostgreSQL at ${addressOf(url)} is version ${Math.floor(version / 10_000)}: DATABASE_URL must name a PostgreSQL 18 or later.`,
    );
}

async function startPostgres({ directory, backups, secrets, external, signal, onProgress }: StoreOptions) {
  if (external.databaseUrl !== undefined) {
    await requireDatabase(external.databaseUrl);
    return {
      cluster: undefined,
      adminUrl: external.databaseUrl,
      replicaUrls: external.databaseReplicaUrls,
      description: `${addressOf(external.databaseUrl)} (from DATABASE_URL)`,
      stop: async () => undefined,
    };
  }
  const postgresDirectory = path.join(directory, 'postgres');
  const cluster = await startPostgresCluster({
    directory: postgresDirectory,
    superuserPassword: secrets.postgresPassword,
    isSynchronous: true,
    backups,
    signal,
    onProgress,
  });
  let control: { close(): Promise<void> } | undefined;
  const stop = async (): Promise<void> => {
    await control?.close();
    await cluster.stop();
  };
  try {
    control = await serveClusterControl({ cluster, directory: postgresDirectory, onProgress });
    await ensureDatabase(cluster.primary.url(), PLATFORM_DATABASE);
  } catch (error) {
    await stop();
    throw error;
  }
  const urlOf = (node: typeof cluster.primary): string => node.url(undefined, undefined, PLATFORM_DATABASE);
  const replicas = cluster.replicas.map(({ host, port }) => `${host}:${port}`).join(', ');
  return {
    cluster,
    adminUrl: urlOf(cluster.primary),
    replicaUrls: cluster.replicas.map(urlOf),
    description: `primary ${cluster.primary.host}:${cluster.primary.port}, replicas ${replicas}`,
    stop,
  };
}

async function startPrivateRedis({ directory, secrets, external, signal }: StoreOptions) {
  if (external.redisUrl !== undefined)
    return {
      url: external.redisUrl,
      description: `${addressOf(external.redisUrl)} (from REDIS_URL)`,
      stop: async () => undefined,
    };
  const redis = await startRedis({
    directory: path.join(directory, 'redis'),
    password: secrets.redisPassword,
    maxMemoryMb: REDIS_MEMORY_MB,
    signal,
  });
  if (!redis)
    return { url: undefined, description: 'none on PATH: kept in process memory', stop: async () => undefined };
  const file = redisUrlFile(directory);
  await writeFile(file, redis.url, { mode: 0o600 });
  const stop = async (): Promise<void> => {
    await rm(file, { force: true });
    await redis.stop();
  };
  return { url: redis.url, description: addressOf(redis.url), stop };
}

/** Starts PostgreSQL and Redis, or takes those that URLs name. When one fails, the other is stopped again. */
export async function startStores(options: StoreOptions): Promise<Stores> {
  const started = await Promise.allSettled([startPostgres(options), startPrivateRedis(options)]);
  const [postgres, redis] = started;
  if (postgres.status === 'rejected' || redis.status === 'rejected') {
    for (const store of started) if (store.status === 'fulfilled') await store.value.stop();
    const reason: unknown = postgres.status === 'rejected' ? postgres.reason : (redis as PromiseRejectedResult).reason;
    throw reason instanceof Error ? reason : new StartupError('The stores did not start.', { cause: reason });
  }
  return {
    cluster: postgres.value.cluster,
    adminUrl: postgres.value.adminUrl,
    replicaUrls: postgres.value.replicaUrls,
    redisUrl: redis.value.url,
    description: { postgres: postgres.value.description, redis: redis.value.description },
    stop: async () => {
      await Promise.all([postgres.value.stop(), redis.value.stop()]);
    },
  };
}
