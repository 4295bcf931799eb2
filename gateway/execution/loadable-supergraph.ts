import { Kind, parse, print, visit } from 'graphql';
import type { DirectiveNode } from 'graphql';

/** Features that Apollo's gateway refuses to load `for: SECURITY` or `for: EXECUTION`, as it leaves them to its router. */
const ROUTER_FEATURE = /^https:\/\/specs\.apollo\.dev\/(authenticated|requiresScopes|policy|cacheTag|context)\/v/;

function linksRouterFeature(directive: DirectiveNode): boolean {
  const url = directive.arguments?.find(({ name }) => name.value === 'url')?.value;
  return directive.name.value === 'link' && url?.kind === Kind.STRING && ROUTER_FEATURE.test(url.value);
}

/**
 * The supergraph as Apollo's gateway loads it: with the features it leaves to others, and without their purpose, which
 * is what it refuses. `gateway/operations/authorize.ts` enforces the access rules among them.
 * @throws GraphQLError when the text is not GraphQL.
 */
export function loadableSupergraph(supergraphSdl: string): string {
  const document = parse(supergraphSdl);
  const loadable = visit(document, {
    Directive: (directive) =>
      linksRouterFeature(directive)
        ? { ...directive, arguments: directive.arguments?.filter(({ name }) => name.value !== 'for') }
        : undefined,
  });
  return loadable === document ? supergraphSdl : print(loadable);
}
