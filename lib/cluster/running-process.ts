import { execFile } from 'node:child_process';
import { readdir, readFile, readlink } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);
const POLL_INTERVAL_MS = 5;
const GONE_LIMIT_MS = 5_000;
const hasProcfs = process.platform === 'linux';

/** When a process started; with the pid it names one process for good. Undefined when there is no such process. */
export async function startTimeOf(pid: number): Promise<string | undefined> {
  if (hasProcfs) return (await procStat(pid))?.startTime;
  return outputOf('ps', ['-o', 'lstart=', '-p', String(pid)]);
}

/** The working directory of a process, which a server sets to its data directory. Undefined when there is none to see. */
export async function workingDirectoryOf(pid: number): Promise<string | undefined> {
  if (hasProcfs) return readlink(`/proc/${pid}/cwd`).catch(() => undefined);
  const listing = await outputOf('lsof', ['-a', '-p', String(pid), '-d', 'cwd', '-F', 'n']);
  return listing
    ?.split('\n')
    .find((line) => line.startsWith('n'))
    ?.slice(1);
}

/** Sends a signal to a process if it still exists. */
export function sendSignal(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** Halts or continues a server and each of its children. */
export async function sendSignalToFamily(pid: number, signal: 'SIGSTOP' | 'SIGCONT'): Promise<void> {
  // Halted, it has no other child meanwhile.
  if (signal === 'SIGSTOP') sendSignal(pid, signal);
  for (const child of await childrenOf(pid)) sendSignal(child, signal);
  sendSignal(pid, signal);
}

/** Kills a server and each of its children. Resolves when the children are gone, whose memory the next server would find in use. */
export async function killFamily(pid: number): Promise<void> {
  sendSignal(pid, 'SIGSTOP');
  const children = await childrenOf(pid);
  for (const each of [...children, pid]) sendSignal(each, 'SIGKILL');
  const isAlive = async (child: number): Promise<boolean> => (await startTimeOf(child)) !== undefined;
  const giveUpAtMs = performance.now() + GONE_LIMIT_MS;
  while ((await Promise.all(children.map(isAlive))).includes(true) && performance.now() < giveUpAtMs)
    await sleep(POLL_INTERVAL_MS);
}

async function childrenOf(pid: number): Promise<number[]> {
  if (!hasProcfs) return ((await outputOf('pgrep', ['-P', String(pid)])) ?? '').split('\n').filter(Boolean).map(Number);
  const pids = (await readdir('/proc')).filter((entry) => /^\d+$/.test(entry)).map(Number);
  const parents = await Promise.all(pids.map(async (each) => (await procStat(each))?.parent));
  return pids.filter((_, index) => parents[index] === pid);
}

/** Reads /proc/<pid>/stat (proc_pid_stat(5)): the name is in brackets and may hold anything, so fields count from the last one. */
async function procStat(pid: number): Promise<{ parent: number; startTime: string } | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  const [state, parent, ...rest] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const startTime = rest[17];
  if (startTime === undefined || state === 'Z') return undefined;
  return { parent: Number(parent), startTime };
}

async function outputOf(command: string, args: string[]): Promise<string | undefined> {
  const output = await run(command, args).catch(() => undefined);
  return output?.stdout.trim() || undefined;
}
