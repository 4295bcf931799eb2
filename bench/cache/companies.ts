import { setTimeout as delay } from 'node:timers/promises';
import { startScriptedSubgraph } from '../../tests/support/scripted-subgraph.ts';
import type { ScriptedSubgraph } from '../../tests/support/scripted-subgraph.ts';

/** What clients register of `Companies`; the ids are the names. */
export const OPERATIONS = {
  Company: 'query Company($id: ID!) { company(id: $id) { id name description } }',
  Brief: 'query Brief($id: ID!) { briefly(id: $id) { id name description } }',
  Search: 'query Search($text: String!) { search(text: $text) { id name } }',
  Rename: 'mutation Rename($id: ID!, $name: String!) { rename(id: $id, name: $name) { id name description } }',
} as const;

/** In the manifest's format. */
export const MANIFEST = JSON.stringify({
  format: 'apollo-persisted-query-manifest',
  version: 1,
  operations: Object.entries(OPERATIONS).map(([name, body]) => ({ id: name, name, type: body.split(' ')[0], body })),
});

const SDL = `
  type Query { company(id: ID!): Company  briefly(id: ID!): Company  search(text: String!): [Company!]! }
  type Company @key(fields: "id") { id: ID!  name: String!  description: String! }
  type Mutation { rename(id: ID!, name: String!): Company }
`;
/** Makes an answer with one company 1.5 KB. */
const DESCRIPTION = 'Makes and sells chairs, tables and what else stands on four legs, since 1954. '.repeat(19).trim();
const BRIEFLY_SLOWNESS_MS = 100;

function cacheControlOf(query: string): string {
  if (query.includes('briefly')) return 'public, max-age=1';
  return query.includes('company(') ? 'public, max-age=3600' : 'no-store';
}

/**
 * Companies whose answers may be kept for an hour, or for a second where they are asked for `briefly`, which takes 100 ms;
 * searches may not be kept, and a new name drops the company.
 */
export async function startCompanies(): Promise<ScriptedSubgraph> {
  const company = (id: string, name = `Company ${id}`) => ({ id, name, description: DESCRIPTION });
  const subgraph = await startScriptedSubgraph('companies', SDL, {
    Query: {
      company: (_: unknown, { id }: { id: string }) => company(id),
      briefly: (_: unknown, { id }: { id: string }) => delay(BRIEFLY_SLOWNESS_MS, company(id)),
      search: (_: unknown, { text }: { text: string }) => ['1', '2', '3'].map((id) => company(id, `${text} ${id}`)),
    },
    Mutation: { rename: (_: unknown, { id, name }: { id: string; name: string }) => company(id, name) },
  });
  subgraph.follow(({ query, answer, response }) => {
    const companies = Object.values(answer.data ?? {}).flat() as { id: string }[];
    response
      .setHeader('content-type', 'application/json')
      .setHeader('cache-control', cacheControlOf(query))
      .setHeader('cache-tag', companies.map(({ id }) => `Company:${id}`).join(' '))
      .end(JSON.stringify(answer));
  });
  return subgraph;
}
