import { copyFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { findOnPath } from '../../lib/cluster/find-on-path.ts';
import { requireFreePort } from '../../lib/cluster/free-port.ts';
import { startServerProcess, stopOrphan } from '../../lib/cluster/server-process.ts';
import type { ServerOptions } from '../../lib/cluster/server-process.ts';
import { giveToServer, makeBaseDirectory, makeServerDirectory } from '../../lib/cluster/server-user.ts';
import { StartupError } from '../../lib/cluster/startup-error.ts';

export interface CdnOptions {
  /** For its working files, which are of no use afterwards. */
  readonly directory: string;
  readonly port: number;
  /** Of the gateway behind it. */
  readonly gatewayPort: number;
  /** Where the rules are taken from; `deploy/cdn` by default. */
  readonly rulesDirectory?: string;
  readonly signal?: AbortSignal;
}

export interface CdnProcess {
  readonly name: string;
  readonly url: string;
  readonly pid: number;
  /** Whether it drops answers by surrogate key when it is told to. */
  readonly canPurge: boolean;
  /** Resolves when it passes on requests to the gateway, which its probe has to find well first. */
  waitUntilReady(signal: AbortSignal): Promise<void>;
  stop(): Promise<void>;
}

const RULES = path.join(import.meta.dirname, '../../deploy/cdn');
const PID_FILE = 'server.pid';
const PROBE_INTERVAL_MS = 100;
const START_LIMIT_MS = 20_000;
const STOP_STEPS = [{ signal: 'SIGTERM', limitMs: 5_000 }] as const;

/** Copies the rules to where the server's user may read them, beside the one file that differs for each deployment. */
async function writeRules(directory: string, rules: string, files: readonly string[], own: [string, string]) {
  await makeBaseDirectory(path.dirname(directory));
  await makeServerDirectory(directory);
  await stopOrphan(directory, PID_FILE, STOP_STEPS);
  for (const file of files) await copyFile(path.join(rules, file), path.join(directory, file));
  await writeFile(path.join(directory, own[0]), own[1]);
  for (const file of [...files, own[0]]) await giveToServer(path.join(directory, file));
}

async function startCdn(
  options: Pick<ServerOptions, 'name' | 'command' | 'args' | 'env' | 'directory'>,
  { port, signal }: CdnOptions,
  ready: RegExp,
): Promise<CdnProcess> {
  await requireFreePort(port, options.name, 'CDN_PORT');
  const server = await startServerProcess({ ...options, logFile: `${options.directory}.log`, stopSteps: STOP_STEPS });
  try {
    await server.waitForLog(ready, START_LIMIT_MS, signal, [
      { line: /Could not find VMOD xkey/, meaning: 'lacks its module xkey: install varnish-modules' },
    ]);
  } catch (error) {
    await server.stop();
    throw error;
  }
  return {
    name: options.name,
    url: `http://127.0.0.1:${port}`,
    pid: server.pid,
    canPurge: options.name === 'Varnish',
    async waitUntilReady(waitSignal) {
      const isWell = async (): Promise<boolean> =>
        fetch(`http://127.0.0.1:${port}/api/v1/health`, { signal: waitSignal }).then(
          ({ ok }) => ok,
          () => false,
        );
      while (!(await isWell())) await sleep(PROBE_INTERVAL_MS, undefined, { signal: waitSignal });
    },
    stop: () => server.stop(),
  };
}

/**
 * Starts the Varnish on PATH with the rules of `deploy/cdn/varnish`; undefined when there is none.
 * @param purgeToken what a purge must bring.
 */
export async function startVarnish(options: CdnOptions & { purgeToken: string }): Promise<CdnProcess | undefined> {
  const command = await findOnPath('varnishd');
  if (command === undefined) return undefined;
  const directory = path.resolve(options.directory, 'varnish');
  const backend = `backend gateway {
  .host = "127.0.0.1";
  .port = "${options.gatewayPort}";
  .connect_timeout = 1s;
  .first_byte_timeout = 15s;
  .probe = { .url = "/api/v1/health"; .interval = 1s; .timeout = 1s; .window = 3; .threshold = 2; .initial = 2; }
}
acl purgers { "127.0.0.1"; }
`;
  const rules = options.rulesDirectory ?? path.join(RULES, 'varnish');
  await writeRules(directory, rules, ['gateway.vcl'], ['backend.vcl', backend]);
  const args = ['-F', '-n', directory, '-a', `127.0.0.1:${options.port}`, '-f', path.join(directory, 'gateway.vcl')];
  return startCdn(
    {
      name: 'Varnish',
      command,
      args: [...args, '-p', `vcl_path=${directory}`, '-s', 'malloc,256m', '-P', path.join(directory, PID_FILE)],
      env: { PATH: '/usr/local/bin:/usr/bin:/bin', CDN_PURGE_TOKEN: options.purgeToken },
      directory,
    },
    options,
    /Child \(\d+\) said Child starts/,
  );
}

/** Starts the nginx on PATH with the rules of `deploy/cdn/nginx`; undefined when there is none. */
export async function startNginx(options: CdnOptions): Promise<CdnProcess | undefined> {
  const command = await findOnPath('nginx');
  if (command === undefined) return undefined;
  const directory = path.resolve(options.directory, 'nginx');
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path temp;`);
  const configuration = `daemon off;
pid ${PID_FILE};
error_log stderr notice;
events { worker_connections 4096; }
http {
  access_log off;
  ${temporary.join('\n  ')}
  include maps.conf;
  upstream gateway { server 127.0.0.1:${options.gatewayPort}; keepalive 64; }
  server { listen 127.0.0.1:${options.port}; include locations.conf; }
}
`;
  const rules = options.rulesDirectory ?? path.join(RULES, 'nginx');
  await writeRules(directory, rules, ['maps.conf', 'locations.conf'], ['nginx.conf', configuration]);
  const args = ['-p', directory, '-c', path.join(directory, 'nginx.conf'), '-e', 'stderr'];
  return startCdn({ name: 'nginx', command, args, directory }, options, /start worker processes/);
}

/** @throws StartupError when neither Varnish nor nginx is installed. */
export async function startAnyCdn(options: CdnOptions & { purgeToken: string }): Promise<CdnProcess> {
  const cdn = (await startVarnish(options)) ?? (await startNginx(options));
  if (cdn) return cdn;
  throw new StartupError(
    'Neither varnishd nor nginx is on the PATH: install varnish with varnish-modules, or nginx (Debian keeps both in /usr/sbin).',
  );
}
