import { Kind, parse, print, visit } from 'graphql';
import type { DefinitionNode, DirectiveNode, DocumentNode } from 'graphql';
import { createExecutionSchema } from './execution-schema.ts';
import type { ExecutionSchema } from './execution-schema.ts';
import { argument } from './supergraph-sdl.ts';

/** Features that Apollo's gateway refuses to load `for: SECURITY` or `for: EXECUTION`, as it leaves them to its router. */
const ROUTER_FEATURE = /^https:\/\/specs\.apollo\.dev\/(authenticated|requiresScopes|policy|cacheTag|context)\/v/;
/** `@oneOf` as a feature that subgraphs compose. Clients are not shown directives of features, and must know this one. */
const ONE_OF_FEATURE = /\/oneOf\/v[\d.]+$/;

function linksFeature(directive: DirectiveNode, feature: RegExp): boolean {
  return directive.name.value === 'link' && feature.test(String(argument(directive, 'url')));
}

/**
 * The supergraph as Apollo's gateway loads it: with the features it leaves to others, and without their purpose, which
 * is what it refuses. `gateway/operations/authorize.ts` enforces the access rules among them. `@oneOf` is defined, which
 * Apollo's libraries do not know by themselves.
 * @throws GraphQLError when the text is not GraphQL.
 */
export function loadableSupergraph(supergraphSdl: string): string {
  const document = parse(supergraphSdl);
  const loadable = visit(document, {
    Directive(directive) {
      if (linksFeature(directive, ONE_OF_FEATURE)) return null;
      if (!linksFeature(directive, ROUTER_FEATURE)) return undefined;
      return { ...directive, arguments: directive.arguments?.filter(({ name }) => name.value !== 'for') };
    },
  });
  if (usesOneOf(document) && !definesOneOf(document))
    return print({ ...loadable, definitions: [...loadable.definitions, ...ONE_OF_DEFINITION] });
  return loadable === document ? supergraphSdl : print(loadable);
}

/** The schema of a supergraph's text as it was composed. @throws GraphQLError when the text is not GraphQL. */
export function readExecutionSchema(supergraphSdl: string): ExecutionSchema {
  return createExecutionSchema(loadableSupergraph(supergraphSdl));
}

const ONE_OF_DEFINITION: readonly DefinitionNode[] = parse('directive @oneOf on INPUT_OBJECT').definitions;

function usesOneOf({ definitions }: DocumentNode): boolean {
  return definitions.some(
    (node) =>
      node.kind === Kind.INPUT_OBJECT_TYPE_DEFINITION && node.directives?.some(({ name }) => name.value === 'oneOf'),
  );
}

function definesOneOf({ definitions }: DocumentNode): boolean {
  return definitions.some((node) => node.kind === Kind.DIRECTIVE_DEFINITION && node.name.value === 'oneOf');
}
