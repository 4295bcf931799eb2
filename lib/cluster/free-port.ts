import { once } from 'node:events';
import { createServer } from 'node:net';
import { StartupError } from './startup-error.ts';

/** Below the range that the system gives to outgoing connections, so that none takes the port while a server restarts. */
const LOWEST_PORT = 20_000;
const HIGHEST_PORT = 32_767;

/** Distinct ports on 127.0.0.1 on which nothing listens now. */
export async function findFreePorts(count: number): Promise<number[]> {
  const ports = new Set<number>();
  while (ports.size < count) {
    const port = LOWEST_PORT + Math.floor(Math.random() * (HIGHEST_PORT - LOWEST_PORT + 1));
    if ((await listenProblem(port)) === undefined) ports.add(port);
  }
  return [...ports];
}

/**
 * Throws a StartupError unless 127.0.0.1:`port` can be listened on.
 *
 * @param purpose what wants the port, for the message: 'the HTTP server'
 * @param variable the environment variable that changes the port
 */
export async function requireFreePort(port: number, purpose: string, variable?: string): Promise<void> {
  const problem = await listenProblem(port);
  if (problem === undefined) return;
  const what = problem === 'EADDRINUSE' ? 'is taken by another program' : `cannot be used (${problem})`;
  const remedy = variable ? `set ${variable} to another port` : 'choose another port';
  throw new StartupError(`Port ${port}, which ${purpose} needs, ${what}: stop that program or ${remedy}.`);
}

async function listenProblem(port: number): Promise<string | undefined> {
  const server = createServer();
  try {
    server.listen({ host: '127.0.0.1', port, exclusive: true });
    await once(server, 'listening');
    server.close();
    await once(server, 'close');
    return undefined;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? String(error);
  }
}
