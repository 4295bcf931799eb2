import { compileContextualFetch } from './contextual-fetch.ts';
import { compileEntityFetch } from './entity-fetch.ts';
import { copyData } from './data.ts';
import type { ExecutionSchema } from './execution-schema.ts';
import type { ExecutionState, Step } from './execution-state.ts';
import { mergeInto } from './merge.ts';
import { mergeParallelFetches, takesContext } from './merge-parallel-fetches.ts';
import { costOf } from './plan-cost.ts';
import { fetchesOf } from './plan-types.ts';
import type { PlanNode } from './plan-types.ts';
import { compileRootFetch } from './root-fetch.ts';

/** Turns a plan into functions, once for all its executions. */
export function compilePlan(node: PlanNode, schema: ExecutionSchema): Step {
  return compileNode(
    node,
    schema,
    fetchesOf(node).some((fetch) => fetch.kind === 'EntityFetch' && takesContext(fetch)),
  );
}

function compileNode(node: PlanNode, schema: ExecutionSchema, keepsApart: boolean, laterRounds = 0): Step {
  const compile = (child: PlanNode): Step => compileNode(child, schema, keepsApart, laterRounds);
  switch (node.kind) {
    case 'RootFetch':
      return compileRootFetch({ ...node, laterRounds }, schema);
    case 'EntityFetch': {
      const fetch = { ...node, laterRounds };
      return takesContext(node) ? compileContextualFetch(fetch, schema) : compileEntityFetch(fetch, schema, keepsApart);
    }
    case 'Sequence': {
      const roundsAfter = (index: number): number =>
        laterRounds + costOf({ node: { ...node, nodes: node.nodes.slice(index + 1) } }).rounds;
      return sequence(node.nodes.map((child, index) => compileNode(child, schema, keepsApart, roundsAfter(index))));
    }
    case 'Parallel':
      return parallel(mergeParallelFetches(node.nodes).map(compile));
    case 'Separate':
      return separate(node.nodes.map(compile), schema);
  }
}

function sequence(steps: readonly Step[]): Step {
  const runFrom = (start: number, state: ExecutionState): Promise<void> | undefined => {
    for (let index = start; index < steps.length; index++) {
      const pending = steps[index]?.(state);
      if (pending) return pending.then(() => runFrom(index + 1, state));
    }
    return undefined;
  };
  return (state) => runFrom(0, state);
}

function parallel(steps: readonly Step[]): Step {
  return (state) => {
    const pending: Promise<void>[] = [];
    for (const step of steps) {
      const promise = step(state);
      if (promise) pending.push(promise);
    }
    if (pending.length <= 1) return pending[0];
    return Promise.all(pending).then(() => undefined);
  };
}

function separate(steps: readonly Step[], schema: ExecutionSchema): Step {
  return async (state) => {
    const runs = steps.map(async (step) => {
      const own: ExecutionState = { ...state, data: copyData(state.data) };
      await step(own);
      return own.data;
    });
    for (const data of await Promise.all(runs)) mergeInto(state.data, data, schema);
  };
}
