import { parse } from 'graphql';
import { copyData, isDataObject } from './data.ts';
import type { DataObject } from './data.ts';
import { collectEntities } from './entity-batch.ts';
import type { EntityBatch } from './entity-batch.ts';
import type { ExecutionSchema } from './execution-schema.ts';
import type { ExecutionState, Step } from './execution-state.ts';
import { incomplete, ownError, pickVariables, send } from './fetch-request.ts';
import { selectedPaths } from './selected-paths.ts';
import { mergeInto } from './merge.ts';
import { compilePath, locate } from './paths.ts';
import type { CompiledPath } from './paths.ts';
import type { EntityFetch, EntityTarget } from './plan-types.ts';
import { compileRepresenter } from './representations.ts';
import type { Representer } from './representations.ts';
import { compileRewrites } from './rewrites.ts';
import type { ApplyRewrites } from './rewrites.ts';
import type { AnswerError, SubgraphAnswer } from './subgraph-fetch.ts';

export interface CompiledTarget extends Representer {
  readonly alias: string;
  readonly variable: string;
  readonly paths: readonly CompiledPath[];
  readonly rewrite: ApplyRewrites | undefined;
  /** Whether no two places may share what is found, because what is above them makes a difference later on. */
  readonly keepsApart: boolean;
}

/** What one `_entities` field is asked for, where the same is asked of other entities with other variables. */
export interface EntityGroup {
  readonly objects: ReadonlySet<DataObject>;
  readonly variables: DataObject;
}

/** With `groups`, one for each `_entities` field. */
type RunEntityFetch = (state: ExecutionState, groups?: readonly EntityGroup[]) => ReturnType<Step>;

/** Sends each distinct entity once, and merges what comes back into every place where the entity sits. */
export function compileEntityFetch(node: EntityFetch, schema: ExecutionSchema, keepsApart = false): RunEntityFetch {
  const targets = node.targets.map((target) => compileTarget(target, node, schema, keepsApart));
  let fields: Set<string> | undefined;

  const coversPath = (target: CompiledTarget, dataPath: readonly string[]): boolean =>
    target.paths.some((path) => {
      const prefix = path.filter((segment) => typeof segment === 'string');
      if (!prefix.every((name, index) => dataPath[index] === name)) return false;
      const rest = dataPath.slice(prefix.length).join('.');
      return (fields ??= selectedPaths(parse(node.operation))).has(`${target.alias}.${rest}`);
    });

  const fail = (error: AnswerError, failed: readonly CompiledTarget[], state: ExecutionState): void => {
    state.failures.push({
      error: ownError(error, node.serviceName),
      covers: (dataPath) => failed.some((target) => coversPath(target, dataPath)),
    });
  };

  const receiveError = (error: AnswerError, batches: readonly EntityBatch[], state: ExecutionState): void => {
    const [alias, index, ...rest] = error.path ?? [];
    const position = targets.findIndex((target) => target.alias === alias);
    const target = targets[position];
    const entity = typeof index === 'number' ? batches[position]?.entities[index] : undefined;
    if (!target || !entity) {
      const failed = target ? [target] : targets;
      fail(error, failed, state);
      return;
    }
    for (const [pathIndex, path] of target.paths.entries()) {
      const objects = new Set(entity.places[pathIndex]);
      for (const place of locate(state.data, path, schema, objects))
        state.errors.push(ownError(error, node.serviceName, [...place, ...rest]));
    }
  };

  const receive = (answer: SubgraphAnswer, batches: readonly EntityBatch[], state: ExecutionState): void => {
    for (const error of answer.errors ?? []) receiveError(error, batches, state);
    if (!isDataObject(answer.data)) return;
    for (const [position, target] of targets.entries()) {
      const batch = batches[position] as EntityBatch;
      const answered = answer.data[target.alias];
      const found = Array.isArray(answered) ? answered : [];
      if (found.length !== batch.entities.length && !answer.errors?.length) fail(incomplete(), [target], state);
      fill(found, batch, target, schema, answer.isShared === true);
    }
  };

  return (state, groups) => {
    const batches = targets.map((target, position) =>
      collectEntities(target, state, schema, groups?.[position]?.objects),
    );
    if (batches.every((batch) => batch.entities.length === 0)) return undefined;
    const variables = pickVariables(node, state);
    for (const group of groups ?? []) Object.assign(variables, group.variables);
    const entityCounts: Record<string, number> = {};
    for (const [position, target] of targets.entries()) {
      const representations = batches[position]?.representations ?? [];
      variables[target.variable] = representations;
      entityCounts[target.alias] = representations.length;
    }
    return send(node, variables, state, { entityCounts, entities: targets }).then((answer) =>
      receive(answer, batches, state),
    );
  };
}

function compileTarget(
  target: EntityTarget,
  node: EntityFetch,
  schema: ExecutionSchema,
  keepsApart: boolean,
): CompiledTarget {
  return {
    alias: target.alias,
    variable: target.representationsVariable,
    paths: target.paths.map(compilePath),
    ...compileRepresenter(target, schema, node.serviceName),
    rewrite: compileRewrites(target.outputRewrites, schema),
    keepsApart,
  };
}

/** Places of one path share what was found. Another path selects for itself, so it gets a copy. */
function fill(
  found: readonly unknown[],
  batch: EntityBatch,
  target: CompiledTarget,
  schema: ExecutionSchema,
  isAnswerShared: boolean,
): void {
  for (const [index, { places }] of batch.entities.entries()) {
    let entity = found[index];
    if (!isDataObject(entity)) continue;
    let isShared = isAnswerShared;
    if (target.rewrite) {
      if (isShared) entity = copyData(entity);
      target.rewrite(entity as DataObject);
      isShared = false;
    }
    for (const objects of places) {
      if (!objects) continue;
      // Merging takes what is flat by value: only what lies deeper would be shared.
      let part = isShared && !isFlat(entity as DataObject) ? copyData(entity as DataObject) : (entity as DataObject);
      for (const object of objects) {
        mergeInto(object, part, schema);
        if (target.keepsApart) part = copyData(part);
      }
      isShared = true;
    }
  }
}

function isFlat(entity: DataObject): boolean {
  for (const name in entity) if (typeof entity[name] === 'object' && entity[name] !== null) return false;
  return true;
}
