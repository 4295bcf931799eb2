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
    const log: SubgraphLog = { requests: 0, problems: [] };
    let actual: string;
    try {
      const compiled = compileOperation(schema, planner, document, operationName);
      const fetch = createSubgraphFetch(new World(federation, options), log);
      const { body } = await execute(compiled, { variables, fetch, signal: new AbortController().signal });
      actual = comparable(JSON.parse(body) as Answer, faults);
    } catch (error) {
      actual = `threw ${error instanceof Error ? error.stack : String(error)}`;
    }
    requests += log.requests;
    const expected = comparable(JSON.parse(JSON.stringify(truth)) as Answer, faults);
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
 * Data as text, so that the order of keys counts, and the paths of errors. Where nulls of non-null fields move up, graphql-js
 * stops at the first error of an object and a subgraph at its own first, so only whether there are errors is compared.
 */
function comparable({ data, errors = [] }: Answer, faults: Faults): string {
  const paths = errors.map((error) => (error.path ?? ['nowhere', error.message]).join('.')).sort();
  const told = faults.errorRate + faults.wrongNullRate > 0 ? String(paths.length > 0) : paths.join('\n');
  return `${JSON.stringify(data)}\n${told}`;
}
