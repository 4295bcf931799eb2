import { parse } from 'graphql';
import type { DataObject } from './data.ts';
import { copyData, isDataObject } from './data.ts';
import type { ExecutionSchema } from './execution-schema.ts';
import type { ExecutionState, Step } from './execution-state.ts';
import { ownError, pickVariables, send } from './fetch-request.ts';
import { selectedPaths } from './selected-paths.ts';
import { mergeInto } from './merge.ts';
import { compilePath, locate, visitPath } from './paths.ts';
import type { RootFetch } from './plan-types.ts';
import { compileRewrites } from './rewrites.ts';
import type { SubgraphAnswer } from './subgraph-fetch.ts';

/** Asks for root fields and merges them into the answer, or into every object at the fetch's path. */
export function compileRootFetch(node: RootFetch, schema: ExecutionSchema): Step {
  const path = compilePath(node.path);
  const receive = compileRootAnswer(node, schema);
  return (state) => {
    const targets: DataObject[] = [];
    visitPath(state.data, path, schema, (object) => targets.push(object));
    if (targets.length === 0) return undefined;
    return send(node, pickVariables(node, state), state).then((answer) => receive(answer, targets, state));
  };
}

/** How an answer to root fields gets into `targets`; events of a subscription come this way too. */
export function compileRootAnswer(node: RootFetch, schema: ExecutionSchema) {
  const path = compilePath(node.path);
  const prefix = path.filter((segment) => typeof segment === 'string');
  const rewrite = compileRewrites(node.outputRewrites, schema);
  let fields: Set<string> | undefined;

  return (answer: SubgraphAnswer, targets: readonly DataObject[], state: ExecutionState): void => {
    const { isShared } = answer;
    const found = isDataObject(answer.data) ? answer.data : undefined;
    const data = found && isShared ? copyData(found) : found;
    for (const error of answer.errors ?? []) {
      if (!error.path) {
        state.failures.push({
          error: ownError(error, node.serviceName),
          covers: (dataPath) =>
            prefix.every((name, index) => dataPath[index] === name) &&
            (fields ??= selectedPaths(parse(node.operation))).has(dataPath.slice(prefix.length).join('.')),
        });
        continue;
      }
      for (const place of locate(state.data, path, schema, new Set(targets)))
        state.errors.push(ownError(error, node.serviceName, [...place, ...error.path]));
    }
    if (!data) return;
    rewrite?.(data);
    for (const [index, target] of targets.entries()) mergeInto(target, index === 0 ? data : copyData(data), schema);
  };
}
