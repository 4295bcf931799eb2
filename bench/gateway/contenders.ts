import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/** How a gateway is started; the supergraph's file and the port come as `SUPERGRAPH` and `PORT`. */
export interface Contender {
  readonly name: string;
  readonly nodeFlags: readonly string[];
  /** Script and arguments, given the supergraph's file and the port for those that take no environment. */
  readonly command: (supergraph: string, port: number) => readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** A contender that answers. */
export interface RunningContender {
  readonly contender: Contender;
  readonly port: number;
  readonly pid: number;
  /** Ends the process, by force if it does not end by itself in 3 s. */
  stop(): Promise<void>;
}

const ROOT = path.join(import.meta.dirname, '../..');
/** The package of the other gateways. */
export const PEERS = path.join(import.meta.dirname, 'peers');
const HIVE = path.join(PEERS, 'node_modules/@graphql-hive/gateway/dist/bin.js');
const START_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 3_000;
const LOG_TAIL_CHARACTERS = 4_000;

/** V8's flags in `npm run gateway`. */
export function shippedFlags(): string[] {
  const { scripts } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as {
    scripts: { gateway: string };
  };
  return scripts.gateway.split(' ').filter((word) => word.startsWith('--'));
}

/** Ours as a general gateway: signatures and operation limits on, only the rate limits out of the way. */
export function ourGateway(
  name: string,
  nodeFlags: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Contender {
  return {
    name,
    nodeFlags,
    command: () => [path.join(ROOT, 'gateway/main.ts')],
    env: {
      SIGNING_SECRETS: 'only for the benchmark whose subgraphs do not check it',
      RATE_LIMIT_PER_MINUTE: '1000000000',
      ANONYMOUS_RATE_LIMIT_PER_MINUTE: '1000000000',
      LOG_LEVEL: 'error',
      ...env,
    },
  };
}

function hiveGateway(name: string, flag: string): Contender {
  return {
    name,
    nodeFlags: [],
    command: (supergraph, port) => [HIVE, 'supergraph', supergraph, '--host=127.0.0.1', `--port=${port}`, flag],
    env: { LOG_LEVEL: 'error' },
  };
}

/** The peers as their documentation starts them, then ours as it ships. */
export function allContenders(): readonly Contender[] {
  return [
    {
      name: 'Apollo',
      nodeFlags: [],
      command: () => [path.join(PEERS, 'stock-apollo.ts')],
      env: { APOLLO_TELEMETRY_DISABLED: '1' },
    },
    hiveGateway('Hive JIT', '--jit'),
    hiveGateway('Hive Rust', '--hive-router-runtime'),
    ourGateway('ours', shippedFlags()),
  ];
}

/** Ours with V8's young generation as small as it begins by itself, and with each size to begin with. */
export function flagContenders(): readonly Contender[] {
  const flags = ['16', '32', '64'].map((megabytes) => [
    `--min-semi-space-size=${megabytes}`,
    ...(megabytes === '16' ? [] : [`--max-semi-space-size=${megabytes}`]),
  ]);
  return [ourGateway('no flag', []), ...flags.map((given) => ourGateway(given.join(' '), given))];
}

/** Installs a package of peers unless what its lockfile names is installed already. */
export function installPeers(directory: string, what: string): void {
  const installed = statSync(path.join(directory, 'node_modules/.package-lock.json'), { throwIfNoEntry: false });
  const wanted = statSync(path.join(directory, 'package-lock.json'));
  if (installed && installed.mtimeMs >= wanted.mtimeMs) return;
  console.log(`Installing ${what} …`);
  const { status } = spawnSync('npm', ['ci', '--prefix', directory, '--ignore-scripts'], { stdio: 'inherit' });
  if (status !== 0) throw new Error(`npm could not install ${what}: run "npm ci --prefix ${directory}".`);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

async function answers(port: number): Promise<boolean> {
  try {
    const response = await fetch(`http://127.0.0.1:${port}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"query":"{ __typename }"}',
      signal: AbortSignal.timeout(2_000),
    });
    await response.text();
    return response.ok;
  } catch {
    return false;
  }
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGTERM');
  const forced = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS);
  await exited;
  clearTimeout(forced);
}

/**
 * Starts a contender, pinned to one core if `core` is given, and waits until it answers.
 * @throws Error with the end of its log when it ends or does not answer within 60 s.
 */
export async function startContender(
  contender: Contender,
  { supergraph, core, signal }: { supergraph: string; core: number | undefined; signal: AbortSignal },
): Promise<RunningContender> {
  const { name, nodeFlags, command, env } = contender;
  const port = await freePort();
  const nodeCommand = [process.execPath, ...nodeFlags, ...command(supergraph, port)];
  const [program = '', ...args] = core === undefined ? nodeCommand : ['taskset', '-c', String(core), ...nodeCommand];
  const child = spawn(program, args, {
    env: { PATH: process.env['PATH'], NODE_ENV: 'production', SUPERGRAPH: supergraph, PORT: String(port), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const killWithUs = (): void => void child.kill('SIGKILL');
  process.once('exit', killWithUs);
  child.once('exit', () => process.off('exit', killWithUs));
  let log = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (bytes: Buffer) => (log = (log + bytes.toString()).slice(-LOG_TAIL_CHARACTERS)));
  await once(child, 'spawn');

  try {
    const deadline = AbortSignal.any([signal, AbortSignal.timeout(START_TIMEOUT_MS)]);
    while (!(await answers(port))) {
      if (deadline.aborted || child.exitCode !== null) throw new Error(`${name} does not answer:\n${log}`);
      await delay(100);
    }
  } catch (error) {
    await stop(child);
    throw error;
  }
  return { contender, port, pid: child.pid ?? 0, stop: () => stop(child) };
}
