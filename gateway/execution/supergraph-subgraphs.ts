import { Kind, parse } from 'graphql';
import type { ConstDirectiveNode } from 'graphql';

function stringArgument(directive: ConstDirectiveNode, name: string): string {
  const value = directive.arguments?.find((argument) => argument.name.value === name)?.value;
  return value?.kind === Kind.STRING ? value.value : '';
}

/** Name and URL of every subgraph that a supergraph SDL composes, as its `join__Graph` enum lists them. */
export function subgraphsOf(supergraphSdl: string): ReadonlyMap<string, string> {
  const graphs = parse(supergraphSdl, { noLocation: true }).definitions.find(
    (definition) => definition.kind === Kind.ENUM_TYPE_DEFINITION && definition.name.value === 'join__Graph',
  );
  const values = graphs?.kind === Kind.ENUM_TYPE_DEFINITION ? (graphs.values ?? []) : [];
  return new Map(
    values
      .flatMap(({ directives = [] }) => directives.filter(({ name }) => name.value === 'join__graph'))
      .map((directive) => [stringArgument(directive, 'name'), stringArgument(directive, 'url')]),
  );
}
