import { ConfigError } from './config.ts';
import type { Logger } from './log.ts';
import { closeOnSignal } from './shutdown.ts';

export interface RunningService {
  /** Where it listens. */
  readonly url: string;
  readonly logger: Logger;
  /** Drains the service and releases all it holds. */
  close(): Promise<void>;
}

const LISTEN_PROBLEMS: Readonly<Record<string, string>> = {
  EADDRINUSE: 'another program listens there already: end it or set PORT',
  EACCES: 'this user may not listen there: set PORT to 1024 or above',
  EADDRNOTAVAIL: 'this machine does not have that address: set HOST',
  ENOTFOUND: 'the host is unknown: set HOST',
};

/** The one sentence for a failure that its reader can mend; `undefined` for a defect. */
function explain(name: string, error: unknown): string | undefined {
  if (error instanceof ConfigError) return error.message;
  const { code = '', address, hostname, port } = error as NodeJS.ErrnoException & Record<string, string | undefined>;
  const problem = LISTEN_PROBLEMS[code];
  const place = [address ?? hostname, port].filter((part) => part !== undefined).join(':');
  return problem && `${name} cannot start on ${place}: ${problem}.`;
}

/**
 * The body of every main.ts: starts a service and closes it on SIGTERM or SIGINT. A wrong setting or a taken port ends
 * the process with code 1 and one sentence on standard error; any other failure with its stack.
 */
export async function runService(name: string, start: () => Promise<RunningService>): Promise<void> {
  try {
    const service = await start();
    closeOnSignal(() => service.close(), service.logger);
    // Started by a supervisor: when that dies without a word, nobody would stop this process.
    if (process.channel) process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
    service.logger.info({ url: service.url }, 'listening');
  } catch (error) {
    const sentence = explain(name, error);
    if (sentence === undefined) throw error;
    process.stderr.write(`${sentence}\n`);
    process.exit(1);
  }
}
