import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { apiOf, composeSupergraph, readProjectConfig } from '../../scripts/compose.ts';

const ROOT = path.join(import.meta.dirname, '../..');
const execute = promisify(execFile);

test('schema/supergraph.graphql is what `npm run compose` writes', async () => {
  const committed = await readFile(path.join(ROOT, 'schema/supergraph.graphql'), 'utf8');
  expect(committed).toBe(await composeSupergraph(path.join(ROOT, 'supergraph.yaml')));
});

test('schema/api.graphql is what clients see of it, and nothing that is for subgraphs only', async () => {
  const api = await readFile(path.join(ROOT, 'schema/api.graphql'), 'utf8');
  expect(api).toBe(apiOf(await readFile(path.join(ROOT, 'schema/supergraph.graphql'), 'utf8')));
  expect(api).toContain('searchCompanies(');
  expect(api).not.toMatch(/join__|cacheControl|migrateGuestValuations|verifyPartnerKey/);
});

test('supergraph.yaml names every subgraph folder and nothing else', async () => {
  const { subgraphs } = await readProjectConfig(path.join(ROOT, 'supergraph.yaml'));
  expect(Object.keys(subgraphs).sort()).toEqual(['ai', 'registry', 'user', 'valuation']);
});

describe('a schema that does not compose', () => {
  let directory: string;
  beforeEach(async () => {
    directory = await mkdtemp(path.join(tmpdir(), 'compose-'));
    await cp(path.join(ROOT, 'schema'), path.join(directory, 'schema'), { recursive: true });
    await cp(path.join(ROOT, 'supergraph.yaml'), path.join(directory, 'supergraph.yaml'));
  });
  afterEach(() => rm(directory, { recursive: true, force: true }));

  async function composeWith(file: string, change: (sdl: string) => string) {
    const target = path.join(directory, 'schema', file);
    await writeFile(target, change(await readFile(target, 'utf8')));
    const output = path.join(directory, 'out.graphql');
    await writeFile(output, 'the last good one');
    const result = await execute(process.execPath, [
      path.join(ROOT, 'scripts/compose.ts'),
      path.join(directory, 'supergraph.yaml'),
      output,
    ]).then(
      () => ({ code: 0, stderr: '' }),
      (error: { code: number; stderr: string }) => error,
    );
    return { ...result, output: await readFile(output, 'utf8') };
  }

  test('is refused with subgraph, place and code, and the last supergraph stays', async () => {
    const result = await composeWith('registry.graphql', (sdl) =>
      sdl.replace('type Company', 'type Gap @key(fields: "missing") { "An id." id: ID! }\n\ntype Company'),
    );
    expect(result.code).toBe(1);
    expect(result.stderr).toMatch(/^registry \.\/schema\/registry\.graphql:\d+:\d+ KEY_INVALID_FIELDS .*missing/m);
    expect(result.output).toBe('the last good one');
  });

  test('is refused with its place when it is not GraphQL at all', async () => {
    const result = await composeWith('ai.graphql', (sdl) => `${sdl}\ntype {`);
    expect(result.code).toBe(1);
    expect(result.stderr).toMatch(/^ai \.\/schema\/ai\.graphql:\d+:\d+ INVALID_GRAPHQL /);
  });

  test('is refused when the list of subgraphs is not YAML, naming the file', async () => {
    await writeFile(path.join(directory, 'supergraph.yaml'), 'subgraphs: [');
    const result = await composeWith('ai.graphql', (sdl) => sdl);
    expect(result.code).toBe(1);
    expect(result.stderr).toMatch(/^\S+supergraph\.yaml is not YAML: .+\.\n$/);
  });

  test('is refused when two subgraphs contradict each other, naming both', async () => {
    const result = await composeWith('valuation.graphql', (sdl) =>
      sdl.replace('hasNextPage: Boolean!', 'hasNextPage: Int!'),
    );
    expect(result.code).toBe(1);
    expect(result.stderr).toMatch(/registry .*valuation .*FIELD_TYPE_MISMATCH/s);
  });
});
