import { isDeepStrictEqual } from 'node:util';
import { Kind, print, visit } from 'graphql';
import type { DirectiveNode, DocumentNode } from 'graphql';
import { compileOperation } from '../../gateway/execution/compile-operation.ts';
import { isDataObject, readField, writeField } from '../../gateway/execution/data.ts';
import { executeIncrementally } from '../../gateway/execution/execute-incrementally.ts';
import { createExecutionSchema } from '../../gateway/execution/execution-schema.ts';
import type { Planner } from '../../gateway/execution/planner.ts';
import type { Mismatch } from './compare.ts';
import type { Federation } from './federation.ts';
import { createRandom } from './random.ts';
import { randomOperation } from './random-operation.ts';
import { createSubgraphFetch, runMonolith } from './runners.ts';
import { World } from './world.ts';

const DEFER: DirectiveNode = { kind: Kind.DIRECTIVE, name: { kind: Kind.NAME, value: 'defer' } };

/** The operation with most of its fragments deferred. */
function withDefers(document: DocumentNode, seed: number): DocumentNode {
  const random = createRandom(seed + 7);
  const defer = <Node extends { readonly directives?: readonly DirectiveNode[] | undefined }>(node: Node) =>
    random.chance(0.6) ? { ...node, directives: [...(node.directives ?? []), DEFER] } : undefined;
  return visit(document, { InlineFragment: defer, FragmentSpread: defer });
}

/** What a client makes of a value that it has and one that a part brings for the same place. */
function merge(present: unknown, brought: unknown): unknown {
  if (Array.isArray(present) && Array.isArray(brought))
    return present.map((item: unknown, index) => merge(item, brought[index]));
  if (!isDataObject(present) || !isDataObject(brought)) return brought === undefined ? present : brought;
  for (const [name, value] of Object.entries(brought))
    writeField(present, name, merge(readField(present, name), value));
  return present;
}

/** Runs random operations with `@defer`, and compares what their parts add up to with the monolith's answer without it. */
export async function compareDeferred(
  federation: Federation,
  createPlanner: (sdl: string) => Planner,
  firstSeed: number,
  count: number,
): Promise<Mismatch[]> {
  const schema = createExecutionSchema(federation.supergraphSdl);
  const planner = createPlanner(federation.supergraphSdl);
  const mismatches: Mismatch[] = [];
  for (let seed = firstSeed; seed < firstSeed + count; seed++) {
    const { document, operationName, variables } = randomOperation(schema.api, createRandom(seed));
    const options = { seed, nullRate: 0.15, errorRate: 0, wrongNullRate: 0 };
    const truth = await runMonolith(new World(federation, options), document, operationName, variables);
    // Such as a value that clients may not see: its error is told again by every part that has it.
    if (truth.errors) continue;
    const deferring = withDefers(document, seed);
    const log = { requests: 0, problems: [] as string[] };
    const input = {
      variables,
      fetch: createSubgraphFetch(new World(federation, options), log),
      signal: new AbortController().signal,
    };
    const compiled = compileOperation(schema, planner, deferring, operationName);
    const incremental = await executeIncrementally(compiled, input);
    if (!incremental) continue;
    const data = structuredClone(incremental.first.data);
    const problems = [...log.problems, ...incremental.first.errors.map(({ message }) => message)];
    for await (const { incremental: parts = [] } of incremental.later)
      for (const { path, data: brought, errors = [] } of parts) {
        const place = path.reduce<unknown>((value, key) => readField(value as never, String(key)), data);
        if (isDataObject(place)) merge(place, brought);
        else problems.push(`a part belongs nowhere: ${path.join('.')}`);
        problems.push(...errors.map(({ message }) => message));
      }
    const expected: unknown = JSON.parse(JSON.stringify(truth.data));
    if (isDeepStrictEqual(data, expected) && problems.length === 0) continue;
    const texts = { expected: JSON.stringify(expected), actual: JSON.stringify(data) };
    mismatches.push({ seed, operation: print(deferring), variables, ...texts, problems });
  }
  return mismatches;
}
