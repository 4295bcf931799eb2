import { afterAll, beforeAll, expect, it } from 'vitest';
import { compose, startTestGateway, startTestSubgraph } from '../../support/gateway.ts';
import type { TestGateway, TestSubgraph } from '../../support/gateway.ts';

let subgraph: TestSubgraph;
let gateway: TestGateway;

beforeAll(async () => {
  subgraph = await startTestSubgraph('hello', 'type Query { hello: String! ill: String }', {
    Query: {
      hello: () => 'world',
      ill: () => {
        throw new Error('ill');
      },
    },
  });
  gateway = await startTestGateway(compose([subgraph]));
});

afterAll(async () => {
  await gateway.close();
  await subgraph.close();
});

it('counts and times operations by their outcome', async () => {
  for (const query of ['{ hello }', '{ hello }', '{ ill }', '{ nothing }']) await gateway.ask(query);
  const page = await gateway.metrics();
  const counted = page.split('\n').filter((line) => line.startsWith('gateway_operation_duration_seconds_count'));
  const series = (outcome: string) =>
    `gateway_operation_duration_seconds_count{client="other",operation="unregistered",outcome="${outcome}"}`;
  expect(counted).toEqual([`${series('ok')} 2`, `${series('partial')} 1`, `${series('refused')} 1`]);
});
