import {
  GraphQLError,
  isAbstractType,
  isEnumType,
  isInterfaceType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  getArgumentValues,
} from 'graphql';
import type { GraphQLOutputType, SelectionSetNode } from 'graphql';
import type { Federation, SubgraphFacts } from './federation.ts';
import { hashOf } from './random.ts';

/** An object of the made-up world: all its values follow from its identity. */
export interface WorldObject {
  readonly __typename: string;
  readonly identity: string;
  /** Which one of its type; only entities are counted. */
  readonly number: number;
  /** What the gateway sent, when a subgraph resolves the object by reference. */
  readonly representation?: Readonly<Record<string, unknown>>;
}

export interface WorldOptions {
  readonly seed: number;
  /** Of nullable values. */
  readonly nullRate: number;
  /** Of fields that throw, and of fields that are null whatever their type. */
  readonly errorRate: number;
  readonly wrongNullRate: number;
}

const ENTITIES_OF_A_TYPE = 4;

/** Made-up data for a schema: the monolith and the subgraphs look at the same one. */
export class World {
  readonly federation: Federation;
  readonly #options: WorldOptions;
  readonly #identifying = new Set<string>();
  readonly #entityTypes = new Set<string>();
  readonly #faultless = new Set<string>();
  mutations = 0;

  constructor(federation: Federation, options: WorldOptions) {
    this.federation = federation;
    this.#options = options;
    for (const subgraph of federation.subgraphs)
      for (const type of Object.values(subgraph.schema.getTypeMap())) {
        if (!isObjectType(type) && !isInterfaceType(type)) continue;
        const names = [type.name, ...this.#runtimeTypes(type.name)];
        for (const key of [...subgraph.keysOf(type.name)]) {
          names.forEach((name) => this.#entityTypes.add(name));
          this.#collectIdentifying(key, names);
        }
        for (const field of Object.values(type.getFields())) {
          const required = subgraph.requiresOf(type.name, field.name);
          if (required) this.#collectFaultless(required);
        }
      }
  }

  readonly root = (type: string): WorldObject => ({ __typename: type, identity: type, number: 0 });

  #runtimeTypes(name: string): string[] {
    const type = this.federation.full.getType(name);
    return isAbstractType(type) ? this.federation.full.getPossibleTypes(type).map((possible) => possible.name) : [];
  }

  #collectIdentifying(set: SelectionSetNode, types: readonly string[]): void {
    for (const selection of set.selections) {
      if (selection.kind !== Kind.FIELD) continue;
      for (const type of types) this.#identifying.add(`${type}.${selection.name.value}`);
      this.#faultless.add(selection.name.value);
      if (selection.selectionSet) this.#collectFaultless(selection.selectionSet);
    }
  }

  #collectFaultless(set: SelectionSetNode): void {
    for (const selection of set.selections) {
      if (selection.kind === Kind.FIELD) this.#faultless.add(selection.name.value);
      if (selection.kind !== Kind.FRAGMENT_SPREAD && selection.selectionSet)
        this.#collectFaultless(selection.selectionSet);
    }
  }

  /** The value of a field as the whole system sees it. */
  valueOf(object: WorldObject, field: string, args: Record<string, unknown>): unknown {
    const required = this.requiresOf(object.__typename, field);
    return this.generate(object, field, args, required && this.evaluate(object, required));
  }

  requiresOf(typename: string, field: string): SelectionSetNode | undefined {
    const names = [typename, ...this.#interfacesOf(typename)];
    for (const subgraph of this.federation.subgraphs)
      for (const name of names) {
        const required = subgraph.requiresOf(name, field);
        if (required) return required;
      }
    return undefined;
  }

  #interfacesOf(typename: string): string[] {
    const type = this.federation.full.getType(typename);
    return isObjectType(type) ? type.getInterfaces().map((found) => found.name) : [];
  }

  /** A value of the field that depends on its object, arguments and required input only. */
  generate(object: WorldObject, field: string, args: Record<string, unknown>, input: unknown): unknown {
    const type = this.federation.full.getType(object.__typename);
    const definition = isObjectType(type) ? type.getFields()[field] : undefined;
    if (!definition) throw new GraphQLError(`${object.__typename} has no field ${field}.`);
    const isMutation = object.__typename === 'Mutation';
    const place = [object.identity, field, sorted(args), input ?? null, isMutation ? this.mutations++ : 0] as const;
    if (!this.#faultless.has(field)) {
      const dice = hashOf(this.#options.seed, 'fault', place) / 2 ** 32;
      if (dice < this.#options.errorRate) throw new GraphQLError(`${object.identity}.${field} failed`);
      if (dice < this.#options.errorRate + this.#options.wrongNullRate) return null;
    }
    return this.#make(definition.type, object, field, place, false);
  }

  #make(
    type: GraphQLOutputType,
    object: WorldObject,
    field: string,
    place: readonly unknown[],
    nonNull: boolean,
  ): unknown {
    if (isNonNullType(type)) return this.#make(type.ofType, object, field, place, true);
    const dice = hashOf(this.#options.seed, place);
    const identifies = this.#identifying.has(`${object.__typename}.${field}`);
    if (!nonNull && !identifies && (dice % 1000) / 1000 < this.#options.nullRate) return null;
    if (isListType(type)) {
      const length = identifies ? 1 + ((dice >>> 8) % 2) : (dice >>> 8) % 4;
      return Array.from({ length }, (_, index) => this.#make(type.ofType, object, field, [...place, index], false));
    }
    if (isLeafType(type)) return this.#leaf(type, object, field, place, dice, identifies);
    const candidates = this.#candidates(type.name, object.__typename, field);
    const typename = candidates[(dice >>> 4) % candidates.length];
    if (!typename) throw new Error(`No subgraph agrees what ${object.__typename}.${field} returns.`);
    if (!this.#entityTypes.has(typename))
      return { __typename: typename, identity: `${JSON.stringify(place)}`, number: 0 };
    return this.entity(typename, identifies ? object.number : (dice >>> 10) % ENTITIES_OF_A_TYPE);
  }

  entity(typename: string, number: number): WorldObject {
    return { __typename: typename, identity: `${typename}#${number}`, number };
  }

  /** Every entity of a type, or of all that implement it. */
  entitiesOf(typename: string): WorldObject[] {
    const names = this.#runtimeTypes(typename);
    return (names.length > 0 ? names : [typename]).flatMap((name) =>
      Array.from({ length: ENTITIES_OF_A_TYPE }, (_, number) => this.entity(name, number)),
    );
  }

  /** The types that every subgraph which resolves the field knows to be possible. */
  #candidates(returned: string, parent: string, field: string): string[] {
    const all = isObjectType(this.federation.full.getType(returned)) ? [returned] : this.#runtimeTypes(returned);
    const parents = [parent, ...this.#interfacesOf(parent)];
    return all.filter((candidate) =>
      this.federation.subgraphs.every((subgraph) =>
        parents.every((name) => this.#allows(subgraph, name, field, candidate)),
      ),
    );
  }

  #allows(subgraph: SubgraphFacts, parent: string, field: string, candidate: string): boolean {
    const known = subgraph.runtimeTypesOf(parent, field);
    if (!known) return true;
    return known.has(candidate) || [...this.#interfacesOf(candidate)].some((name) => known.has(name));
  }

  #leaf(
    type: { name: string },
    object: WorldObject,
    field: string,
    place: readonly unknown[],
    dice: number,
    identifies: boolean,
  ): unknown {
    const number = identifies ? (hashOf(object.__typename, field) % 100_000) * 10 + object.number : (dice >>> 4) % 1000;
    if (isEnumType(type)) {
      const values = type.getValues().map((value) => value.name);
      const shared = values.filter((value) =>
        this.federation.subgraphs.every((subgraph) => subgraph.enumValues(type.name)?.has(value) ?? true),
      );
      return shared[(dice >>> 4) % shared.length];
    }
    switch (type.name) {
      case 'Int':
        return number;
      case 'Float':
        return number / 8;
      case 'Boolean':
        return dice % 2 === 0;
      case 'ID':
      case 'String': {
        if (identifies) return `${field} of ${object.identity}`;
        const decoration = ['', '"quoted"', 'line\nbreak', 'é€😀', '\\'][(dice >>> 12) % 5] ?? '';
        return `${hashOf(place) % 100_000} ${field}${decoration}`;
      }
      default:
        return { scalar: type.name, value: number, list: [null, true] };
    }
  }

  /** What a selection of a directive's `fields` holds for an object, as pairs in order. */
  evaluate(object: WorldObject, set: SelectionSetNode): unknown {
    return set.selections.flatMap((selection): unknown[] => {
      if (selection.kind === Kind.FRAGMENT_SPREAD) return [];
      if (selection.kind === Kind.INLINE_FRAGMENT) {
        const applies = this.#fulfils(object.__typename, selection.typeCondition?.name.value);
        return applies ? (this.evaluate(object, selection.selectionSet) as unknown[]) : [];
      }
      if (selection.name.value === '__typename') return [];
      const type = this.federation.full.getType(object.__typename);
      const definition = isObjectType(type) ? type.getFields()[selection.name.value] : undefined;
      if (!definition) throw new Error(`${object.__typename} has no field ${selection.name.value}.`);
      const value = this.valueOf(object, selection.name.value, getArgumentValues(definition, selection));
      const nested = selection.selectionSet;
      return [
        [selection.name.value, nested ? mapNested(value, (item) => this.evaluate(item as WorldObject, nested)) : value],
      ];
    });
  }

  /** The same, from what the gateway sent. */
  evaluateSent(sent: Readonly<Record<string, unknown>>, set: SelectionSetNode): unknown {
    return set.selections.flatMap((selection): unknown[] => {
      if (selection.kind === Kind.FRAGMENT_SPREAD) return [];
      if (selection.kind === Kind.INLINE_FRAGMENT) {
        const applies = this.#fulfils(String(sent['__typename']), selection.typeCondition?.name.value);
        return applies ? (this.evaluateSent(sent, selection.selectionSet) as unknown[]) : [];
      }
      if (selection.name.value === '__typename') return [];
      const value = sent[selection.name.value];
      if (value === undefined) throw new GraphQLError(`The representation lacks ${selection.name.value}.`);
      const nested = selection.selectionSet;
      return [
        [selection.name.value, nested ? mapNested(value, (item) => this.evaluateSent(item as never, nested)) : value],
      ];
    });
  }

  #fulfils(typename: string, condition: string | undefined): boolean {
    return condition === undefined || typename === condition || this.#runtimeTypes(condition).includes(typename);
  }
}

function mapNested(value: unknown, map: (item: unknown) => unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => mapNested(item, map));
  return value === null || value === undefined ? null : map(value);
}

function sorted(args: Record<string, unknown>): unknown {
  return Object.entries(args)
    .filter(([, value]) => value !== undefined)
    .sort(([left], [right]) => (left < right ? -1 : 1));
}
