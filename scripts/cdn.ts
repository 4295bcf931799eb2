import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { StartupError } from '../lib/cluster/startup-error.ts';
import { startAnyCdn } from './platform/cdn-process.ts';
import { portOf, runUntilStopped } from './start.ts';
import type { Front, StartFront } from './start.ts';

const DEFAULT_CDN_PORT = 4080;
const MANIFEST = path.join(import.meta.dirname, '../schema/operations/demo.json');

/** Asks for the same twice, once for it to be fetched and once for it to be held. */
async function exampleFor(url: string): Promise<string> {
  const { operations } = JSON.parse(await readFile(MANIFEST, 'utf8')) as { operations: { id: string; name: string }[] };
  const search = operations.find(({ name }) => name === 'Search');
  const variables = encodeURIComponent(JSON.stringify({ text: 'bakkerij' }));
  return `for i in 1 2; do curl -si '${url}/p/demo/${search?.id}?variables=${variables}' | grep -i -e x-cache -e cache-control; done`;
}

/** Varnish, or else nginx, before the gateway; the gateway tells Varnish what to purge. */
const startFront: StartFront = async ({ directory, gatewayPort, env, signal }): Promise<Front> => {
  const port = portOf(env, 'CDN_PORT', DEFAULT_CDN_PORT);
  if (port === gatewayPort) throw new StartupError(`CDN_PORT and PORT are both ${port}: set one to another port.`);
  const purgeToken = env['CDN_PURGE_TOKEN'] || randomBytes(32).toString('base64url');
  const cdn = await startAnyCdn({ directory: path.join(directory, 'cdn'), port, gatewayPort, purgeToken, signal });
  return {
    name: cdn.name,
    place: `${cdn.url} (pid ${cdn.pid})`,
    env: {
      // So that limits count clients, and not the CDN.
      TRUSTED_PROXIES: [env['TRUSTED_PROXIES'], '127.0.0.1'].filter(Boolean).join(','),
      ...(cdn.canPurge && { CDN: 'varnish', CDN_PURGE_URLS: cdn.url, CDN_PURGE_TOKEN: purgeToken }),
    },
    example: await exampleFor(cdn.url),
    waitUntilReady: (readySignal) => cdn.waitUntilReady(readySignal),
    stop: () => cdn.stop(),
  };
};

await runUntilStopped(startFront);
