import { readdirSync } from 'node:fs';
import { parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { createApolloPlanner } from '../../gateway/execution/apollo-planner.ts';
import { compileOperation } from '../../gateway/execution/compile-operation.ts';
import { createExecutionSchema } from '../../gateway/execution/execution-schema.ts';
import { createNativePlanner } from '../../gateway/execution/native-planner.ts';
import { createCheckedPlanner } from '../../gateway/execution/planner.ts';
import { compareDeferred } from './compare-deferred.ts';
import { compare } from './compare.ts';
import type { Faults } from './compare.ts';
import { loadFederation, PLATFORM, randomFederations } from './federation.ts';
import type { Federation } from './federation.ts';

const seed = Number(process.env['DIFFERENTIAL_SEED'] ?? 1);
const operations = Number(process.env['DIFFERENTIAL_OPERATIONS'] ?? 150);

const madeUp = readdirSync(new URL('supergraphs/', import.meta.url)).map((file) => file.replace('.graphql', ''));
const names = [PLATFORM, ...madeUp];

const createPlanner = (sdl: string) =>
  createCheckedPlanner(createExecutionSchema(sdl), [
    (text) => createNativePlanner(text, { labels: new Set(), percentage: 100 }),
    (text) => createApolloPlanner(text, { labels: new Set(), percentage: 100 }),
  ]);

async function differences(federation: Federation, count: number, faults: Faults) {
  const { mismatches } = await compare(federation, createPlanner, seed, count, faults);
  return mismatches.slice(0, 3);
}

describe(`random operations from seed ${seed} are answered as one schema would answer them`, () => {
  it.each(names)('%s', async (name) => {
    expect(await differences(loadFederation(name), operations, { errorRate: 0, wrongNullRate: 0 })).toEqual([]);
  });
});

describe(`random operations on random supergraphs from seed ${seed} are answered as one schema would answer them`, () => {
  it.each(randomFederations(seed, operations / 10))('$name', async (federation) => {
    expect(await differences(federation, operations / 3, { errorRate: 0, wrongNullRate: 0 })).toEqual([]);
  });
});

describe(`random operations from seed ${seed} with fields that throw have their errors in the same places`, () => {
  it.each(names)('%s', async (name) => {
    expect(await differences(loadFederation(name), operations / 2, { errorRate: 0.05, wrongNullRate: 0 })).toEqual([]);
  });
});

describe(`random operations from seed ${seed} with nulls that must not be move them up alike`, () => {
  it.each(names)('%s', async (name) => {
    expect(await differences(loadFederation(name), operations / 2, { errorRate: 0.03, wrongNullRate: 0.05 })).toEqual(
      [],
    );
  });
});

describe(`random operations from seed ${seed} with @defer come in parts that add up to the answer`, () => {
  it.each(names)('%s', async (name) => {
    const mismatches = await compareDeferred(loadFederation(name), createPlanner, seed, operations / 5);
    expect(mismatches.slice(0, 3)).toEqual([]);
  });
});

it('an operation that has thousands of plans is planned without holding the process for seconds', () => {
  const schema = createExecutionSchema(loadFederation('interface-object-indirect').supergraphSdl);
  // Apollo's planner weighs 8,192 plans of it when it may, which takes 10 s.
  const document = parse(`{ accounts { owner { name peers {
    ... on User {
      peers {
        account { items { id } owner { name } }
        ... on User { username x: username name id }
        ... on Robot { name id }
        username }
      account { id } age badge id name }
    ... on Robot { username } } } } }`);
  const before = process.cpuUsage();
  compileOperation(schema, createPlanner(schema.supergraphSdl), document).variantFor({});
  expect(process.cpuUsage(before).user / 1_000).toBeLessThan(3_000);
});
