import pg from 'pg';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { calculate, DRAFT, saveDraft, startGuest, writeNarrative } from '../support/account.ts';
import type { Account } from '../support/account.ts';

const PAGE = 50;
const READ_PAGE = `{
  me {
    id
    valuations(first: ${PAGE}) {
      nodes {
        id
        company { name legalForm { label } registeredOffice { municipality } activities { nace { code label } } businessType { name } }
        latestVersion { number equityValue { mid } narrative { text } }
      }
    }
  }
}`;

const nodes = inject('databaseNodeUrls').map((url) => new pg.Pool({ connectionString: url, max: 1 }));
let guest: Account;

/** Statements that subgraphs have sent to any node so far, by role and text. */
async function statementsSoFar(): Promise<Map<string, number>> {
  const totals = new Map<string, number>();
  for (const node of nodes) {
    const { rows } = await node.query<{ role: string; query: string; calls: number }>(
      `select userid::regrole::text as role, query, sum(calls)::int as calls
         from pg_stat_statements where userid::regrole::text like 'app%' group by 1, 2`,
    );
    for (const { role, query, calls } of rows) {
      const key = `${role}: ${query}`;
      totals.set(key, (totals.get(key) ?? 0) + calls);
    }
  }
  return totals;
}

beforeAll(async () => {
  await nodes[0]?.query('create extension if not exists pg_stat_statements');
  guest = await startGuest(inject('gatewayUrl'));
  const companyIds: string[] = [];
  for (const text of ['bakker', 'bouw', 'hotel', 'tech', 'garage']) {
    const { data } = await guest.ask(
      'query ($text: String!) { searchCompanies(text: $text, first: 20) { nodes { id } } }',
      {
        text,
      },
    );
    companyIds.push(
      ...(data as { searchCompanies: { nodes: { id: string }[] } }).searchCompanies.nodes.map(({ id }) => id),
    );
  }
  const saveAndCalculate = async (i: number): Promise<void> => {
    const id = await saveDraft(guest, { ...DRAFT, companyId: companyIds[i % companyIds.length] });
    await calculate(guest, id);
    if (i % 5 === 0) await writeNarrative(guest, id);
  };
  for (let i = 0; i < PAGE; i += 5) await Promise.all(Array.from({ length: 5 }, (_, j) => saveAndCalculate(i + j)));
}, 120_000);

afterAll(async () => {
  for (const node of nodes) await node.end();
});

test('a page of 50 valuations with companies and narratives is at most one statement a table in each subgraph', async () => {
  const read = async (page: string): Promise<number> => {
    const { data, errors } = await guest.ask(page);
    expect(errors).toBeUndefined();
    return (data as { me: { valuations: { nodes: unknown[] } } }).me.valuations.nodes.length;
  };
  await read(READ_PAGE);
  const before = await statementsSoFar();
  // What the gateway keeps of companies lacks one of these fields, so they are asked for again.
  expect(await read(READ_PAGE.replace('company {', 'company { foundedOn'))).toBe(PAGE);
  const after = await statementsSoFar();

  // The user subgraph looks into its outbox every second and each looks at the nodes, whoever asks for what.
  const sent = [...after]
    .filter(([key]) => !/guest_migrations|pg_is_in_recovery/.test(key))
    .map(([key, calls]) => ({ key, calls: calls - (before.get(key) ?? 0) }))
    .filter(({ calls }) => calls > 0);
  const perTable = new Map<string, number>();
  for (const { key, calls } of sent)
    for (const table of new Set([...key.matchAll(/\b(?:from|join) "?(\w+)"?/g)].map(([, name = '']) => name))) {
      const name = `${key.split(':')[0]}.${table}`;
      perTable.set(name, (perTable.get(name) ?? 0) + calls);
    }

  expect([...perTable.keys()]).toEqual(
    expect.arrayContaining([
      'app_valuation.valuations',
      'app_valuation.valuation_versions',
      'app_registry.companies',
      'app_ai.narratives',
    ]),
  );
  expect([...perTable].filter(([, calls]) => calls > 1)).toEqual([]);
});
