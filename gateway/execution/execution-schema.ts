import { Supergraph } from '@apollo/federation-internals';
import type { Schema } from '@apollo/federation-internals';
import { createHash } from 'node:crypto';
import type { GraphQLSchema } from 'graphql';
import { readSupergraphFacts } from './supergraph-facts.ts';
import type { SupergraphFacts } from './supergraph-facts.ts';

/** What execution must know of a supergraph: the schema clients see, and which object is of which type. */
export interface ExecutionSchema {
  /** Hash of the supergraph's text: plans of different supergraphs never mix. */
  readonly id: string;
  readonly supergraphSdl: string;
  readonly api: GraphQLSchema;
  /** Whether an object whose `__typename` is `typename` fulfils a condition on `condition`, inaccessible types included. */
  isOfType(typename: string, condition: string): boolean;
  /** Whether a type is an interface or a union. */
  isAbstract(type: string): boolean;
  readonly facts: SupergraphFacts;
}

/** Throws Apollo's own error when the text is no valid supergraph. */
export function createExecutionSchema(supergraphSdl: string): ExecutionSchema {
  const supergraph = Supergraph.build(supergraphSdl);
  const members = membersByAbstractType(supergraph.schema);
  return {
    id: createHash('sha256').update(supergraphSdl).digest('base64url').slice(0, 22),
    supergraphSdl,
    api: supergraph.apiSchema().toGraphQLJSSchema({ includeDefer: true }),
    facts: readSupergraphFacts(supergraph),
    isOfType: (typename, condition) => typename === condition || (members.get(condition)?.has(typename) ?? false),
    isAbstract: (type) => members.has(type),
  };
}

function membersByAbstractType(schema: Schema): Map<string, Set<string>> {
  const members = new Map<string, Set<string>>();
  for (const type of schema.unionTypes()) members.set(type.name, new Set(type.types().map((member) => member.name)));
  for (const type of schema.interfaceTypes())
    members.set(type.name, new Set(type.allImplementations().map((member) => member.name)));
  return members;
}
