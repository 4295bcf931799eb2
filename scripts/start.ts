import path from 'node:path';
import { StartupError } from '../lib/cluster/startup-error.ts';
import { CompositionError, readProjectConfig } from './compose.ts';
import { dataDirectoryOf } from './platform/data-directory.ts';
import { startPlatform } from './platform/start-platform.ts';
import type { Platform, Subgraph } from './platform/start-platform.ts';

type Environment = Readonly<Record<string, string | undefined>>;

const PROJECT_ROOT = path.join(import.meta.dirname, '..');
const DEFAULT_GATEWAY_PORT = 4000;

/** A port from the environment. @throws StartupError when it is none. */
export function portOf(env: Environment, name: string, defaultPort: number): number {
  const port = Number(env[name] || defaultPort);
  if (Number.isInteger(port) && port >= 1 && port <= 65_535) return port;
  throw new StartupError(`${name} must be a port number, from 1 to 65535.`);
}

/** Ports of the subgraphs as supergraph.yaml, or the file that SUPERGRAPH_CONFIG names, routes to them. */
async function subgraphPortsOf(env: Environment): Promise<Record<Subgraph, number>> {
  const { subgraphs } = await readProjectConfig(env['SUPERGRAPH_CONFIG'] || path.join(PROJECT_ROOT, 'supergraph.yaml'));
  const routed = (name: Subgraph): number => Number(new URL(subgraphs[name]?.routing_url ?? 'http://none').port);
  return { user: routed('user'), registry: routed('registry'), valuation: routed('valuation'), ai: routed('ai') };
}

/** The platform of this checkout, as the environment sets it. @throws StartupError. */
export async function platformOptionsOf(env: Environment) {
  return {
    directory: dataDirectoryOf(env),
    gatewayPort: portOf(env, 'PORT', DEFAULT_GATEWAY_PORT),
    subgraphPorts: await subgraphPortsOf(env),
    env,
  };
}

/** A query that works on a fresh platform, to paste into a terminal. */
function exampleFor(gatewayUrl: string): string {
  const query =
    '{ searchCompanies(text: \\"bakkerij\\", first: 3) { nodes { id name registeredOffice { municipality } } } }';
  return `curl -s ${gatewayUrl}/graphql -H 'content-type: application/json' -d '{"query":"${query}"}'`;
}

/** Something that stands before the gateway. */
export interface Front {
  readonly name: string;
  readonly place: string;
  /** What the gateway has to know of it. */
  readonly env: Environment;
  /** A command that asks it, to paste into a terminal. */
  readonly example: string;
  /** Resolves when it has found the gateway. */
  waitUntilReady(signal: AbortSignal): Promise<void>;
  stop(): Promise<void>;
}

/** Starts what stands before the gateway. @throws StartupError. */
export type StartFront = (
  options: Awaited<ReturnType<typeof platformOptionsOf>> & { readonly signal: AbortSignal },
) => Promise<Front>;

function describe({ gatewayUrl, services, stores, logs }: Platform, front: Front | undefined): string {
  const { gateway, ...subgraphs } = services;
  const lines = [
    ...(front ? [[front.name, front.place]] : []),
    ['gateway', `${gatewayUrl}/graphql (pid ${gateway.pid})`],
    ...Object.values(subgraphs).map(({ name, url, pid }) => [name, `${url} (pid ${pid})`]),
    ['PostgreSQL', stores.description.postgres],
    ['Redis', stores.description.redis],
    ['Logs', logs],
  ];
  return lines.map(([name = '', place]) => `  ${name.padEnd(12)}${place}`).join('\n');
}

async function runPlatform(startFront?: StartFront): Promise<void> {
  const interrupted = new AbortController();
  const startedAtMs = performance.now();
  const progress = (message: string): void =>
    console.log(`${((performance.now() - startedAtMs) / 1_000).toFixed(1).padStart(5)} s  ${message}`);
  // One Ctrl-C reaches this process twice, from the terminal and from npm, so a repeated signal changes nothing.
  const signalled = new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
      process.on(signal, () => {
        interrupted.abort(new StartupError('Stopped before the platform was ready.'));
        resolve();
      });
  });
  const options = await platformOptionsOf(process.env);
  const { signal } = interrupted;
  const front = await startFront?.({ ...options, signal });
  try {
    const env = { ...options.env, ...front?.env };
    const platform = await startPlatform({ ...options, env, signal, onProgress: progress });
    try {
      await front?.waitUntilReady(signal);
      progress('Ready');
      const example = front?.example ?? exampleFor(platform.gatewayUrl);
      console.log(`\n${describe(platform, front)}\n\nTry it:\n\n  ${example}\n\nCtrl-C stops everything.`);
      await signalled;
      console.log('\nStopping');
    } finally {
      await platform.stop();
    }
  } finally {
    await front?.stop();
  }
  console.log('Stopped. The data is kept.');
}

/** Runs the platform until Ctrl-C, and ends this process. */
export async function runUntilStopped(startFront?: StartFront): Promise<never> {
  try {
    await runPlatform(startFront);
    process.exit(0);
  } catch (error) {
    console.error(error instanceof StartupError || error instanceof CompositionError ? error.message : error);
    process.exit(1);
  }
}

if (import.meta.main) await runUntilStopped();
