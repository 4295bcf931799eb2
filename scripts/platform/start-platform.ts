import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { requireFreePort } from '../../lib/cluster/free-port.ts';
import { StartupError } from '../../lib/cluster/startup-error.ts';
import { migrateDatabase } from '../migrate.ts';
import { seedDatabase } from '../seed.ts';
import { backupsDirectoryOf } from './data-directory.ts';
import { loadOrCreateSecrets } from './secrets.ts';
import type { PlatformSecrets } from './secrets.ts';
import { startService } from './service-process.ts';
import type { ServiceProcess } from './service-process.ts';
import { atHostOf, startStores } from './stores.ts';
import type { Stores } from './stores.ts';
import { CURRENT_RULE_SET } from '../../subgraphs/valuation/model/rule-set.ts';

export const SUBGRAPHS = ['user', 'registry', 'valuation', 'ai'] as const;
export type Subgraph = (typeof SUBGRAPHS)[number];

export interface PlatformOptions {
  /** Keeps data, secrets and logs. */
  readonly directory: string;
  readonly gatewayPort: number;
  readonly subgraphPorts: Readonly<Record<Subgraph, number>>;
  /** What the services inherit: NODE_ENV, LOG_LEVEL, OPENAI_…, and the URLs of stores that run elsewhere. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
  readonly onProgress: (message: string) => void;
}

export interface Platform {
  readonly gatewayUrl: string;
  readonly services: Readonly<Record<Subgraph | 'gateway', ServiceProcess>>;
  readonly stores: Stores;
  readonly secrets: PlatformSecrets;
  /** Directory with the log of each service. */
  readonly logs: string;
  stop(): Promise<void>;
}

/** As in package.json and docker-compose.yml; bench/README.md says why. */
export const GATEWAY_FLAGS = ['--min-semi-space-size=16', '--heap-growing-percent=100'];
/** Above the 8 s that the ai subgraph gives the language model. */
const AI_TIMEOUT_MS = 10_000;
/** Longest from the first process to all of them ready. */
const READY_LIMIT_MS = 60_000;

function listOf(text: string | undefined): string[] {
  return (text ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean);
}

function requireUrl(name: string, url: string | undefined, protocols: readonly string[]): string | undefined {
  if (url === undefined || url === '') return undefined;
  if (URL.canParse(url) && protocols.includes(new URL(url).protocol)) return url;
  throw new StartupError(`${name} is not a ${protocols[0]}// URL: correct it, or unset it to start one here.`);
}

/** The administrator's URL with the role and password of a subgraph. */
export function asSubgraph(url: string, subgraph: Subgraph, secrets: PlatformSecrets): string {
  const result = new URL(url);
  result.username = `app_${subgraph}`;
  result.password = secrets.rolePasswords[subgraph];
  return result.href;
}

/** The environment of each service: what it reads and nothing besides, so a secret reaches only who needs it. */
function environmentsOf(
  { env, directory, subgraphPorts: ports }: PlatformOptions,
  stores: Stores,
  secrets: PlatformSecrets,
): Record<Subgraph | 'gateway', Record<string, string | undefined>> {
  const urlOf = (name: Subgraph): string => `http://127.0.0.1:${ports[name]}/graphql`;
  const common = {
    PATH: env['PATH'],
    HOME: env['HOME'],
    NODE_ENV: env['NODE_ENV'],
    LOG_LEVEL: env['LOG_LEVEL'],
    NODE_COMPILE_CACHE: path.join(directory, 'compile-cache'),
    SIGNING_SECRETS: secrets.signingSecret,
  };
  // One port for each service, from that of the gateway on.
  const metricsPortOf = (service: 'gateway' | Subgraph): string | undefined =>
    env['METRICS_PORT'] && String(Number(env['METRICS_PORT']) + ['gateway', ...SUBGRAPHS].indexOf(service));
  const database = (name: Subgraph) => ({
    ...common,
    METRICS_PORT: metricsPortOf(name),
    DATABASE_URL: asSubgraph(stores.adminUrl, name, secrets),
    DATABASE_REPLICA_URLS: stores.replicaUrls
      .map((replica) => atHostOf(asSubgraph(stores.adminUrl, name, secrets), replica))
      .join(','),
    DATABASE_ACQUIRE_TIMEOUT_MS: env['DATABASE_ACQUIRE_TIMEOUT_MS'],
  });
  const openAi = Object.entries(env).filter(([name]) => /^(OPENAI|AI)_/.test(name));
  return {
    gateway: {
      ...common,
      RATE_LIMIT_PER_MINUTE: '600',
      ANONYMOUS_RATE_LIMIT_PER_MINUTE: '300',
      ...Object.fromEntries(
        Object.entries(env).filter(([name]) => /^(RATE_LIMIT|ANONYMOUS_RATE|CORS|CDN|TRUSTED_PROXIES)(_|$)/.test(name)),
      ),
      SUPERGRAPH: env['SUPERGRAPH'],
      OPERATIONS_DIRECTORY: 'schema/operations',
      SUBGRAPH_URLS: SUBGRAPHS.map((name) => `${name}=${urlOf(name)}`).join(','),
      SUBGRAPH_POLICIES: JSON.stringify({ ai: { timeoutMs: AI_TIMEOUT_MS } }),
      API_KEYS_URL: urlOf('user'),
      JWKS_URL: new URL('/.well-known/jwks.json', urlOf('user')).href,
      REDIS_URL: stores.redisUrl,
      RESPONSE_CACHE: env['RESPONSE_CACHE'] ?? 'on',
      ENTITY_CACHE: env['ENTITY_CACHE'] ?? '*',
      RULE_SET_VERSION: CURRENT_RULE_SET.version,
      METRICS_PORT: metricsPortOf('gateway'),
    },
    user: {
      ...database('user'),
      JWT_SIGNING_KEYS: secrets.jwtSigningKeys,
      VALUATION_URL: urlOf('valuation'),
      AI_URL: urlOf('ai'),
    },
    registry: database('registry'),
    valuation: database('valuation'),
    ai: { ...database('ai'), ...Object.fromEntries(openAi), VALUATION_URL: urlOf('valuation') },
  };
}

async function prepareDatabase(stores: Stores, secrets: PlatformSecrets, onProgress: (message: string) => void) {
  const roleUrl = (name: Subgraph): string => asSubgraph(stores.adminUrl, name, secrets);
  const applied = await migrateDatabase({
    ADMIN_DATABASE_URL: stores.adminUrl,
    USER_DATABASE_URL: roleUrl('user'),
    REGISTRY_DATABASE_URL: roleUrl('registry'),
    VALUATION_DATABASE_URL: roleUrl('valuation'),
    AI_DATABASE_URL: roleUrl('ai'),
  });
  if (applied.length > 0) onProgress(`Applied ${applied.length} migrations`);
  await seedDatabase(roleUrl('registry'), onProgress);
}

/**
 * Brings up the whole platform: stores, migrations, seed, four subgraphs and the gateway, each a process of its own.
 * Resolves when the gateway is ready. @throws StartupError in one sentence; nothing is left running after an error.
 */
export async function startPlatform(options: PlatformOptions): Promise<Platform> {
  const { directory, gatewayPort, subgraphPorts: ports, onProgress } = options;
  const limit = new AbortController();
  const timer = setTimeout(
    () =>
      limit.abort(
        new StartupError(`The platform was not ready within ${READY_LIMIT_MS / 1_000} s: see ${directory}/logs.`),
      ),
    READY_LIMIT_MS,
  );
  // A start that is refused below leaves it running.
  timer.unref();
  const signal = AbortSignal.any([options.signal, limit.signal]);
  const external = {
    databaseUrl: requireUrl('DATABASE_URL', options.env['DATABASE_URL'], ['postgres:', 'postgresql:']),
    databaseReplicaUrls: listOf(options.env['DATABASE_REPLICA_URLS']),
    redisUrl: requireUrl('REDIS_URL', options.env['REDIS_URL'], ['redis:', 'rediss:']),
  };
  await requireFreePort(gatewayPort, 'the gateway', 'PORT');
  for (const name of SUBGRAPHS)
    await requireFreePort(ports[name], `the ${name} subgraph`, 'its routing_url in supergraph.yaml');

  const logDirectory = path.join(directory, 'logs');
  await mkdir(logDirectory, { recursive: true });
  const secrets = await loadOrCreateSecrets(directory);
  const stores = await startStores({
    directory,
    backups: backupsDirectoryOf(options.env, directory),
    secrets,
    external,
    signal,
    onProgress,
  });
  const started: ServiceProcess[] = [];
  const stop = async (): Promise<void> => {
    // The gateway first, so that running operations still find their subgraphs, and these their stores.
    const [gateway, ...subgraphs] = started;
    await gateway?.stop();
    await Promise.all(subgraphs.map((service) => service.stop()));
    await stores.stop();
  };
  try {
    const environments = environmentsOf(options, stores, secrets);
    const start = (
      name: Subgraph | 'gateway',
      main: string,
      port: number,
      nodeFlags: readonly string[] = [],
    ): ServiceProcess => {
      const env = environments[name];
      const service = startService({ name, main, nodeFlags, port, env, logDirectory, onProblem: onProgress });
      started.push(service);
      return service;
    };
    onProgress('Starting the gateway and four subgraphs');
    const services = {
      gateway: start('gateway', 'gateway/main.ts', gatewayPort, GATEWAY_FLAGS),
      user: start('user', 'subgraphs/user/main.ts', ports.user),
      registry: start('registry', 'subgraphs/registry/main.ts', ports.registry),
      valuation: start('valuation', 'subgraphs/valuation/main.ts', ports.valuation),
      ai: start('ai', 'subgraphs/ai/main.ts', ports.ai),
    };
    await prepareDatabase(stores, secrets, onProgress);
    await Promise.all(SUBGRAPHS.map((name) => services[name].waitUntilReady(signal)));
    await services.gateway.waitUntilReady(signal);
    return { gatewayUrl: services.gateway.url, services, stores, secrets, logs: logDirectory, stop };
  } catch (error) {
    await stop();
    throw error;
  } finally {
    clearTimeout(timer);
  }
}
