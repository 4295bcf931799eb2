import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { ApolloClient, gql, HttpLink, InMemoryCache } from '@apollo/client';
import type { ApolloLink } from '@apollo/client';
import { PersistedQueryLink } from '@apollo/client/link/persisted-queries';
import {
  generatePersistedQueryIdsAtRuntime,
  generatePersistedQueryIdsFromManifest,
} from '@apollo/persisted-query-lists';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseOperationManifest } from '../../../gateway/operations/persisted/operation-manifest.ts';
import { sha256Hex } from '../../../lib/sha256-hex.ts';
import { compose, startTestGateway, startTestSubgraph } from '../../support/gateway.ts';
import type { TestGateway, TestSubgraph } from '../../support/gateway.ts';

const ROOT = path.join(import.meta.dirname, '../../..');

const BOOK = 'fragment Book on Book { title author { ...Author } }';
const AUTHOR = 'fragment Author on Author { name }';
const PAGE = 'query Page($first: Int!) { books(first: $first) { ...Book } }';
const SAVE = 'mutation Save { save { title } }';

let directory: string;
let manifestFile: string;
let subgraph: TestSubgraph;
let gateway: TestGateway;

/** What `npm run operations:register` runs, on a directory of files. */
async function register(client: string, files: Record<string, string>): Promise<string> {
  const source = await mkdtemp(path.join(directory, 'source-'));
  for (const [file, text] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(source, file)), { recursive: true });
    await writeFile(path.join(source, file), text);
  }
  const env = {
    ...process.env,
    SUPERGRAPH: path.join(directory, 'supergraph.graphql'),
    OPERATIONS_DIRECTORY: path.join(directory, 'operations'),
  };
  const script = ['scripts/register-operations.ts', client, source];
  const run = promisify(execFile)(process.execPath, script, { cwd: ROOT, env });
  const { stdout, stderr } = await run.catch((error: { stdout: string; stderr: string }) => error);
  return `${stdout}${stderr}`.replaceAll(`${source}/`, '').replaceAll(`${directory}/`, '');
}

beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'register-'));
  manifestFile = path.join(directory, 'operations/shop.json');
  subgraph = await startTestSubgraph(
    'books',
    `type Query { books(first: Int!): [Book!]! } type Mutation { save: Book! }
     type Book { title: String! author: Author! } type Author { name: String! }`,
    {
      Query: { books: () => [{ title: 'Emma', author: { name: 'Jane Austen' } }] },
      Mutation: { save: () => ({ title: 'Emma' }) },
    },
  );
  const supergraph = compose([subgraph]);
  await writeFile(path.join(directory, 'supergraph.graphql'), supergraph);
  const said = await register('shop', {
    'page.graphql': `${PAGE}\n${AUTHOR}`,
    'parts/book.graphql': `${BOOK}\n${SAVE}`,
  });
  expect(said).toBe('operations/shop.json: 2 operations, 2 new, 0 retired.\n');
  // The same operations under ids of another kind.
  const { operations } = await manifest();
  const texts = operations.map((operation) => ({ ...operation, id: operation.name }));
  await writeFile(
    path.join(directory, 'operations/safe.json'),
    JSON.stringify({ format: 'apollo-persisted-query-manifest', version: 1, operations: texts }),
  );
  gateway = await startTestGateway(supergraph, {
    OPERATIONS_DIRECTORY: path.join(directory, 'operations'),
    CLIENT_MODES: JSON.stringify({ shop: 'id-only', safe: 'safelist' }),
  });
});

afterAll(async () => {
  await gateway.close();
  await subgraph.close();
  await rm(directory, { recursive: true, force: true });
});

/** A browser app's Apollo Client; `sent` has each request as it went out. */
function clientOf(name: string, link: ApolloLink) {
  const sent: { method: string; hasText: boolean }[] = [];
  const http = new HttpLink({
    uri: `${gateway.url}/graphql`,
    headers: { 'apollographql-client-name': name },
    fetch: (url, init) => {
      const { method = 'GET', body } = init ?? {};
      const text = typeof body === 'string' ? (JSON.parse(body) as { query?: string }).query : undefined;
      sent.push({ method, hasText: text !== undefined || (typeof url === 'string' && url.includes('query=')) });
      return fetch(url, init);
    },
  });
  return { client: new ApolloClient({ cache: new InMemoryCache(), link: link.concat(http) }), sent };
}

const page = { query: gql(`${PAGE} ${BOOK} ${AUTHOR}`), variables: { first: 1 }, fetchPolicy: 'no-cache' as const };
const BOOKS = [{ __typename: 'Book', title: 'Emma', author: { __typename: 'Author', name: 'Jane Austen' } }];
const manifest = async () => parseOperationManifest(await readFile(manifestFile, 'utf8'));

describe('an Apollo Client that sends ids', () => {
  it.each([
    ['from the manifest', () => generatePersistedQueryIdsFromManifest({ loadManifest: manifest })],
    ['that it hashes itself', () => generatePersistedQueryIdsAtRuntime({ sha256: sha256Hex })],
  ])('%s asks for registered operations, and for nothing else', async (_how, options) => {
    const { client, sent } = clientOf('shop', new PersistedQueryLink(options()));
    expect((await client.query(page)).data).toEqual({ books: BOOKS });
    expect((await client.mutate({ mutation: gql(SAVE) })).data).toEqual({
      save: { __typename: 'Book', title: 'Emma' },
    });
    expect(sent).toEqual([
      { method: 'POST', hasText: false },
      { method: 'POST', hasText: false },
    ]);
    await expect(client.query({ query: gql('query Other { books(first: 2) { title } }') })).rejects.toThrow();
  });

  it('may send them by GET', async () => {
    const options = generatePersistedQueryIdsFromManifest({ loadManifest: manifest });
    const { client, sent } = clientOf('shop', new PersistedQueryLink({ ...options, useGETForHashedQueries: true }));
    expect((await client.query(page)).data).toEqual({ books: BOOKS });
    expect(sent).toEqual([{ method: 'GET', hasText: false }]);
  });
});

describe('an Apollo Client with automatic persisted queries', () => {
  it('sends each text once', async () => {
    const { client, sent } = clientOf('web', new PersistedQueryLink({ sha256: sha256Hex }));
    for (let i = 0; i < 3; i++) expect((await client.query(page)).data).toEqual({ books: BOOKS });
    expect(sent.map(({ hasText }) => hasText)).toEqual([false, true, false, false]);
  });

  it('goes over to texts where hashes are not answered', async () => {
    const { client, sent } = clientOf('safe', new PersistedQueryLink({ sha256: sha256Hex }));
    for (let i = 0; i < 2; i++) expect((await client.query(page)).data).toEqual({ books: BOOKS });
    expect(sent.map(({ hasText }) => hasText)).toEqual([false, true, true]);
    const other = client.query({ query: gql('query Other { books(first: 2) { title } }') });
    await expect(other).rejects.toThrow('This client may ask for registered operations only.');
  });
});

describe('npm run operations:register', () => {
  it('retires what is no longer there, with the day', async () => {
    const client = 'retiring';
    await register(client, { 'all.graphql': `${PAGE} ${BOOK} ${AUTHOR} ${SAVE}` });
    expect(await register(client, { 'all.graphql': SAVE })).toBe(
      'operations/retiring.json: 1 operations, 0 new, 1 retired.\n',
    );
    const [{ id } = { id: '' }] = (await manifest()).operations;
    const file = path.join(directory, 'operations/retiring.json');
    const retiredOn = new Date().toISOString().slice(0, 10);
    expect(parseOperationManifest(await readFile(file, 'utf8')).retired).toEqual([{ id, name: 'Page', retiredOn }]);
    expect(await register(client, { 'all.graphql': `${PAGE} ${BOOK} ${AUTHOR}` })).toContain('1 new, 1 retired');
    expect(parseOperationManifest(await readFile(file, 'utf8')).retired?.map(({ name }) => name)).toEqual(['Save']);
  });

  it.each([
    [{ 'a.graphql': 'query A { books(first: 1) { nope } }' }, 'a.graphql:1: Cannot query field "nope" on type "Book".'],
    [{ 'a.graphql': '\n{ books(first: 1) { title } }' }, 'a.graphql:2: the operation needs a name.'],
    [{ 'a.graphql': SAVE, 'b.graphql': SAVE }, /^[ab]\.graphql:1: Save is also at [ab]\.graphql:1\.\n$/],
    [{ 'a.graphql': 'query A { books(first: 1) { ...Lost } }' }, 'a.graphql:1: there is no fragment Lost.'],
    [{ 'a.graphql': 'query A {' }, 'a.graphql: Syntax Error: Expected Name, found <EOF>.'],
    [{ 'a.txt': SAVE }, 'has no operation in a .graphql file.'],
  ])('says what is wrong in one line and writes nothing: %j', async (files, message) => {
    const said = await register('broken', files);
    if (typeof message === 'string') expect(said).toContain(`${message}\n`);
    else expect(said).toMatch(message);
    await expect(readFile(path.join(directory, 'operations/broken.json'))).rejects.toThrow('ENOENT');
  });
});
