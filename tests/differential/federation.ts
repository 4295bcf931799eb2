import { composeServices } from '@apollo/composition';
import {
  baseType,
  buildSubgraph,
  isInterfaceType,
  isObjectType,
  isUnionType,
  possibleRuntimeTypes,
  Supergraph,
} from '@apollo/federation-internals';
import type { Directive, Subgraph } from '@apollo/federation-internals';
import { Kind, parse } from 'graphql';
import type { GraphQLSchema, SelectionSetNode } from 'graphql';
import { readFileSync } from 'node:fs';
import { randomSubgraphs } from './random-supergraph.ts';

const LINK = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: [
  "@key", "@requires", "@provides", "@external", "@shareable", "@override", "@inaccessible", "@interfaceObject", "@extends"])`;

export interface SubgraphFacts {
  readonly name: string;
  readonly schema: GraphQLSchema;
  /** Resolvable keys of a type. */
  keysOf(type: string): readonly SelectionSetNode[];
  requiresOf(type: string, field: string): SelectionSetNode | undefined;
  isExternal(type: string, field: string): boolean;
  isProvided(type: string, field: string): boolean;
  isOverridden(type: string, field: string): boolean;
  /** Object types that the field may return here; undefined when this subgraph does not define the field. */
  runtimeTypesOf(type: string, field: string): ReadonlySet<string> | undefined;
  /** Enum values that are known here. */
  enumValues(type: string): ReadonlySet<string> | undefined;
}

export interface Federation {
  readonly name: string;
  readonly supergraphSdl: string;
  /** What clients see. */
  readonly api: GraphQLSchema;
  /** Inaccessible elements included. */
  readonly full: GraphQLSchema;
  readonly subgraphs: readonly SubgraphFacts[];
}

export interface ServiceSdl {
  readonly name: string;
  readonly url: string;
  readonly sdl: string;
}

/** Reads `# subgraph <name>` sections. One that is no federation 2 schema links nothing itself. */
function readMadeUp(name: string): ServiceSdl[] {
  const text = readFileSync(new URL(`supergraphs/${name}.graphql`, import.meta.url), 'utf8');
  const sections = text.split(/^# subgraph /m).slice(1);
  return sections.map((section) => {
    const [head = '', ...lines] = section.split('\n');
    const [service = '', version] = head.trim().split(' ');
    const sdl = lines.join('\n');
    return { name: service, url: `http://${service}`, sdl: version === 'fed1' ? sdl : `${LINK}\n${sdl}` };
  });
}

/** The name under which the schema of this platform is among the supergraphs. */
export const PLATFORM = 'platform';

function readPlatform(): ServiceSdl[] {
  return ['user', 'registry', 'valuation', 'ai'].map((name) => ({
    name,
    url: `http://${name}`,
    sdl: readFileSync(new URL(`../../schema/${name}.graphql`, import.meta.url), 'utf8'),
  }));
}

export function loadFederation(name: string): Federation {
  return federationOf(name, name === PLATFORM ? readPlatform() : readMadeUp(name));
}

/** Federations of random subgraphs, from the first seeds of which they compose. */
export function randomFederations(firstSeed: number, count: number): Federation[] {
  const federations: Federation[] = [];
  for (let seed = firstSeed; federations.length < count; seed++) {
    const services = randomSubgraphs(seed).map((service) => ({ ...service, sdl: `${LINK}\n${service.sdl}` }));
    try {
      federations.push(federationOf(`seed ${seed}`, services));
    } catch (error) {
      if (!(error instanceof NotComposed)) throw error;
    }
  }
  return federations;
}

class NotComposed extends Error {}

function federationOf(name: string, services: readonly ServiceSdl[]): Federation {
  const composed = composeServices(services.map(({ sdl, ...service }) => ({ ...service, typeDefs: parse(sdl) })));
  if (!composed.supergraphSdl)
    throw new NotComposed(`${name} does not compose:\n${composed.errors?.map((error) => error.message).join('\n')}`);
  const supergraph = Supergraph.build(composed.supergraphSdl);
  const overridden = new Set<string>();
  const built = services.map(({ name: service, url, sdl }) => buildSubgraph(service, url, sdl));
  for (const subgraph of built) collectOverrides(subgraph, overridden);
  return {
    name,
    supergraphSdl: composed.supergraphSdl,
    api: supergraph.apiSchema().toGraphQLJSSchema(),
    full: supergraph.schema.toGraphQLJSSchema(),
    subgraphs: built.map((subgraph) => factsOf(subgraph, overridden)),
  };
}

function collectOverrides(subgraph: Subgraph, overridden: Set<string>): void {
  if (!subgraph.metadata().isFed2Schema()) return;
  const definition = subgraph.metadata().overrideDirective();
  for (const type of [...subgraph.schema.objectTypes()])
    for (const field of type.fields())
      for (const directive of field.appliedDirectivesOf(definition.name)) {
        const { from, label } = directive.arguments() as { from: string; label?: string };
        if (label === undefined) overridden.add(`${from}/${type.name}.${field.name}`);
      }
}

function fieldsArgument(directive: Directive): SelectionSetNode {
  const { fields } = directive.arguments() as { fields: string | string[] };
  const document = parse(`{ ${Array.isArray(fields) ? fields.join(' ') : fields} }`, { noLocation: true });
  const definition = document.definitions[0];
  if (definition?.kind !== Kind.OPERATION_DEFINITION) throw new Error('Not a selection.');
  return definition.selectionSet;
}

function factsOf(subgraph: Subgraph, overridden: ReadonlySet<string>): SubgraphFacts {
  const metadata = subgraph.metadata();
  const keys = new Map<string, SelectionSetNode[]>();
  const requires = new Map<string, SelectionSetNode>();
  const external = new Set<string>();
  const provided = new Set<string>();
  const runtimeTypes = new Map<string, Set<string>>();
  const fieldNames = (set: SelectionSetNode): string[] =>
    set.selections.flatMap((selection) => {
      if (selection.kind === Kind.FRAGMENT_SPREAD) return [];
      const nested = selection.selectionSet ? fieldNames(selection.selectionSet) : [];
      return selection.kind === Kind.FIELD ? [selection.name.value, ...nested] : nested;
    });
  for (const type of [...subgraph.schema.objectTypes(), ...subgraph.schema.interfaceTypes()]) {
    const resolvable = type
      .appliedDirectivesOf(metadata.keyDirective().name)
      .filter((directive) => (directive.arguments() as { resolvable?: boolean }).resolvable !== false);
    keys.set(type.name, resolvable.map(fieldsArgument));
    for (const field of type.fields()) {
      const place = `${type.name}.${field.name}`;
      const [required] = field.appliedDirectivesOf(metadata.requiresDirective().name);
      if (required) requires.set(place, fieldsArgument(required));
      for (const directive of field.appliedDirectivesOf(metadata.providesDirective().name))
        for (const name of fieldNames(fieldsArgument(directive))) provided.add(name);
      if (metadata.isFieldExternal(field)) external.add(place);
      const named = field.type && baseType(field.type);
      if (named && (isObjectType(named) || isInterfaceType(named) || isUnionType(named)))
        runtimeTypes.set(place, new Set(possibleRuntimeTypes(named).map((possible) => possible.name)));
    }
  }
  return {
    name: subgraph.name,
    schema: subgraph.schema.toGraphQLJSSchema(),
    keysOf: (type) => keys.get(type) ?? [],
    requiresOf: (type, field) => requires.get(`${type}.${field}`),
    isExternal: (type, field) => external.has(`${type}.${field}`),
    isProvided: (_type, field) => provided.has(field),
    isOverridden: (type, field) => overridden.has(`${subgraph.name}/${type}.${field}`),
    runtimeTypesOf: (type, field) => runtimeTypes.get(`${type}.${field}`),
    enumValues: (type) => {
      const found = subgraph.schema.type(type);
      return found?.kind === 'EnumType' ? new Set(found.values.map((value) => value.name)) : undefined;
    },
  };
}
