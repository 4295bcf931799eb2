import { access, readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { buildSchema, getNamedType, isInputObjectType, parse, validate } from 'graphql';
import { describe, expect, test } from 'vitest';
import { ERROR_TABLE } from '../../lib/errors.ts';
import { CONFIGURED_PROGRAMS, renderConfigurationPage } from '../../scripts/configuration-page.ts';

const ROOT = path.join(import.meta.dirname, '../..');
const read = (file: string): Promise<string> => readFile(path.join(ROOT, file), 'utf8');

test('docs/errors.md and the error table say the same, both ways', async () => {
  const rows = [...(await read('docs/errors.md')).matchAll(/^\| `([A-Z_]+)`\s*\| (\d+)\s*\| (yes|no)\s*\|/gm)];
  const documented = Object.fromEntries(
    rows.map(([, code = '', status, retryable]) => [
      code,
      { httpStatus: Number(status), retryable: retryable === 'yes' },
    ]),
  );
  const table = Object.fromEntries(
    Object.entries(ERROR_TABLE).map(([code, { httpStatus, retryable }]) => [code, { httpStatus, retryable }]),
  );
  expect(documented).toEqual(table);
});

test('docs/idempotency.md names every mutation: in its table those with a key, below it those without', async () => {
  const page = await read('docs/idempotency.md');
  const mutations = Object.values(
    buildSchema(await read('schema/api.graphql'))
      .getMutationType()
      ?.getFields() ?? {},
  );
  const takesKey = ({ args }: (typeof mutations)[number]): boolean =>
    args
      .flatMap(({ name, type }) => {
        const input = getNamedType(type);
        return [name, ...(isInputObjectType(input) ? Object.keys(input.getFields()) : [])];
      })
      .includes('idempotencyKey');
  const namesOf = (fields: typeof mutations) => fields.map(({ name }) => name).sort();
  const table = [...page.matchAll(/^\| `(\w+)`/gm)].map(([, name = '']) => name).sort();
  expect(table).toEqual(namesOf(mutations.filter(takesKey)));
  const unnamed = mutations.filter((field) => !takesKey(field) && !page.includes(`\`${field.name}\``));
  expect(namesOf(unnamed)).toEqual([]);
});

describe('docs/configuration.md', () => {
  test('is what `npm run docs` writes from the schemas', async () => {
    expect(await read('docs/configuration.md')).toBe(await renderConfigurationPage());
  });

  test.each(Object.entries(CONFIGURED_PROGRAMS))('says what every variable of %s means', (_program, schema) => {
    const bare = Object.entries(schema.shape).filter(([, field]) => !(field as { description?: string }).description);
    expect(bare.map(([name]) => name)).toEqual([]);
  });
});

describe('the pages', () => {
  const pages = async (): Promise<string[]> => {
    const docs = await readdir(path.join(ROOT, 'docs'), { recursive: true });
    return [
      'README.md',
      'CONTRIBUTING.md',
      ...docs.filter((file) => file.endsWith('.md')).map((file) => `docs/${file}`),
    ];
  };

  test('README.md stays within 150 lines', async () => {
    expect((await read('README.md')).trimEnd().split('\n').length).toBeLessThanOrEqual(150);
  });

  test('link only to files that exist', async () => {
    const broken: string[] = [];
    for (const page of await pages())
      for (const [, target = ''] of (await read(page)).matchAll(/\]\((?!https?:|#)([^)#]+)[^)]*\)/g)) {
        const file = path.join(path.dirname(page), target);
        await readFile(path.join(ROOT, file)).catch((error: NodeJS.ErrnoException) => {
          if (error.code !== 'EISDIR') broken.push(`${page} -> ${target}`);
        });
      }
    expect(broken).toEqual([]);
  });

  test('name only files that exist', async () => {
    const unknown: string[] = [];
    for (const page of await pages())
      for (const [, file = ''] of (await read(page)).matchAll(
        /`((?:\.ci|bench|deploy|docs|gateway|lib|migrations|schema|scripts|subgraphs|tests)\/[\w./-]+)`/g,
      ))
        await access(path.join(ROOT, file)).catch(() => unknown.push(`${page}: ${file}`));
    expect(unknown).toEqual([]);
  });

  test('show only operations that fit the schema', async () => {
    const schema = buildSchema(await read('schema/api.graphql'));
    const problems: string[] = [];
    let count = 0;
    for (const page of await pages())
      for (const [, operation = ''] of (await read(page)).matchAll(/^```graphql\n([^`]*)^```$/gm)) {
        count += 1;
        problems.push(...validate(schema, parse(operation)).map(({ message }) => `${page}: ${message}`));
      }
    expect(count).toBeGreaterThan(2);
    expect(problems).toEqual([]);
  });

  test('name only npm scripts that exist', async () => {
    const { scripts } = JSON.parse(await read('package.json')) as { scripts: Record<string, string> };
    const unknown: string[] = [];
    for (const page of await pages())
      for (const [, script = ''] of (await read(page)).matchAll(/npm (?:run )?((?<=run )[\w:-]+|start|test)\b/g))
        if (!(script in scripts)) unknown.push(`${page}: npm run ${script}`);
    expect(unknown).toEqual([]);
  });
});
