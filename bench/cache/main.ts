import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { findFreePorts } from '../../lib/cluster/free-port.ts';
import { compose, startTokenIssuer } from '../../tests/support/gateway.ts';
import { installPeers, ourGateway, shippedFlags, startContender } from '../gateway/contenders.ts';
import { describeMachine, GATEWAY_CORE, pinLoad } from '../gateway/cores.ts';
import { compareCachedGets } from './cached-get.ts';
import { MANIFEST, startCompanies } from './companies.ts';
import { countFills } from './hot-key.ts';
import { measureHitRate } from '../cdn.ts';
import { holdConnections } from './mixed-load.ts';
import { loseRedis } from './redis-outage.ts';
import { floodRegistrations } from './registrations.ts';

const { values: options } = parseArgs({ options: { quick: { type: 'boolean', default: false } } });
const schedule = options.quick
  ? { rounds: 7, getMs: 500, mixedMs: 4_000, outageMs: 2_000, registrations: 20_000 }
  : { rounds: 21, getMs: 700, mixedMs: 10_000, outageMs: 5_000, registrations: 100_000 };
const interrupted = new AbortController();
const { signal } = interrupted;
for (const name of ['SIGINT', 'SIGTERM'] as const)
  process.once(name, () => interrupted.abort(new Error(`ended by ${name}`)));

installPeers(path.join(import.meta.dirname, 'peers'), "Apollo's response cache (once)");
const directory = mkdtempSync(path.join(tmpdir(), 'bench-cache-'));
const supergraph = path.join(directory, 'supergraph.graphql');
const operations = path.join(directory, 'operations');
const pinned = pinLoad();
const core = pinned ? GATEWAY_CORE : undefined;
const subgraph = await startCompanies();
const issuer = await startTokenIssuer();
try {
  console.log(describeMachine(pinned));
  writeFileSync(supergraph, compose([subgraph]));
  mkdirSync(operations);
  writeFileSync(path.join(operations, 'web.json'), MANIFEST);
  const [metricsPort = 0] = await findFreePorts(1);
  const env = {
    RESPONSE_CACHE: 'on',
    ENTITY_CACHE: '*',
    OPERATIONS_DIRECTORY: operations,
    JWKS_URL: issuer.jwksUrl,
    // So that the load can come from many addresses.
    TRUSTED_PROXIES: '127.0.0.1',
  };
  const start = (own: Record<string, string>) =>
    startContender(ourGateway('ours', shippedFlags(), { ...env, ...own }), { supergraph, core, signal });
  const ours = await start({ METRICS_PORT: String(metricsPort) });
  try {
    const token = await issuer.issue({}, { expiresAt: new Date(Date.now() + 600_000) });
    const { rounds, getMs, mixedMs, registrations } = schedule;
    await compareCachedGets({ ours, token, subgraph, directory, core, rounds, measuredMs: getMs, signal });
    await countFills(ours.port, subgraph);
    await holdConnections(ours, mixedMs);
    await floodRegistrations(ours, registrations);
  } finally {
    await ours.stop();
  }
  await loseRedis((redisUrl) => start({ REDIS_URL: redisUrl }), schedule.outageMs);
  await measureHitRate();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  await subgraph.close();
  await issuer.close();
  rmSync(directory, { recursive: true });
}
