import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { composeSupergraph } from '../../scripts/compose.ts';

const execute = promisify(execFile);
const SCRIPT = path.join(import.meta.dirname, '../../scripts/check-schema.ts');

const SHOP = `
extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])
interface Item { id: ID! }
type Book implements Item { id: ID!  title: String!  sku: String @deprecated(reason: "Use id.")  cover: Cover @deprecated(reason: "Gone.") }
type Toy implements Item { id: ID! }
type Cover { colour: String }
enum Sort { TITLE  AGE @deprecated(reason: "Use TITLE.") }
type Query { books(sort: Sort, first: Int @deprecated(reason: "All come.")): [Book!]!, items: [Item!]! }
`;
const BOOKS = 'query Books { books { title } }';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'schema-check-'));
  await mkdir(path.join(directory, 'schema/operations'), { recursive: true });
  await writeFile(
    path.join(directory, 'supergraph.yaml'),
    'federation_version: =2.14.4\nsubgraphs: { shop: { routing_url: "http://127.0.0.1:1", schema: { file: shop.graphql } } }',
  );
  const operations = [{ id: 'books', name: 'Books', type: 'query', body: BOOKS }];
  await writeFile(
    path.join(directory, 'schema/operations/partner-acme.json'),
    JSON.stringify({ format: 'apollo-persisted-query-manifest', version: 1, operations }),
  );
  await git('init', '--quiet', '--initial-branch', 'main');
  await write(SHOP);
  await commit('Sell books');
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const git = (...args: string[]) =>
  execute('git', ['-c', 'user.name=t', '-c', 'user.email=t@t', ...args], { cwd: directory });

async function write(sdl: string): Promise<void> {
  await writeFile(path.join(directory, 'shop.graphql'), sdl);
  const supergraph = await composeSupergraph(path.join(directory, 'supergraph.yaml'));
  await writeFile(path.join(directory, 'schema/supergraph.graphql'), supergraph);
}

async function commit(message: string): Promise<void> {
  await git('add', '--all');
  await git('commit', '--quiet', '--message', message);
}

/** What the check says of a change to the shop, and whether it may land. */
async function check(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  return execute(process.execPath, [SCRIPT, ...args], { cwd: directory }).then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    (error: { code: number; stdout: string; stderr: string }) => error,
  );
}

describe('npm run schema:check', () => {
  test('refuses what takes something from clients, or asks of them what they do not send', async () => {
    const changes = [
      ['title: String!', 'title: String', 'Book.title changed type from String! to String.'],
      ['TITLE ', '', 'TITLE was removed from enum type Sort.'],
      ['sort: Sort', 'order: Sort!', 'A required arg order on Query.books was added.'],
      ['sort: Sort', 'order: Sort!', 'Query.books arg sort was removed.'],
      ['type Toy implements Item { id: ID! }', '', 'Toy was removed.'],
      [', items: [Item!]!', '', 'Query.items was removed.'],
    ] as const;
    await write(changes.reduce((sdl, [from, to]) => sdl.replace(from, to), SHOP));
    const { code, stdout } = await check('main');
    expect(code).toBe(1);
    for (const [, , sentence] of changes) expect(stdout).toContain(`  ${sentence}\n`);
  });

  test('names the clients and operations that a change breaks', async () => {
    await write(SHOP.replace('title: String!', 'name: String!'));
    const { code, stdout } = await check('main');
    expect(code).toBe(1);
    expect(stdout).toContain('partner-acme Books: Cannot query field "title" on type "Book".');
  });

  test('lets go what clients were told to leave, with the types that only this led to', async () => {
    const withoutDeprecated = SHOP.replace(/ (sku|cover): \w+ @deprecated\(reason: "[^"]*"\)/g, '')
      .replace('type Cover { colour: String }\n', '')
      .replace(' AGE @deprecated(reason: "Use TITLE.")', '')
      .replace(', first: Int @deprecated(reason: "All come.")', '');
    expect(withoutDeprecated).not.toContain('@deprecated');
    await write(withoutDeprecated);
    expect(await check('main')).toMatchObject({ code: 0, stderr: '' });
  });

  test('lets new fields in, and warns of what may surprise', async () => {
    await write(SHOP.replace('TITLE ', 'TITLE PRICE ').replace('title: String!', 'title: String!  pages: Int'));
    const { code, stdout } = await check('main');
    expect(code).toBe(0);
    expect(stdout).toContain('PRICE was added to enum type Sort.');
    expect(stdout).not.toContain('pages');
  });

  test('compares a branch with where it left main, and main with the commit before', async () => {
    await git('checkout', '--quiet', '-b', 'change');
    await write(SHOP.replace('sort: Sort,', ''));
    await commit('Sort no more');
    await git('commit', '--quiet', '--allow-empty', '--message', 'Nothing more');
    expect((await check()).stdout).toContain('Query.books arg sort was removed.');
    await git('checkout', '--quiet', 'main');
    await git('merge', '--quiet', '--squash', 'change');
    await commit('Sort no more');
    expect((await check()).code).toBe(1);
  });

  test('accepts a break that a commit since then accepts in so many words', async () => {
    await git('checkout', '--quiet', '-b', 'change');
    await write(SHOP.replace('sort: Sort,', ''));
    await commit('Sort no more\n\nNobody sorts.\n\nBreaks: Query.books arg sort was removed.');
    const { code, stdout } = await check();
    expect(code).toBe(0);
    expect(stdout).toContain('Accepted by a commit, though it breaks clients:\n  Query.books arg sort was removed.');
  });

  test('says what to do when the earlier schema is not there', async () => {
    expect(await check('nowhere')).toMatchObject({
      code: 2,
      stderr: 'There is no schema/supergraph.graphql in nowhere: name a commit that has one.\n',
    });
  });
});
