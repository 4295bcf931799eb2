import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { StartupError } from '../../lib/cluster/startup-error.ts';

export interface ServiceOptions {
  readonly name: string;
  /** Path of its main.ts from the project's root. */
  readonly main: string;
  /** V8's, and Node's. */
  readonly nodeFlags?: readonly string[];
  readonly port: number;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Directory for `<name>.log`. */
  readonly logDirectory: string;
  readonly onProblem: (sentence: string) => void;
}

export interface ServiceProcess {
  readonly name: string;
  readonly url: string;
  readonly pid: number | undefined;
  /** Resolves when the service says that it is ready. @throws StartupError with its last words when it ends before. */
  waitUntilReady(signal: AbortSignal): Promise<void>;
  stop(): Promise<void>;
}

const PROJECT_ROOT = path.join(import.meta.dirname, '../..');
const STOP_LIMIT_MS = 12_000;
const RESTART_DELAY_MS = 1_000;
const PROBE_INTERVAL_MS = 50;
const PROBE_TIMEOUT_MS = 2_000;

async function isReady(url: string, signal: AbortSignal): Promise<boolean> {
  try {
    const limit = AbortSignal.any([signal, AbortSignal.timeout(PROBE_TIMEOUT_MS)]);
    return (await fetch(`${url}/health/ready`, { signal: limit })).ok;
  } catch {
    return false;
  }
}

/** Starts a service of the platform in a process of its own; one that ends after it was ready is started again. */
export function startService(options: ServiceOptions): ServiceProcess {
  const { name, env, port } = options;
  const url = `http://127.0.0.1:${port}`;
  const logFile = path.join(options.logDirectory, `${name}.log`);
  let wasReady = false;
  let stopping = false;
  let child = launch();

  function launch(): ChildProcess {
    const log = openSync(logFile, 'a', 0o600);
    // A session of its own, so that Ctrl-C reaches only the supervisor; the channel tells the service when that dies.
    const launched = spawn(process.execPath, [...(options.nodeFlags ?? []), path.join(PROJECT_ROOT, options.main)], {
      cwd: PROJECT_ROOT,
      env: { ...env, PORT: String(port) },
      detached: true,
      stdio: ['ignore', log, log, 'ipc'],
    });
    closeSync(log);
    launched.once('exit', (code, signal) => {
      if (stopping || !wasReady) return;
      options.onProblem(`${name} ended (${signal ?? `code ${code}`}) and is started again; its log is ${logFile}.`);
      setTimeout(() => {
        if (!stopping) child = launch();
      }, RESTART_DELAY_MS);
    });
    return launched;
  }

  /** Its last words, which mostly say by themselves that it cannot start. */
  async function refusal(): Promise<string> {
    const lines = (await readFile(logFile, 'utf8')).trimEnd().split('\n');
    const words = lines.findLast((line) => !line.startsWith('{')) ?? lines.at(-1) ?? '';
    return words.startsWith(`${name} cannot start`) ? words : `${name} cannot start: ${words}`;
  }

  return {
    name,
    url,
    get pid() {
      return child.pid;
    },
    async waitUntilReady(signal) {
      while (!(await isReady(url, signal))) {
        signal.throwIfAborted();
        if (child.exitCode !== null || child.signalCode !== null)
          throw new StartupError(`${await refusal()} Its log is ${logFile}.`);
        await sleep(PROBE_INTERVAL_MS, undefined, { signal });
      }
      wasReady = true;
    },
    async stop() {
      stopping = true;
      if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      const limit = setTimeout(() => child.kill('SIGKILL'), STOP_LIMIT_MS);
      await ended;
      clearTimeout(limit);
    },
  };
}
