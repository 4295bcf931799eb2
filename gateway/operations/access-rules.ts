import { Kind, parse, valueFromASTUntyped } from 'graphql';
import type { ConstDirectiveNode, DocumentNode } from 'graphql';
import type { Identity } from '../../lib/identity.ts';

/** What one directive asks of whoever selects the type or field it stands on. */
export type AccessRule = (identity: Identity) => 'allowed' | 'unauthenticated' | 'forbidden';

/** The rules of a supergraph by coordinate: `Type`, or `Type.field`. */
export type AccessRules = ReadonlyMap<string, readonly AccessRule[]>;

const FEATURE_URL = /^https:\/\/specs\.apollo\.dev\/(authenticated|requiresScopes|policy)\/v/;
type Feature = 'authenticated' | 'requiresScopes' | 'policy';

const isAnonymous = ({ kind }: Identity): boolean => kind === 'anonymous';

/** Every name of one of the alternatives must be held. */
function requireOneOf(alternatives: readonly (readonly string[])[], heldBy: (identity: Identity) => readonly string[]) {
  return ((identity) => {
    const held = new Set(heldBy(identity));
    if (alternatives.some((names) => names.every((name) => held.has(name)))) return 'allowed';
    return isAnonymous(identity) ? 'unauthenticated' : 'forbidden';
  }) satisfies AccessRule;
}

const RULES: Readonly<Record<Feature, (args: Readonly<Record<string, unknown>>) => AccessRule>> = {
  authenticated: () => (identity) => (isAnonymous(identity) ? 'unauthenticated' : 'allowed'),
  requiresScopes: ({ scopes }) => requireOneOf(scopes as string[][], (identity) => identity.scopes),
  policy: ({ policies }) => requireOneOf(policies as string[][], (identity) => identity.roles),
};

const argumentsOf = (directive: ConstDirectiveNode): Record<string, unknown> =>
  Object.fromEntries((directive.arguments ?? []).map(({ name, value }) => [name.value, valueFromASTUntyped(value)]));

/** Names that the supergraph links the directives under, which may be others than their own. */
function linkedDirectives(document: DocumentNode): ReadonlyMap<string, Feature> {
  const links = document.definitions
    .flatMap((node) =>
      node.kind === Kind.SCHEMA_DEFINITION || node.kind === Kind.SCHEMA_EXTENSION ? (node.directives ?? []) : [],
    )
    .filter(({ name }) => name.value === 'link')
    .map(argumentsOf);
  const names = new Map<string, Feature>();
  for (const { url, as, import: imports } of links) {
    const feature = FEATURE_URL.exec(String(url))?.[1] as Feature | undefined;
    if (!feature) continue;
    const renamed = ((imports ?? []) as (string | { name: string; as?: string })[])
      .map((entry) => (typeof entry === 'string' ? { name: entry } : entry))
      .find(({ name }) => name === `@${feature}`)?.as;
    names.set(renamed?.slice(1) ?? (typeof as === 'string' ? as : feature), feature);
  }
  return names;
}

/** Reads `@authenticated`, `@requiresScopes` and `@policy` (policies are roles) from a supergraph's SDL. */
export function readAccessRules(supergraphSdl: string): AccessRules {
  const document = parse(supergraphSdl, { noLocation: true });
  const directives = linkedDirectives(document);
  const rules = new Map<string, AccessRule[]>();
  const read = (coordinate: string, applied: readonly ConstDirectiveNode[] = []): void => {
    for (const directive of applied) {
      const feature = directives.get(directive.name.value);
      if (feature) rules.set(coordinate, [...(rules.get(coordinate) ?? []), RULES[feature](argumentsOf(directive))]);
    }
  };
  if (directives.size === 0) return rules;
  for (const node of document.definitions) {
    if (!('name' in node) || !('directives' in node) || node.kind === Kind.DIRECTIVE_DEFINITION || !node.name) continue;
    read(node.name.value, node.directives as readonly ConstDirectiveNode[]);
    if ('fields' in node)
      for (const field of node.fields ?? []) read(`${node.name.value}.${field.name.value}`, field.directives);
  }
  return rules;
}
