import { setTimeout as sleep } from 'node:timers/promises';
import type { PostgresCluster } from '../../lib/cluster/postgres-cluster.ts';
import { createDatabase } from '../../lib/db.ts';
import { withAdministrator } from '../../lib/db-admin.ts';
import { createDatabaseSession } from '../../lib/db-session.ts';
import { createLogger } from '../../lib/log.ts';
import { migrateDatabase } from '../../scripts/migrate.ts';
import type { ValuationSchema } from '../../subgraphs/valuation/data/tables.ts';
import { findValuationsOfOwner } from '../../subgraphs/valuation/data/valuation.ts';
import { findVersions } from '../../subgraphs/valuation/data/valuation-version.ts';

const PAGE = 50;
const OWNERS = 2_000;
/** Pages a second that are asked for, until one is held. */
const RATES = [500, 400, 300, 200, 100, 50];
const LIMIT_MS = 50;
const WARM_UP_MS = 1_500;
const RUN_MS = 3_000;
const PASSWORD = 'bench';

const DRAFT = {
  companyName: 'Bakkerij Test',
  countryCode: 'BE',
  industry: 'RETAIL',
  years: [2023, 2024, 2025].map((year) => ({
    year,
    revenue: 1_080_000,
    ebitda: 170_000,
    depreciation: 40_000,
    capex: 40_000,
    workingCapital: 63_000,
  })),
  employees: 10,
  owners: 2,
};
const ownerId = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
const FILL = `
  insert into app_valuation.valuations (owner_id, draft, last_version_number, updated_at)
    select ('00000000-0000-4000-8000-' || lpad((n % ${OWNERS})::text, 12, '0'))::uuid, '${JSON.stringify(DRAFT)}', 1,
           now() - n * interval '1 minute'
      from generate_series(1, ${OWNERS * PAGE}) n;
  insert into app_valuation.valuation_versions
         (valuation_id, number, as_of, equity_low, equity_mid, equity_high, confidence_score)
    select id, 1, now(), 1, 2, 3, 50 from app_valuation.valuations;
  analyze app_valuation.valuations, app_valuation.valuation_versions`;

const percentile = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;

/** Asks for pages at a steady rate, however long each takes. Resolves with their latencies since they were due, in ms. */
async function latenciesAt(rate: number, durationMs: number, readPage: () => Promise<unknown>): Promise<number[]> {
  const latenciesMs: number[] = [];
  const underWay: Promise<unknown>[] = [];
  const startedAtMs = performance.now();
  const total = Math.round((rate * durationMs) / 1_000);
  while (underWay.length < total) {
    const due = Math.min(total, Math.floor(((performance.now() - startedAtMs) * rate) / 1_000));
    for (let i = underWay.length; i < due; i++) {
      const dueAtMs = startedAtMs + (i * 1_000) / rate;
      underWay.push(readPage().then(() => latenciesMs.push(performance.now() - dueAtMs)));
    }
    await sleep(1);
  }
  await Promise.all(underWay);
  return latenciesMs.sort((a, b) => a - b);
}

/** Prints the rate at which the valuation subgraph's repository reads pages of 50 valuations with a p99 below 50 ms. */
export async function benchValuationPage({ primary, replicas }: PostgresCluster): Promise<void> {
  const urlAs = (role: string): string => primary.url(role, PASSWORD);
  await migrateDatabase({
    ADMIN_DATABASE_URL: primary.url(),
    USER_DATABASE_URL: urlAs('app_user'),
    REGISTRY_DATABASE_URL: urlAs('app_registry'),
    VALUATION_DATABASE_URL: urlAs('app_valuation'),
    AI_DATABASE_URL: urlAs('app_ai'),
  });
  await withAdministrator(primary.url(), (client) => client.query(FILL));
  const logger = createLogger('bench', 'silent');
  const database = createDatabase<ValuationSchema>({
    primaryUrl: urlAs('app_valuation'),
    replicaUrls: replicas.map((node) => node.url('app_valuation', PASSWORD)),
    poolSize: 10,
    acquireTimeoutMs: 10_000,
    applicationName: 'bench',
    logger,
  });
  /** As a request does it: a session, the valuations of the account, then the last version of each. */
  const readPage = async (): Promise<void> => {
    const owner = ownerId(Math.floor(Math.random() * OWNERS));
    const { read } = database.forSession(createDatabaseSession({ logger }), `user:${owner}`);
    const valuations = await findValuationsOfOwner(read, owner, { after: undefined, limit: PAGE + 1 });
    const versions = await findVersions(
      read,
      valuations.map(({ id, lastVersionNumber }) => ({ valuationId: id, number: lastVersionNumber })),
    );
    if (versions.length !== PAGE) throw new Error(`A page has ${versions.length} valuations, not ${PAGE}.`);
  };

  try {
    const deadlineMs = performance.now() + 30_000;
    while (
      !(await readPage().then(
        () => true,
        () => false,
      ))
    )
      if (performance.now() > deadlineMs) throw new Error('The replicas do not have the valuations after 30 s.');
    console.log(`\npages of ${PAGE} valuations with their versions, of ${OWNERS * PAGE}, two statements each`);
    await latenciesAt(100, WARM_UP_MS, readPage);
    for (const rate of RATES) {
      const latenciesMs = await latenciesAt(rate, RUN_MS, readPage);
      const p99 = percentile(latenciesMs, 0.99);
      const isHeld = p99 < LIMIT_MS;
      console.log(
        `${String(rate).padStart(4)} pages/s  p50 ${percentile(latenciesMs, 0.5).toFixed(1)} ms  ` +
          `p99 ${p99.toFixed(1)} ms  ${isHeld ? 'held' : `over ${LIMIT_MS} ms`}`,
      );
      if (isHeld) break;
    }
  } finally {
    await database.close();
  }
}
