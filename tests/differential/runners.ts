import { execute, GraphQLError, Kind, parse, validate } from 'graphql';
import type { DocumentNode, ExecutionResult, GraphQLFieldResolver, SelectionSetNode } from 'graphql';
import type { SubgraphFetch } from '../../gateway/execution/subgraph-fetch.ts';
import type { SubgraphFacts } from './federation.ts';
import type { World, WorldObject } from './world.ts';

/** The whole schema in one process: the truth. */
export async function runMonolith(
  world: World,
  document: DocumentNode,
  operationName: string | undefined,
  variableValues: Record<string, unknown>,
): Promise<ExecutionResult> {
  return execute({
    schema: world.federation.api,
    document,
    operationName,
    variableValues,
    fieldResolver: (source: WorldObject | undefined, args: Record<string, unknown>, _, info) =>
      world.valueOf(source ?? world.root(info.parentType.name), info.fieldName, args),
    typeResolver: (value) => (value as WorldObject).__typename,
  });
}

export interface SubgraphLog {
  requests: number;
  readonly problems: string[];
}

/** Every subgraph as graphql-js runs its schema; a request that is not valid for it is a problem. */
export function createSubgraphFetch(world: World, log: SubgraphLog): SubgraphFetch {
  const subgraphs = new Map(world.federation.subgraphs.map((subgraph) => [subgraph.name, subgraph]));
  return async ({ serviceName, query, variables, operationName }) => {
    log.requests += 1;
    const subgraph = subgraphs.get(serviceName);
    if (!subgraph) throw new Error(`There is no subgraph ${serviceName}.`);
    const document = parse(query);
    const invalid = validate(subgraph.schema, document);
    if (invalid[0]) log.problems.push(`${serviceName} refuses ${query}: ${invalid[0].message}`);
    const answer = await execute({
      schema: subgraph.schema,
      document,
      operationName,
      variableValues: variables,
      fieldResolver: fieldResolver(world, subgraph, log),
      typeResolver: (value, _, info) => {
        const { __typename, representation } = value as WorldObject;
        return info.schema.getType(__typename) ? __typename : String(representation?.['__typename']);
      },
    });
    return JSON.parse(JSON.stringify(answer)) as ReturnType<SubgraphFetch>;
  };
}

function fieldResolver(
  world: World,
  subgraph: SubgraphFacts,
  log: SubgraphLog,
): GraphQLFieldResolver<WorldObject | undefined, unknown> {
  return (source, args: Record<string, unknown>, _, info) => {
    const { fieldName } = info;
    const type = info.parentType.name;
    if (fieldName === '_entities')
      return (args['representations'] as Record<string, unknown>[]).map((sent) =>
        resolveReference(world, subgraph, sent, log),
      );
    const object = source ?? world.root(type);
    if (subgraph.isOverridden(type, fieldName))
      log.problems.push(`${subgraph.name} was asked for overridden ${type}.${fieldName}`);
    if (subgraph.isExternal(type, fieldName) && !subgraph.isProvided(type, fieldName))
      log.problems.push(`${subgraph.name} was asked for external ${type}.${fieldName}`);
    const required = subgraph.requiresOf(type, fieldName);
    if (!required) return world.valueOf(object, fieldName, args);
    const isProvided = (set: SelectionSetNode): boolean =>
      set.selections.every((node) => node.kind === Kind.FIELD && subgraph.isProvided('', node.name.value));
    if (!object.representation && isProvided(required)) return world.valueOf(object, fieldName, args);
    if (!object.representation) {
      log.problems.push(`${subgraph.name} was asked for ${type}.${fieldName} without what it requires`);
      return null;
    }
    return world.generate(object, fieldName, args, world.evaluateSent(object.representation, required));
  };
}

function resolveReference(
  world: World,
  subgraph: SubgraphFacts,
  sent: Record<string, unknown>,
  log: SubgraphLog,
): WorldObject {
  const typename = String(sent['__typename']);
  const complete = subgraph.keysOf(typename).flatMap((key) => {
    const text = attempt(() => JSON.stringify(world.evaluateSent(sent, key)));
    return text === undefined ? [] : [{ key, text }];
  });
  if (complete.length === 0) {
    log.problems.push(`${subgraph.name} cannot resolve ${JSON.stringify(sent)}`);
    throw new GraphQLError('No key.');
  }
  const matches = (object: WorldObject, { key, text }: { key: SelectionSetNode; text: string }) =>
    JSON.stringify(world.evaluate(object, key)) === text;
  const found = world.entitiesOf(typename).find((object) => complete.every((key) => matches(object, key)));
  if (!found) {
    log.problems.push(`${subgraph.name} finds no ${JSON.stringify(sent)}`);
    throw new GraphQLError('Not found.');
  }
  // What resolves an entity tells graphql-js which type of `_Entity` it is: its own name, or the interface's.
  return { ...found, representation: sent };
}

function attempt<T>(run: () => T): T | undefined {
  try {
    return run();
  } catch {
    return undefined;
  }
}
