import type { ServiceSdl } from './federation.ts';
import { createRandom } from './random.ts';
import type { Random } from './random.ts';

/** What one subgraph says of an object type. */
interface TypeDraft {
  readonly keys: readonly string[];
  /** What follows a field's name: arguments, type and directives. */
  readonly fields: Map<string, string>;
}

interface SubgraphDraft {
  readonly name: string;
  readonly types: Map<string, TypeDraft>;
  /** Whether it knows the entities as one `@interfaceObject` only. */
  readonly isInterfaceObject: boolean;
}

interface Draft {
  readonly random: Random;
  readonly subgraphs: readonly SubgraphDraft[];
  readonly hasInterfaceObject: boolean;
  /** The definition of each leaf field, by type and name. */
  readonly leaves: Map<string, string>;
}

const TYPES = ['Ant', 'Bee', 'Cat'];
const LEAVES = ['name', 'size', 'price', 'note', 'rank', 'kind'];
const KEYS = [
  ['id'],
  ['code'],
  ['id', 'code'],
  ['code', 'id'],
  ['id code'],
  ['id', 'own { serial }'],
  ['own { serial }'],
];

/** Subgraphs that share entities by keys of all kinds, and require and provide their fields. Most of them do not compose. */
export function randomSubgraphs(seed: number): ServiceSdl[] {
  const random = createRandom(seed);
  const names = ['a', 'b', 'c', 'd'].slice(0, 2 + random.below(3));
  const hasInterfaceObject = random.chance(0.25);
  const subgraphs = names.map((name, index) => ({
    name,
    types: new Map<string, TypeDraft>(),
    isInterfaceObject: hasInterfaceObject && index === names.length - 1,
  }));
  const draft: Draft = { random, subgraphs, hasInterfaceObject, leaves: new Map() };
  for (const type of TYPES.slice(random.below(2))) spreadType(draft, type);
  for (const type of TYPES) {
    addLeaves(draft, type);
    addReferences(draft, type);
  }
  for (const type of TYPES) {
    addRequirements(draft, type);
    addProvided(draft, type);
  }
  return subgraphs.map((subgraph) => ({
    name: subgraph.name,
    url: `http://${subgraph.name}`,
    sdl: sdlOf(draft, subgraph),
  }));
}

function spreadType({ random, subgraphs, hasInterfaceObject }: Draft, type: string): void {
  const isKeyedInWays = !hasInterfaceObject && random.chance(0.4);
  for (const [index, { types, isInterfaceObject }] of subgraphs.entries()) {
    if (isInterfaceObject || (index > 0 && random.chance(0.3))) continue;
    const fieldSets = isKeyedInWays ? random.pick(KEYS) : ['id'];
    const keys = fieldSets.map((fields) => {
      const isResolvable = hasInterfaceObject || !random.chance(0.08);
      return `@key(fields: "${fields}"${isResolvable ? '' : ', resolvable: false'})`;
    });
    const names = fieldSets.flatMap((fields) => fields.replace(' { serial }', '').split(' '));
    types.set(type, {
      keys,
      fields: new Map(names.map((name) => [name, name === 'own' ? ': Own! @shareable' : ': ID!'])),
    });
  }
}

const draftsOf = ({ subgraphs }: Draft, type: string): TypeDraft[] =>
  subgraphs.flatMap(({ types }) => types.get(type) ?? []);

function addLeaves(draft: Draft, type: string): void {
  const { random, leaves } = draft;
  const all = draftsOf(draft, type);
  for (const name of LEAVES) {
    if (all.length === 0 || random.chance(0.25)) continue;
    const definition = `${random.chance(0.2) ? '(by: Int = 1)' : ''}: ${random.pick(['Int', 'Int!', 'String'])}`;
    leaves.set(`${type}.${name}`, definition);
    const owners = new Set([random.pick(all), ...(random.chance(0.25) ? [random.pick(all)] : [])]);
    for (const { fields } of owners) fields.set(name, `${definition}${owners.size > 1 ? ' @shareable' : ''}`);
  }
}

function addReferences(draft: Draft, type: string): void {
  const { random, subgraphs } = draft;
  for (const name of ['link', 'links']) {
    const holders = subgraphs.filter(({ types }) => types.has(type));
    if (holders.length === 0 || random.chance(0.3)) continue;
    const { types } = random.pick(holders);
    const target = random.pick([...types.keys()]);
    types
      .get(type)
      ?.fields.set(name, name === 'link' ? `: ${target}` : `: ${random.pick([`[${target}]`, `[${target}!]!`])}`);
  }
}

/** Marks leaves of a type as external in a subgraph, some of those that it does not have; gives how they are selected. */
function addExternal({ random, leaves }: Draft, typeName: string, { fields }: TypeDraft): string[] {
  return LEAVES.flatMap((name) => {
    const definition = leaves.get(`${typeName}.${name}`);
    const isOwn = fields.has(name) && !fields.get(name)?.includes('@external');
    if (definition === undefined || isOwn || random.chance(0.6)) return [];
    fields.set(name, `${definition} @external`);
    return [definition.startsWith('(') ? `${name}(by: ${random.below(3)})` : name];
  });
}

function addRequirements(draft: Draft, type: string): void {
  const { random, subgraphs } = draft;
  for (const { name, types } of subgraphs) {
    const own = types.get(type);
    if (!own || random.chance(0.5)) continue;
    const required = addExternal(draft, type, own);
    const reference = draftsOf(draft, type).map(({ fields }) => fields.get('link'));
    const target = reference.find((link) => link !== undefined)?.match(/\w+/)?.[0];
    const targetDraft = target === undefined ? undefined : types.get(target);
    if (target !== undefined && targetDraft && !own.fields.has('link') && random.chance(0.5)) {
      const nested = addExternal(draft, target, targetDraft);
      if (nested.length > 0) {
        own.fields.set('link', `: ${target} @external`);
        required.push(`link { ${nested.join(' ')} }`);
      }
    }
    if (required.length > 0) own.fields.set(`need_${name}`, `: String @requires(fields: "${required.join(' ')}")`);
  }
}

function addProvided(draft: Draft, type: string): void {
  const { random, subgraphs, leaves } = draft;
  for (const { types } of subgraphs) {
    const reference = types.get(type)?.fields.get('links');
    const target = reference?.match(/\w+/)?.[0];
    const targetDraft = target === undefined ? undefined : types.get(target);
    if (reference === undefined || target === undefined || !targetDraft || random.chance(0.5)) continue;
    const name = LEAVES.find(
      (leaf) => leaves.get(`${target}.${leaf}`)?.startsWith(':') && !targetDraft.fields.has(leaf),
    );
    if (name === undefined) continue;
    for (const { fields } of draftsOf(draft, target)) {
      const definition = fields.get(name);
      if (definition?.match(/@/) === null) fields.set(name, `${definition} @shareable`);
    }
    targetDraft.fields.set(name, `${leaves.get(`${target}.${name}`)} @external`);
    types.get(type)?.fields.set('links', `${reference} @provides(fields: "${name}")`);
  }
}

function sdlOf({ random, hasInterfaceObject, subgraphs }: Draft, subgraph: SubgraphDraft): string {
  const { name, types, isInterfaceObject } = subgraph;
  const isFirst = subgraph === subgraphs[0];
  if (isInterfaceObject)
    return `type Query { nodes: [Node] }
      type Node @key(fields: "id") @interfaceObject { id: ID! extra(by: Int = 1): String peer: Node }`;
  const roots = [...types.keys()].flatMap((type) => [
    ...(random.chance(0.6) ? [`many${type}_${name}: [${type}!]!`] : []),
    ...(random.chance(0.3) ? [`one${type}_${name}(by: Int): ${type}`] : []),
  ]);
  const hasInterface = hasInterfaceObject ? isFirst : random.chance(0.5);
  const implementing = [...types].filter(([, { fields }]) => hasInterface && fields.has('id')).map(([type]) => type);
  const isUnion = types.size > 1 && random.chance(0.5);
  if (implementing.length > 0) roots.push(`node_${name}: [Node]`);
  if (isUnion) roots.push(`any_${name}: [Any]`);
  const objects = [...types].map(
    ([type, { keys, fields }]) =>
      `type ${type} ${implementing.includes(type) ? 'implements Node ' : ''}${keys.join(' ')} {
        ${[...fields].map(([field, definition]) => field + definition).join('\n        ')} }`,
  );
  return [
    `type Query { ${[...roots, `hello_${name}: Int`].join('\n        ')} }`,
    ...objects,
    ...(types.size > 0 && random.chance(0.3)
      ? [`type Mutation { make_${name}(by: Int): ${random.pick([...types.keys()])} }`]
      : []),
    ...(objects.some((text) => text.includes('Own!')) ? ['type Own @shareable { serial: ID! }'] : []),
    ...(implementing.length > 0
      ? [`interface Node ${hasInterfaceObject ? '@key(fields: "id") ' : ''}{ id: ID! }`]
      : []),
    ...(isUnion ? [`union Any = ${[...types.keys()].join(' | ')}`] : []),
  ].join('\n');
}
