import { randomBytes, timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { z } from 'zod';
import { CLUSTER_COMMANDS } from './cluster-commands.ts';
import { ClusterError } from './cluster-error.ts';
import { readClusterStatus, type NodeStatus } from './node-status.ts';
import type { PostgresCluster } from './postgres-cluster.ts';
import { StartupError } from './startup-error.ts';

const FILE = 'control.json';
const COMMAND_LIMIT_MS = 180_000;

const addressSchema = z.object({ url: z.string(), token: z.string() });
const commandSchema = z.object({ command: z.string(), argument: z.string() });
export type ClusterAnswer = {
  /** One sentence: what is so now, or why the command was refused. */
  message: string;
  isRefused: boolean;
  nodes: NodeStatus[];
};

/**
 * Lets other processes of the same user give commands to the cluster of this one, which owns its servers. Where to and
 * the token to send stand in a file beside the data, which that user alone can read. Commands run one after another;
 * closing waits until those that were given are answered.
 */
export async function serveClusterControl(options: {
  cluster: PostgresCluster;
  /** The cluster's own. */
  directory: string;
  onProgress: (message: string) => void;
}): Promise<{ close(): Promise<void> }> {
  const { cluster, directory, onProgress } = options;
  const token = randomBytes(32).toString('base64url');
  let last: Promise<unknown> = Promise.resolve();
  const answers = new Set<Promise<void>>();
  const server = createServer((request, response) => {
    const answer = async () => {
      if (!isAuthorized(request, token)) return { status: 401, body: {} };
      const { command, argument } = commandSchema.parse(JSON.parse(await text(request)));
      const running = last.then(() => runCommand(cluster, command, argument));
      last = running.catch(() => undefined);
      const done = await running;
      if (command !== 'status' && !done.isRefused) onProgress(done.message);
      return { status: 200, body: done };
    };
    const answered = answer()
      .catch((error: unknown) => ({ status: 500, body: { message: String(error) } }))
      .then(({ status, body }) => {
        response.writeHead(status).end(JSON.stringify(body));
        answers.delete(answered);
      });
    answers.add(answered);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const file = path.join(directory, FILE);
  await rm(file, { force: true });
  await writeFile(file, JSON.stringify({ url: `http://127.0.0.1:${port}`, token }), { mode: 0o600 });
  return {
    async close() {
      await rm(file, { force: true });
      server.close();
      await Promise.all(answers);
      server.closeAllConnections();
    },
  };
}

async function runCommand(cluster: PostgresCluster, name: string, argument: string): Promise<ClusterAnswer> {
  const command = CLUSTER_COMMANDS[name];
  try {
    if (!command) throw new ClusterError(`There is no command ${name}.`);
    const message = await command.run(cluster, argument);
    return { message, isRefused: false, nodes: await readClusterStatus(cluster) };
  } catch (error) {
    if (!(error instanceof ClusterError || error instanceof StartupError)) throw error;
    return { message: error.message, isRefused: true, nodes: await readClusterStatus(cluster) };
  }
}

function isAuthorized({ headers }: IncomingMessage, token: string): boolean {
  const given = Buffer.from(headers.authorization ?? '');
  const expected = Buffer.from(`Bearer ${token}`);
  return given.length === expected.length && timingSafeEqual(given, expected);
}

/**
 * Gives one command to the cluster that runs in `directory`, in whatever process. The answer says whether it was
 * refused. @throws ClusterError when none runs there.
 */
export async function sendClusterCommand(directory: string, command: string, argument = ''): Promise<ClusterAnswer> {
  const isAway = new ClusterError(`No cluster runs in ${directory}: start it with "npm start" and leave it running.`);
  const file = await readFile(path.join(directory, FILE), 'utf8').catch(() => {
    throw isAway;
  });
  const { url, token } = addressSchema.parse(JSON.parse(file));
  const response = await fetch(url, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}` },
    body: JSON.stringify({ command, argument }),
    signal: AbortSignal.timeout(COMMAND_LIMIT_MS),
  }).catch((error: Error) => {
    // The file of an owner that was killed is still there.
    throw error.name === 'TimeoutError'
      ? new ClusterError(`${command} took more than 3 minutes: see npm start.`)
      : isAway;
  });
  if (response.status === 401) throw isAway;
  const answer = (await response.json()) as ClusterAnswer;
  if (!response.ok) throw new Error(answer.message);
  return answer;
}
