import { Kind, parse, visit } from 'graphql';
import { LRUCache } from 'lru-cache';
import type { DataObject } from './data.ts';
import { compileEntityFetch } from './entity-fetch.ts';
import type { ExecutionSchema } from './execution-schema.ts';
import type { Step } from './execution-state.ts';
import { mergeFetches } from './merge-parallel-fetches.ts';
import { compilePath, valueAtPath, visitBelow } from './paths.ts';
import type { EntityFetch } from './plan-types.ts';

interface ContextGroup {
  readonly objects: Set<DataObject>;
  /** By the plan's names. */
  readonly values: ReadonlyMap<string, unknown>;
}

/** Numbers of groups come in a few sizes; an operation with many is not to fill the memory. */
const MAX_COMPILED = 20;

/**
 * Fills in the arguments that a subgraph takes `@fromContext`: entities below objects with other values are asked for in
 * `_entities` fields of their own, all in one request. An entity is asked for once for each of the values it lies under.
 */
export function compileContextualFetch(node: EntityFetch, schema: ExecutionSchema): Step {
  const [target, ...others] = node.targets;
  const [planPath, ...otherPaths] = target?.paths ?? [];
  if (!target?.context || !planPath || others.length + otherPaths.length > 0)
    throw new Error('The planner asks for entities of several places with arguments from their contexts.');
  const path = compilePath(planPath);
  const context = target.context.map((one) => ({ ...one, path: compilePath(one.path) }));
  const required = nonNullVariables(node.operation);
  const compiled = new LRUCache<number, ReturnType<typeof compileGroups>>({ max: MAX_COMPILED });

  const compileGroups = (count: number) => {
    const repeated = count === 1 ? node : mergeFetches(node, Array<EntityFetch>(count).fill(node));
    return { repeated, run: compileEntityFetch(repeated, schema, true) };
  };

  return (state) => {
    const groups = new Map<string, ContextGroup>();
    visitBelow(state.data, path, schema, (object, above) => {
      const line = [...above, object];
      const values = new Map<string, unknown>(context.map(({ variable }) => [variable, null]));
      for (const one of context) {
        const value = valueAtPath(line.at(-1 - one.up), one.path, schema);
        if (value !== undefined) values.set(one.variable, values.get(one.variable) ?? value);
      }
      // A subgraph refuses the whole request for a null that must not be.
      if ([...values].some(([variable, value]) => value === null && required.has(variable))) return;
      const key = JSON.stringify([...values]);
      const group = groups.get(key) ?? { objects: new Set(), values };
      groups.set(key, group);
      group.objects.add(object);
    });
    if (groups.size === 0) return undefined;
    const fetch = compiled.get(groups.size) ?? compileGroups(groups.size);
    compiled.set(groups.size, fetch);
    const asked = [...groups.values()].map(({ objects, values }, position) => {
      const renamed = fetch.repeated.targets[position]?.context ?? [];
      const named = renamed.map(
        ({ variable }, index) => [variable, values.get(context[index]?.variable ?? '')] as const,
      );
      return { objects, variables: Object.fromEntries(named) };
    });
    return fetch.run(state, asked);
  };
}

function nonNullVariables(operation: string): Set<string> {
  const names = new Set<string>();
  visit(parse(operation, { noLocation: true }), {
    VariableDefinition: ({ variable, type }) => {
      if (type.kind === Kind.NON_NULL_TYPE) names.add(variable.name.value);
    },
  });
  return names;
}
