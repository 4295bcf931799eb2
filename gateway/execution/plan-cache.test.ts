import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { parse } from 'graphql';
import type { DocumentNode } from 'graphql';
import { describe, expect, it } from 'vitest';
import { planAhead } from './plan-ahead.ts';
import { createPlanCache } from './plan-cache.ts';
import { createTestGateway } from './test-gateway.ts';

const createGateway = (extra: string) => createTestGateway({ a: { sdl: `type Query { greeting: String ${extra} }` } });

const MB = 1_048_576;
setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** How much more memory is in use after one operation was compiled for many combinations of its conditions. */
function grownMb(maxBytes: number): number {
  const { schema, planner } = createGateway('');
  const names = Array.from({ length: 90 }, (_, index) => `c${index}`);
  const fields = names.map((name) => `${name}: greeting @include(if: $${name})`).join(' ');
  const document = parse(
    `query (${names.map((name) => `$${name}: Boolean!`).join(' ')}) { first: greeting ${fields} }`,
  );
  const cache = createPlanCache(maxBytes);
  const compiled = cache.compiledFor(schema, planner, document);
  compiled.variantFor({});
  collectGarbage();
  const before = process.memoryUsage().heapUsed;
  for (let index = 0; index < 400; index++) {
    const off = [index % names.length, Math.floor(index / names.length)];
    compiled.variantFor(Object.fromEntries(names.map((name, place) => [name, !off.includes(place)])));
  }
  collectGarbage();
  return (process.memoryUsage().heapUsed - before) / MB;
}

describe('compiled operations', () => {
  it('are found again whatever the white space', () => {
    const { schema, planner } = createGateway('');
    const cache = createPlanCache(100_000);
    const first = cache.compiledFor(schema, planner, parse('{ greeting }')).variantFor({});
    expect(cache.compiledFor(schema, planner, parse('{\n  greeting # again\n}')).variantFor({})).toBe(first);
  });

  it('of one schema stay when another is loaded', () => {
    const [old, next] = [createGateway(''), createGateway('farewell: String')];
    const cache = createPlanCache(100_000);
    const document = parse('{ greeting }');
    const first = cache.compiledFor(old.schema, old.planner, document).variantFor({});
    const second = cache.compiledFor(next.schema, next.planner, document).variantFor({});
    expect(second).not.toBe(first);
    expect(cache.compiledFor(old.schema, old.planner, document).variantFor({})).toBe(first);
  });

  it('make room for newer ones', () => {
    const { schema, planner } = createGateway('farewell: String');
    const cache = createPlanCache(25_000);
    const first = cache.compiledFor(schema, planner, parse('{ greeting }')).variantFor({});
    cache.compiledFor(schema, planner, parse('{ farewell }')).variantFor({});
    expect(cache.compiledFor(schema, planner, parse('{ greeting }')).variantFor({})).not.toBe(first);
  });

  it('of one text with many conditions take no more memory than all may', () => {
    expect(grownMb(4 * MB)).toBeLessThan(6);
    expect(grownMb(1_000 * MB)).toBeGreaterThan(12);
  });

  it('of one document are told apart by their names', () => {
    const { schema, planner } = createGateway('farewell: String');
    const cache = createPlanCache(100_000);
    const document = parse('query A { greeting } query B { farewell }');
    const planOf = (name: string) =>
      JSON.stringify(cache.compiledFor(schema, planner, document, name).variantFor({}).plan);
    expect(planOf('A')).not.toBe(planOf('B'));
    expect(planOf('A')).toContain('greeting');
  });

  it('are planned ahead at a bounded rate, until that is given up', async () => {
    const { schema, planner } = createGateway('');
    const cache = createPlanCache(100_000);
    const giveUp = new AbortController();
    const operations = ['{ a: greeting }', '{ b: greeting }'].map((text) => ({ document: parse(text) }));
    let planned = 0;
    const counting = {
      plan: (document: DocumentNode) => {
        planned++;
        return planner.plan(document);
      },
    };
    const pace = { operationsPerSecond: 0.01, signal: giveUp.signal };
    const planning = planAhead(cache, schema, counting, operations, pace);
    giveUp.abort();
    await expect(planning).rejects.toThrow('aborted');
    expect(planned).toBe(1);
  });

  it('are planned ahead, and those that cannot be are named', async () => {
    const { schema, planner } = createGateway('');
    const operations = ['{ greeting }', '{ unknown }'].map((text) => ({ document: parse(text) }));
    const { signal } = new AbortController();
    const failures = await planAhead(createPlanCache(100_000), schema, planner, operations, {
      operationsPerSecond: 1000,
      signal,
    });
    expect(failures.map(({ operation }) => operation)).toEqual([operations[1]]);
  });
});
