import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { withAdministrator } from '../../../lib/db-admin.ts';
import { user } from '../../support/signed-client.ts';
import { DRAFT_FIELDS, FULL_DRAFT } from './example-drafts.ts';
import { startValuationSubgraph } from './valuation-subgraph.ts';
import type { ValuationSubgraph } from './valuation-subgraph.ts';

let subgraph: ValuationSubgraph;
beforeAll(async () => {
  subgraph = await startValuationSubgraph();
});
afterAll(() => subgraph.close());

const statusOf = async (path: string) => (await fetch(`${subgraph.url}${path}`)).status;
const READ = `query ($id: ID!) { valuation(id: $id) { revision latestVersion { number } draft ${DRAFT_FIELDS} } }`;

test('a database that goes away is UPSTREAM_UNAVAILABLE until it is back, and nothing saved is lost', async () => {
  const ann = user(randomUUID());
  const { id } = await subgraph.save(ann, { draft: FULL_DRAFT });
  await subgraph.calculate(ann, id);
  expect(await statusOf('/health/ready')).toBe(200);

  await subgraph.proxy.cut();
  for (const { errors } of [
    await subgraph.ask(ann, READ, { id }),
    await subgraph.trySave(ann, { id, draft: {} }),
    await subgraph.tryCalculate(ann, { valuationId: id }),
  ])
    expect(errors?.[0]).toMatchObject({
      message: 'The database is unavailable: try again shortly.',
      extensions: { code: 'UPSTREAM_UNAVAILABLE', retryable: true, service: 'valuation' },
    });
  expect(await statusOf('/health/ready')).toBe(503);
  expect(await statusOf('/health/live')).toBe(200);

  await subgraph.proxy.restore();
  expect((await subgraph.ask(ann, READ, { id })).data).toEqual({
    valuation: { revision: 1, latestVersion: { number: 1 }, draft: FULL_DRAFT },
  });
  expect(await subgraph.calculate(ann, id)).toBe(2);
  expect(await statusOf('/health/ready')).toBe(200);
});

test('a connection that is lost while a calculation is being stored leaves no half of it', async () => {
  const ann = user(randomUUID());
  const { id } = await subgraph.save(ann, { draft: FULL_DRAFT });
  await withAdministrator(subgraph.database.adminUrl, async (client) => {
    await client.query('begin; lock table app_valuation.valuation_results');
    const calculating = subgraph.tryCalculate(ann, { valuationId: id });
    await expect.poll(subgraph.isSomebodyWaiting).toBe(true);
    await subgraph.proxy.cut();
    expect((await calculating).errors?.[0]?.extensions['code']).toBe('UPSTREAM_UNAVAILABLE');
    await client.query('rollback');
  });
  await subgraph.proxy.restore();
  expect((await subgraph.ask(ann, READ, { id })).data).toMatchObject({
    valuation: { revision: 1, latestVersion: null },
  });
  expect(await subgraph.calculate(ann, id)).toBe(1);
});

test('a valuation that somebody else keeps locked is UPSTREAM_TIMEOUT, and can be saved afterwards', async () => {
  const ann = user(randomUUID());
  const { id } = await subgraph.save(ann, { draft: FULL_DRAFT });
  await withAdministrator(subgraph.database.adminUrl, async (client) => {
    await client.query('begin');
    await client.query('select 1 from app_valuation.valuations where id = $1 for update', [id]);
    const { errors } = await subgraph.trySave(ann, { id, draft: {} });
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'UPSTREAM_TIMEOUT', retryable: true });
    await client.query('rollback');
  });
  expect(await subgraph.save(ann, { id, draft: {} })).toMatchObject({ revision: 2 });
});

test('a request that the gateway did not sign is 401', async () => {
  const response = await fetch(`${subgraph.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: '{ __typename }' }),
  });
  expect(response.status).toBe(401);
  expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
});
