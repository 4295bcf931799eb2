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
import { holdConnections } from './mixed-load.ts';

const { values: options } = parseArgs({ options: { quick: { type: 'boolean', default: false } } });
const schedule = options.quick
  ? { rounds: 7, getMs: 500, mixedMs: 4_000 }
  : { rounds: 21, getMs: 700, mixedMs: 10_000 };
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
  const contender = ourGateway('ours', shippedFlags(), {
    RESPONSE_CACHE: 'on',
    ENTITY_CACHE: '*',
    OPERATIONS_DIRECTORY: operations,
    JWKS_URL: issuer.jwksUrl,
    METRICS_PORT: String(metricsPort),
  });
  const ours = await startContender(contender, { supergraph, core, signal });
  try {
    const token = await issuer.issue({}, { expiresAt: new Date(Date.now() + 600_000) });
    const { rounds, getMs, mixedMs } = schedule;
    await compareCachedGets({ ours, token, subgraph, directory, core, rounds, measuredMs: getMs, signal });
    await countFills(ours.port, subgraph);
    await holdConnections(ours, mixedMs);
  } finally {
    await ours.stop();
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  await subgraph.close();
  await issuer.close();
  rmSync(directory, { recursive: true });
}
