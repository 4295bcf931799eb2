import { Kind } from 'graphql';
import type { SelectionSetNode } from 'graphql';
import { isDataObject, readField, writeField } from './data.ts';
import type { DataObject } from './data.ts';
import type { DeferredEntity } from './deferred-parts.ts';
import { KEY_NAME } from './object-keys.ts';
import type { PlannableOperation } from './plannable-operation.ts';

/** Makes data of an answer's objects: those on the way to a deferred part, and the entities that it is a part of. */
export type SeedData = (answer: unknown) => DataObject;

/** A field on the way to a deferred part. */
export interface WayStep {
  readonly nameInData: string;
  readonly selectionSet: SelectionSetNode;
}

/** The way to a deferred part through its operation, by the response names of its fields, which may be selected several times. */
export function wayOf(plannable: PlannableOperation, path: readonly string[]): WayStep[] {
  const definition = plannable.document?.definitions.find((node) => node.kind === Kind.OPERATION_DEFINITION);
  let selectionSet = definition?.selectionSet;
  return path.map((responseName) => {
    const fields = fieldsOf(selectionSet).filter(
      ({ name }) => (plannable.responseNameOf(name) ?? name) === responseName,
    );
    const [first] = fields;
    if (!first?.selectionSet) throw new Error(`No way leads to the deferred part at ${path.join('.')}.`);
    const selections = fields.flatMap((field) => field.selectionSet?.selections ?? []);
    selectionSet = { ...first.selectionSet, selections };
    return { nameInData: first.name, selectionSet };
  });
}

export function createSeed(
  plannable: PlannableOperation,
  path: readonly string[],
  way: readonly WayStep[],
  { type, key }: DeferredEntity,
): SeedData {
  const keyNames = way.map(({ selectionSet }) =>
    fieldsOf(selectionSet).flatMap(({ name }) => (plannable.responseNameOf(name) === KEY_NAME ? [name] : [])),
  );

  const entityKeyNames = fieldsOf(way.at(-1)?.selectionSet).flatMap(({ name, fieldName }) =>
    fieldName === key ? [name] : [],
  );

  /** The object below `depth` fields. */
  const seedAt = (value: unknown, depth: number): unknown => {
    if (Array.isArray(value)) return value.map((item) => seedAt(item, depth));
    if (!isDataObject(value)) return null;
    const seed: DataObject = {};
    for (const name of keyNames[depth - 1] ?? []) seed[name] = value[KEY_NAME];
    const [responseName, next] = [path[depth], way[depth]];
    if (responseName === undefined || !next) {
      for (const name of [key, ...entityKeyNames]) writeField(seed, name, value[KEY_NAME]);
      return Object.assign(seed, { __typename: type });
    }
    writeField(seed, next.nameInData, seedAt(readField(value, responseName), depth + 1));
    return seed;
  };
  return (answer) => (seedAt(answer, 0) ?? {}) as DataObject;
}

interface SelectedField {
  /** In the data. */
  readonly name: string;
  readonly fieldName: string;
  readonly selectionSet: SelectionSetNode | undefined;
}

/** What is selected at one place, whatever the types of its objects. */
function fieldsOf(set: SelectionSetNode | undefined): SelectedField[] {
  return (set?.selections ?? []).flatMap((selection) => {
    if (selection.kind === Kind.FRAGMENT_SPREAD) return [];
    if (selection.kind === Kind.INLINE_FRAGMENT) return fieldsOf(selection.selectionSet);
    const { alias, name, selectionSet } = selection;
    return [{ name: (alias ?? name).value, fieldName: name.value, selectionSet }];
  });
}
