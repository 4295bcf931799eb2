import { requireFreePort } from './free-port.ts';
import { SUPERUSER } from './postgres-directory.ts';
import { killFamily, sendSignal, sendSignalToFamily } from './running-process.ts';
import { startServerProcess, type ServerProcess, type StopSteps } from './server-process.ts';

/** A start after a crash first replays the log, which takes its time on a slow disk. */
const START_LIMIT_MS = 60_000;

/** Fast shutdown (open transactions are rolled back), then immediate shutdown (the next start recovers). */
export const POSTGRES_STOP_STEPS: StopSteps = [
  { signal: 'SIGINT', limitMs: 20_000 },
  { signal: 'SIGQUIT', limitMs: 5_000 },
];

/** Why a replica will not follow its primary, however long one waits. */
const REFUSALS = [
  {
    line: /could not connect to the primary server: .*password authentication failed/,
    meaning: 'cannot follow the primary: the superuser password is not the one the data directory was created with',
  },
  {
    line: /has already been removed|is ahead of the WAL flush position|identifier differs|not in this server's history|forked off current database system timeline/,
    meaning:
      'cannot follow the primary, whose log it no longer fits: stop the cluster, move the directory of this replica ' +
      'away and start again, and it is copied from the primary anew',
  },
];

export type PostgresNode = {
  name: string;
  host: string;
  port: number;
  directory: string;
  /** Of the postmaster; undefined while the node is not running. */
  readonly pid: number | undefined;
  readonly isFrozen: boolean;
  url(user?: string, password?: string, database?: string): string;
  /** Starts a node that is not running; `until` a replica streams, or only until the node accepts connections. */
  start(until?: 'accepting' | 'streaming', signal?: AbortSignal): Promise<void>;
  /** Fast shutdown, in the end by force. Does nothing if the node is not running. */
  stop(): Promise<void>;
  /** Ends every process of the node at once, as a power cut would. */
  kill(): Promise<void>;
  /** Halts every process of the node: its connections stay open and are not answered. */
  freeze(): Promise<void>;
  resume(): Promise<void>;
  /** Lets a running node read its configuration files again; a frozen one does so when it is resumed. */
  reload(): void;
};

export type PostgresNodeOptions = {
  name: string;
  binary: string;
  port: number;
  portVariable: string | undefined;
  directory: string;
  superuserPassword: string;
  settings: Record<string, string>;
};

/** A PostgreSQL server on an existing data directory, not started yet. */
export function createPostgresNode(options: PostgresNodeOptions): PostgresNode {
  const { name, binary, port, portVariable, directory, superuserPassword, settings } = options;
  let server: ServerProcess | undefined;
  let isFrozen = false;

  return {
    name,
    host: '127.0.0.1',
    port,
    directory,
    get pid() {
      return server?.pid;
    },
    get isFrozen() {
      return server !== undefined && isFrozen;
    },
    url(user = SUPERUSER, password = superuserPassword, database = 'postgres') {
      const login = `${encodeURIComponent(user)}:${encodeURIComponent(password)}`;
      return `postgres://${login}@127.0.0.1:${port}/${encodeURIComponent(database)}`;
    },
    async start(until = 'accepting', signal) {
      if (server) return;
      await requireFreePort(port, `the PostgreSQL ${name}`, portVariable);
      signal?.throwIfAborted();
      const started = await startServerProcess({
        name: `The PostgreSQL ${name}`,
        command: binary,
        args: ['-D', directory, ...Object.entries({ ...settings, port }).flatMap((pair) => ['-c', pair.join('=')])],
        directory,
        logFile: `${directory}.log`,
        stopSteps: POSTGRES_STOP_STEPS,
      });
      server = started;
      isFrozen = false;
      void started.exited.then(() => {
        if (server === started) server = undefined;
      });
      try {
        await started.waitForLog(/ready to accept (read-only )?connections/, START_LIMIT_MS, signal);
        if (until === 'streaming')
          await started.waitForLog(/started streaming WAL from primary/, START_LIMIT_MS, signal, REFUSALS);
      } catch (error) {
        await started.stop();
        throw error;
      }
    },
    async stop() {
      await server?.stop();
    },
    async kill() {
      const killed = server;
      if (!killed) return;
      await killFamily(killed.pid);
      await killed.exited;
    },
    async freeze() {
      isFrozen = true;
      if (server) await sendSignalToFamily(server.pid, 'SIGSTOP');
    },
    async resume() {
      isFrozen = false;
      if (server) await sendSignalToFamily(server.pid, 'SIGCONT');
    },
    reload() {
      if (server) sendSignal(server.pid, 'SIGHUP');
    },
  };
}
