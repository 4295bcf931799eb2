import { execFile } from 'node:child_process';
import { chmod, cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { findOnPath } from '../../lib/cluster/find-on-path.ts';
import { findFreePorts } from '../../lib/cluster/free-port.ts';
import { startVarnish } from '../../scripts/platform/cdn-process.ts';
import type { CdnProcess } from '../../scripts/platform/cdn-process.ts';

export const PURGE_TOKEN = 'tests-purge-token-0123456789abcdef';
const RULES = path.join(import.meta.dirname, '../../deploy/cdn/varnish');

/** Whether a server is on the PATH; says so loudly when it is not. */
export async function isInstalled(server: string): Promise<boolean> {
  if ((await findOnPath(server)) !== undefined) return true;
  console.warn(`SKIPPED: the tests that need ${server}, which is not on the PATH.`);
  return false;
}

export interface TestVarnish extends CdnProcess {
  /** How many requests it has sent to the gateway. */
  backendRequests(): Promise<number>;
}

/** The real Varnish before a gateway, with the rules of `deploy/cdn/varnish` or with changed ones. */
export async function startTestVarnish(
  gatewayUrl: string,
  { port, change = (rules: string) => rules }: { port?: number; change?: (rules: string) => string } = {},
): Promise<TestVarnish> {
  const directory = await mkdtemp(path.join(tmpdir(), 'varnish-'));
  await chmod(directory, 0o711);
  const rulesDirectory = path.join(directory, 'rules');
  await cp(RULES, rulesDirectory, { recursive: true });
  const file = path.join(rulesDirectory, 'gateway.vcl');
  await writeFile(file, change(await readFile(file, 'utf8')));
  const [freePort = 0] = await findFreePorts(1);
  const gatewayPort = Number(new URL(gatewayUrl).port);
  const options = { directory, port: port ?? freePort, gatewayPort, purgeToken: PURGE_TOKEN, rulesDirectory };
  const varnish = await startVarnish(options);
  if (!varnish) throw new Error('varnishd is not on the PATH');
  return {
    ...varnish,
    async backendRequests() {
      const args = ['-n', path.join(directory, 'varnish'), '-1', '-f', 'MAIN.backend_req'];
      const { stdout } = await promisify(execFile)('varnishstat', args);
      return Number(/backend_req\s+(\d+)/.exec(stdout)?.[1]);
    },
    async stop() {
      await varnish.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** Rules with their protection off: everything is held, whoever asked for it and whatever the gateway says of it. */
export function holdingEverything(rules: string): string {
  const changed = rules
    .replace('"held only"', '"held or filled"')
    .replace(/ {2}if \(!bereq\.uncacheable\) \{[^}]*\}\n/, '')
    .replace(
      / {2}if \(beresp\.status != 200 \|\|(?:.|\n)*?return \(pass\(10s\)\);\n {2}\}\n/,
      '  set beresp.ttl = 60s;\n  return (deliver);\n',
    );
  if (/bereq\.uncacheable\) \{\s*unset|return \(pass\(10s\)\)/.test(changed)) throw new Error('the rules have changed');
  return changed;
}
