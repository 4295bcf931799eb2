import type { DataObject } from './data.ts';
import type { CompiledTarget } from './entity-fetch.ts';
import type { ExecutionSchema } from './execution-schema.ts';
import type { ExecutionState } from './execution-state.ts';
import { visitPath } from './paths.ts';

/** One distinct entity, and the objects that stand for it in the data, by path of the fetch. */
export interface BatchedEntity {
  readonly places: (DataObject[] | undefined)[];
}

export interface EntityBatch {
  readonly representations: DataObject[];
  readonly entities: BatchedEntity[];
}

/**
 * Gathers the entities at the target's paths; equal representations are one entity. Objects of one path that stand for one
 * entity and hold the same become one object, so that everything after has fewer of them to look at. `only` leaves out others.
 */
export function collectEntities(
  target: CompiledTarget,
  state: ExecutionState,
  schema: ExecutionSchema,
  only?: ReadonlySet<DataObject>,
): EntityBatch {
  const representations: DataObject[] = [];
  const entities: BatchedEntity[] = [];
  const byIdentity = new Map<unknown, BatchedEntity>();
  for (const [pathIndex, path] of target.paths.entries()) {
    const seen = new Set<DataObject>();
    visitPath(state.data, path, schema, (object, container, key) => {
      if (seen.has(object) || (only && !only.has(object))) return;
      const identity = target.identify(object);
      if (identity === undefined) return;
      let entity = byIdentity.get(identity);
      if (!entity) {
        const representation = target.represent(object);
        if (!representation) return;
        entity = { places: [] };
        byIdentity.set(identity, entity);
        entities.push(entity);
        representations.push(representation);
      }
      const objects = (entity.places[pathIndex] ??= []);
      const twin = target.keepsApart ? undefined : twinOf(object, objects);
      if (twin) (container as DataObject)[key] = twin;
      else {
        objects.push(object);
        seen.add(object);
      }
    });
  }
  return { representations, entities };
}

function twinOf(object: DataObject, others: readonly DataObject[]): DataObject | undefined {
  for (const other of others) if (holdsTheSame(other, object)) return other;
  return undefined;
}

function holdsTheSame(one: DataObject, other: DataObject): boolean {
  for (const name in other) if (one[name] !== other[name]) return false;
  for (const name in one) if (other[name] === undefined) return false;
  return true;
}
