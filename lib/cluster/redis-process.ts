import path from 'node:path';
import { lockDirectory } from './directory-lock.ts';
import { findOnPath } from './find-on-path.ts';
import { findFreePorts, requireFreePort } from './free-port.ts';
import { startServerProcess, stopOrphan, type StopSteps } from './server-process.ts';
import { makeBaseDirectory, makeServerDirectory } from './server-user.ts';

const START_LIMIT_MS = 10_000;
const PID_FILE = 'redis.pid';
const STOP_STEPS: StopSteps = [{ signal: 'SIGTERM', limitMs: 5_000 }];

export type RedisOptions = {
  /** For the log and the pid file; nothing stored in Redis is kept. */
  directory: string;
  password: string;
  /** Above it the keys that were not used for longest go. */
  maxMemoryMb: number;
  /** A free port is chosen when there is none. */
  port?: number;
  /** The environment variable that changes the port, for the message about a port that is taken. */
  portVariable?: string;
  /** Aborting it before Redis is up stops it; afterwards it has no effect. */
  signal?: AbortSignal;
};

export type RedisProcess = { url: string; pid: number; stop(): Promise<void> };

/**
 * Starts a private Redis on 127.0.0.1 with the redis-server or valkey-server on PATH, stopping one that a killed owner
 * left behind. Undefined if there is neither; StartupError for what its reader can mend.
 */
export async function startRedis(options: RedisOptions): Promise<RedisProcess | undefined> {
  const { password, maxMemoryMb, portVariable, signal } = options;
  const command = await findOnPath('redis-server', 'valkey-server');
  if (command === undefined) return undefined;
  signal?.throwIfAborted();

  const base = await makeBaseDirectory(path.resolve(options.directory));
  const unlock = await lockDirectory(base);
  try {
    const directory = path.join(base, 'redis');
    await makeServerDirectory(directory);
    await stopOrphan(directory, PID_FILE, STOP_STEPS);
    const [port = 0] = options.port === undefined ? await findFreePorts(1) : [options.port];
    await requireFreePort(port, 'Redis', portVariable);

    const server = await startServerProcess({
      name: 'Redis',
      command,
      args: ['-'],
      directory,
      logFile: `${directory}.log`,
      input: configuration({ port, directory, password, maxMemoryMb }),
      stopSteps: STOP_STEPS,
    });
    try {
      await server.waitForLog(/Ready to accept connections/, START_LIMIT_MS, signal);
    } catch (error) {
      await server.stop();
      throw error;
    }
    const stop = async () => {
      await server.stop();
      await unlock();
    };
    return { url: `redis://:${encodeURIComponent(password)}@127.0.0.1:${port}`, pid: server.pid, stop };
  } catch (error) {
    await unlock();
    throw error;
  }
}

function configuration(server: { port: number; directory: string; password: string; maxMemoryMb: number }): string {
  const lines = {
    bind: '127.0.0.1',
    port: String(server.port),
    requirepass: quote(server.password),
    dir: quote(server.directory),
    pidfile: quote(path.join(server.directory, PID_FILE)),
    maxmemory: `${server.maxMemoryMb}mb`,
    'maxmemory-policy': 'allkeys-lru',
    save: '""',
    appendonly: 'no',
  };
  return Object.entries(lines)
    .map((pair) => `${pair.join(' ')}\n`)
    .join('');
}

function quote(text: string): string {
  return `"${text.replace(/[\\"]/g, '\\$&')}"`;
}
