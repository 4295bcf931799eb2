import { parse } from 'graphql';
import type { DocumentNode } from 'graphql';
import { describe, expect, it } from 'vitest';
import { planAhead } from './plan-ahead.ts';
import { createPlanCache } from './plan-cache.ts';
import { createTestGateway } from './test-gateway.ts';

const createGateway = (extra: string) => createTestGateway({ a: { sdl: `type Query { greeting: String ${extra} }` } });

describe('compiled operations', () => {
  it('are found again whatever the white space', () => {
    const { schema, planner } = createGateway('');
    const cache = createPlanCache(10);
    const first = cache.compiledFor(schema, planner, parse('{ greeting }'));
    expect(cache.compiledFor(schema, planner, parse('{\n  greeting # again\n}'))).toBe(first);
  });

  it('of one schema stay when another is loaded', () => {
    const [old, next] = [createGateway(''), createGateway('farewell: String')];
    const cache = createPlanCache(10);
    const first = cache.compiledFor(old.schema, old.planner, parse('{ greeting }'));
    const second = cache.compiledFor(next.schema, next.planner, parse('{ greeting }'));
    expect(second).not.toBe(first);
    expect(cache.compiledFor(old.schema, old.planner, parse('{ greeting }'))).toBe(first);
  });

  it('make room for newer ones', () => {
    const { schema, planner } = createGateway('farewell: String');
    const cache = createPlanCache(1);
    const first = cache.compiledFor(schema, planner, parse('{ greeting }'));
    cache.compiledFor(schema, planner, parse('{ farewell }'));
    expect(cache.compiledFor(schema, planner, parse('{ greeting }'))).not.toBe(first);
  });

  it('are planned ahead at a bounded rate, until that is given up', async () => {
    const { schema, planner } = createGateway('');
    const cache = createPlanCache(10);
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
    const failures = await planAhead(createPlanCache(10), schema, planner, operations, {
      operationsPerSecond: 1000,
      signal,
    });
    expect(failures.map(({ operation }) => operation)).toEqual([operations[1]]);
  });
});
