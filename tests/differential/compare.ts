import type { SubgraphLog } from './runners.ts';
import { createSubgraphFetch, runMonolith } from './runners.ts';
import { compileOperation } from '../../gateway/execution/compile-operation.ts';
import { execute } from '../../gateway/execution/execute.ts';
import { createExecutionSchema } from '../../gateway/execution/execution-schema.ts';
import type { Planner } from '../../gateway/execution/planner.ts';
import type { Federation } from './federation.ts';
import { createRandom } from './random.ts';
import { randomOperation } from './random-operation.ts';
import { World } from './world.ts';

export interface Faults {
  readonly errorRate: number;
  readonly wrongNullRate: number;
}

export interface Mismatch {
  readonly seed: number;
  readonly operation: string;
  readonly variables: Record<string, unknown>;
  readonly expected: string;
  readonly actual: string;
  readonly problems: readonly string[];
}

export interface Comparison {
  readonly operations: number;
  readonly requests: number;
  readonly mismatches: Mismatch[];
}

/** Runs random operations on the engine and on the monolith. The seed of an operation is `firstSeed` plus its number. */
export async function compare(
  federation: Federation,
  createPlanner: (sdl: string) => Planner,
  firstSeed: number,
  count: number,
  faults: Faults,
): Promise<Comparison> {
  const schema = createExecutionSchema(federation.supergraphSdl);
  const planner = createPlanner(federation.supergraphSdl);
  const mismatches: Mismatch[] = [];
  let requests = 0;
  for (let seed = firstSeed; seed < firstSeed + count; seed++) {
    const { document, operationName, variables, text } = randomOperation(schema.api, createRandom(seed));
    const options = { seed, nullRate: seed % 3 === 0 ? 0 : 0.15, ...faults };
    const truth = await runMonolith(new World(federation, options), document, operationName, variables);
    const expectedAnswer = JSON.parse(JSON.stringify(truth)) as Answer;
    const isExact = staysInPlace(expectedAnswer);
    const log: SubgraphLog = { requests: 0, problems: [] };
    let actual: string;
    try {
      const compiled = compileOperation(schema, planner, document, operationName);
      const fetch = createSubgraphFetch(new World(federation, options), log);
      const { body } = await execute(compiled, { variables, fetch, signal: new AbortController().signal });
      actual = comparable(JSON.parse(body) as Answer, isExact);
    } catch (error) {
      actual = `threw ${error instanceof Error ? error.stack : String(error)}`;
    }
    requests += log.requests;
    const expected = comparable(expectedAnswer, isExact);
    if (actual !== expected || log.problems.length > 0)
      mismatches.push({ seed, operation: text, variables, expected, actual, problems: log.problems });
  }
  return { operations: count, requests, mismatches };
}

interface Answer {
  readonly data?: unknown;
  readonly errors?: readonly { readonly message: string; readonly path?: readonly (string | number)[] }[];
}

/**
 * Data as text, so that the order of keys counts, and the paths of errors. Where a null of a non-null field moves up, an
 * object stops at its first error, which is another one in a subgraph; then only whether there are errors is compared.
 */
function comparable({ data, errors = [] }: Answer, isExact: boolean): string {
  const paths = errors.map((error) => (error.path ?? ['nowhere', error.message]).join('.')).sort();
  return `${JSON.stringify(data)}\n${isExact ? paths.join('\n') : String(paths.length > 0)}`;
}

/** Whether each error left a null at its own place, and nowhere above. */
function staysInPlace({ data, errors = [] }: Answer): boolean {
  return errors.every(({ path = [] }) => {
    let value: unknown = data;
    for (const key of path) {
      if (typeof value !== 'object' || value === null) return false;
      value = (value as Record<string | number, unknown>)[key];
    }
    return value === null;
  });
}
