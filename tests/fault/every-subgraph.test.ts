import { performance } from 'node:perf_hooks';
import { setInterval } from 'node:timers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { compose, startTestGateway } from '../support/gateway.ts';
import type { Answer, TestGateway } from '../support/gateway.ts';
import { answerWell, startScriptedSubgraph } from '../support/scripted-subgraph.ts';
import type { ScriptedSubgraph } from '../support/scripted-subgraph.ts';
import { FAULTS, MEGABYTE, WRONG_ENTITY_COUNT } from '../support/subgraph-faults.ts';

const NAMES = ['user', 'registry', 'valuation', 'ai'] as const;
type Name = (typeof NAMES)[number];

const DEADLINE_MS = 1_000;
/** Far more than the 100 ms that an idle machine needs: tests share theirs. */
const LATE_MS = 1_500;
const MEMORY_LIMIT_BYTES = 50 * MEGABYTE;
/** So high that neither breaker nor budget has a say. */
const UNGUARDED = { breaker: { minimumRequests: 1_000_000 }, retry: { budgetFloor: 1_000_000, maxDelayMs: 1 } };

const QUERY = `{ ${NAMES.map((name) => `${name}Note`).join(' ')} item { ...Values } part { ...Values } }
  fragment Values on Item { id ${NAMES.map((name) => `${name}Value`).join(' ')} }`;

const subgraphs = {} as Record<Name, ScriptedSubgraph>;
let gateway: TestGateway;

/** Each has a root field and a field of the entity; two of them are where entities come from. */
function startSubgraph(name: Name): Promise<ScriptedSubgraph> {
  const entry = { user: 'item: Item', registry: 'part: Item', valuation: '', ai: '' }[name];
  const find = (id: string) => ({ id, [`${name}Value`]: `${name} of ${id}` });
  return startScriptedSubgraph(
    name,
    `type Query { ${name}Note: String ${entry} } type Item @key(fields: "id") { id: ID! ${name}Value: String }`,
    {
      Query: {
        [`${name}Note`]: () => `noted by ${name}`,
        ...(name === 'user' && { item: () => find('1') }),
        ...(name === 'registry' && { part: () => find('2') }),
      },
      Item: { __resolveReference: ({ id }: { id: string }) => find(id) },
    },
  );
}

beforeAll(async () => {
  for (const name of NAMES) subgraphs[name] = await startSubgraph(name);
  gateway = await startTestGateway(compose(Object.values(subgraphs)), {
    SUBGRAPH_POLICIES: JSON.stringify(Object.fromEntries(NAMES.map((name) => [name, UNGUARDED]))),
    OPERATION_TIMEOUT_MS: String(DEADLINE_MS),
    ANONYMOUS_RATE_LIMIT_PER_MINUTE: '1000000',
  });
  // Compiling and the first garbage are not what is measured.
  for (let i = 0; i < 50; i++) await gateway.ask(QUERY);
});
afterAll(async () => {
  await gateway.close();
  await Promise.all(Object.values(subgraphs).map((subgraph) => subgraph.close()));
});

interface Expected {
  readonly roots: boolean;
}

/** The answer when a subgraph fails at all that it is asked, or at entities only. */
function answerWithout(faulty: Name | undefined, { roots }: Expected = { roots: false }) {
  const entity = (id: string, source: Name) => {
    if (faulty === source && !roots) return null;
    const values = NAMES.map((name) => [
      `${name}Value`,
      faulty === name && faulty !== source ? null : `${name} of ${id}`,
    ]);
    return { id, ...(Object.fromEntries(values) as object) };
  };
  const notes = NAMES.map((name) => [`${name}Note`, faulty === name && !roots ? null : `noted by ${name}`]);
  return { ...(Object.fromEntries(notes) as object), item: entity('1', 'user'), part: entity('2', 'registry') };
}

/** Asks, and says how long it took and how far memory grew meanwhile. */
async function measure(): Promise<{ answer: Answer; tookMs: number; grownBytes: number }> {
  const before = process.memoryUsage();
  let grownBytes = 0;
  const sample = (): void => {
    const { rss, arrayBuffers } = process.memoryUsage();
    grownBytes = Math.max(grownBytes, rss - before.rss, arrayBuffers - before.arrayBuffers);
  };
  const timer = setInterval(sample, 2);
  const startMs = performance.now();
  const answer = await gateway.ask(QUERY);
  const tookMs = performance.now() - startMs;
  clearInterval(timer);
  sample();
  return { answer, tookMs, grownBytes };
}

describe.each(NAMES)('%s, when it fails, leaves what others answer intact, in time and in little memory:', (name) => {
  test.each([...FAULTS, WRONG_ENTITY_COUNT])('$name', async (fault) => {
    const { script, code } = fault;
    const subgraph = subgraphs[name];
    expect((await gateway.ask(QUERY)).body).toEqual({ data: answerWithout(undefined) });
    if (script) subgraph.follow(script);
    else await subgraph.refuse();
    const { answer, tookMs, grownBytes } = await measure();
    if (script) subgraph.follow(answerWell);
    else await subgraph.listen();

    expect(answer.status).toBe(200);
    expect(answer.body.data).toEqual(answerWithout(name, { roots: fault === WRONG_ENTITY_COUNT }));
    const codes = new Set(
      answer.body.errors?.map(({ extensions }) => `${String(extensions['code'])} of ${String(extensions['service'])}`),
    );
    expect([...codes]).toEqual([`${code} of ${name}`]);
    expect(tookMs).toBeLessThan(DEADLINE_MS + LATE_MS);
    expect(grownBytes).toBeLessThan(MEMORY_LIMIT_BYTES);
  });
});
