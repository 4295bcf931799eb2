import { spawn } from 'node:child_process';
import { open, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { killFamily, sendSignal, sendSignalToFamily, workingDirectoryOf } from './running-process.ts';
import { serverUser } from './server-user.ts';
import { StartupError } from './startup-error.ts';

const POLL_INTERVAL_MS = 20;
const LOG_LINES_SHOWN = 8;

/** Signals that ask for a shutdown, mildest first, each with the time it gets before the next; SIGKILL always follows. */
export type StopSteps = readonly { signal: NodeJS.Signals; limitMs: number }[];

export type ServerOptions = {
  /** For messages: 'The PostgreSQL primary'. */
  name: string;
  command: string;
  args: string[];
  /** Also the server's working directory. */
  directory: string;
  logFile: string;
  /** Sent on standard input, for what must not be seen in the list of processes. */
  input?: string;
  /** The whole environment of the server; empty by default, so that it holds no secrets of ours. */
  env?: Record<string, string>;
  stopSteps: StopSteps;
};

export type ServerProcess = {
  pid: number;
  exited: Promise<void>;
  /**
   * Resolves once the log has the `awaited` text. StartupError with the last lines of the log if the server exits or
   * `limitMs` pass before that; a StartupError with its `meaning` if the log shows one of the `refusals`.
   */
  waitForLog(awaited: RegExp, limitMs: number, signal?: AbortSignal, refusals?: Refusals): Promise<void>;
  stop(): Promise<void>;
};

/** Log lines after which waiting is in vain, and what they mean. */
export type Refusals = readonly { line: RegExp; meaning: string }[];

/**
 * Starts a server in a session of its own, so that Ctrl-C reaches it only through its owner. Its output goes to
 * `logFile`; the log of the run before is kept as `.1`.
 */
export async function startServerProcess(options: ServerOptions): Promise<ServerProcess> {
  const { name, command, args, directory, logFile, input, env = {}, stopSteps } = options;
  await rename(logFile, `${logFile}.1`).catch(() => undefined);
  await using log = await open(logFile, 'w', 0o600);
  const child = spawn(command, args, {
    cwd: directory,
    env,
    detached: true,
    stdio: [input === undefined ? 'ignore' : 'pipe', log.fd, log.fd],
    ...serverUser(),
  });
  let hasExited = false;
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve())).then(() => {
    hasExited = true;
  });
  const failure = new Promise<Error>((resolve) => child.once('error', resolve));
  const { pid } = child;
  if (pid === undefined) throw new StartupError(`${name} cannot be started: ${(await failure).message}.`);
  // A server that exits before it has read its input says why in its log.
  child.stdin?.on('error', () => undefined).end(input);

  const giveUp = (what: string, output: string): never => {
    const lastLines = output.trimEnd().split('\n').slice(-LOG_LINES_SHOWN).join('\n');
    throw new StartupError(`${name} ${what}; its log, ${logFile}, ends:\n${lastLines}`);
  };
  return {
    pid,
    exited,
    async waitForLog(awaited, limitMs, signal, refusals = []) {
      const deadline = performance.now() + limitMs;
      for (;;) {
        signal?.throwIfAborted();
        // Asked before the log is read, so that the last words of a server are not missed.
        const isOver = hasExited;
        const output = await readFile(logFile, 'utf8');
        if (awaited.test(output)) return;
        const refusal = refusals.find(({ line }) => line.test(output));
        if (refusal) throw new StartupError(`${name} ${refusal.meaning}.`);
        if (isOver) giveUp('stopped while it was starting', output);
        if (performance.now() > deadline) giveUp(`was not ready within ${limitMs / 1000} s`, output);
        await sleep(POLL_INTERVAL_MS);
      }
    },
    async stop() {
      if (!hasExited) await stopProcess(pid, exited, stopSteps);
    },
  };
}

/** Stops a running process and resolves when it has gone; `exited` is the promise of that. */
async function stopProcess(pid: number, exited: Promise<void>, steps: StopSteps): Promise<void> {
  // A frozen process would not hear the mild signals.
  await sendSignalToFamily(pid, 'SIGCONT');
  for (const { signal, limitMs } of steps) {
    sendSignal(pid, signal);
    if (await settlesWithin(exited, limitMs)) return;
  }
  await killFamily(pid);
  await exited;
}

/**
 * Stops the server that a killed owner left running in `directory`; a pid file that names any other process is removed,
 * because a server would refuse to start beside it.
 */
export async function stopOrphan(directory: string, pidFile: string, steps: StopSteps): Promise<void> {
  const file = path.join(directory, pidFile);
  const pid = Number.parseInt(await readFile(file, 'utf8').catch(() => ''), 10);
  const isRunning = async () => pid > 0 && (await workingDirectoryOf(pid)) === directory;
  if (!(await isRunning())) return rm(file, { force: true });

  const gone = (async () => {
    while (await isRunning()) await sleep(POLL_INTERVAL_MS);
  })();
  await stopProcess(pid, gone, steps);
}

async function settlesWithin(promise: Promise<void>, limitMs: number): Promise<boolean> {
  const timer = new AbortController();
  const timeout = sleep(limitMs, false, { signal: timer.signal }).catch(() => false);
  const settled = await Promise.race([promise.then(() => true), timeout]);
  timer.abort();
  return settled;
}
