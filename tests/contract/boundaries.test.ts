import path from 'node:path';
import { Linter } from 'eslint';
import type { ESLint } from 'eslint';
import tseslint from 'typescript-eslint';
import { expect, test } from 'vitest';
// @ts-expect-error -- the configuration is JavaScript without types.
import untypedConfig from '../../eslint.config.js';

const config = untypedConfig as readonly { readonly plugins?: Record<string, ESLint.Plugin> }[];
const project = config.flatMap(({ plugins }) => plugins?.['project'] ?? [])[0] as ESLint.Plugin;

/** What lint says of a file of the project with this text. */
function complaints(file: string, text: string): string[] {
  return new Linter({ cwd: path.join(import.meta.dirname, '../..') })
    .verify(
      text,
      [
        {
          files: ['**/*.ts'],
          languageOptions: { parser: tseslint.parser },
          plugins: { project },
          rules: { 'project/boundaries': 'error', 'project/file-name': 'error' },
        },
      ],
      { filename: path.join(import.meta.dirname, '../..', file) },
    )
    .map(({ message }) => message);
}

test.each([
  ['gateway/app.ts', '../subgraphs/user/config.ts', /gateway must not import subgraphs\/user: they meet at GraphQL/],
  ['subgraphs/ai/app.ts', '../valuation/model/types.ts', /subgraphs\/ai must not import subgraphs\/valuation/],
  ['lib/db.ts', '../subgraphs/user/config.ts', /lib\/ is the common kit and imports nothing of the services/],
  ['subgraphs/user/data/user.ts', '../operations/login.ts', /data\/ must not import operations: the direction is/],
  ['subgraphs/user/operations/login.ts', '../resolvers/index.ts', /operations\/ must not import resolvers/],
  ['subgraphs/user/resolvers/query.ts', '../data/user.ts', /resolvers\/ must not import data/],
  ['subgraphs/user/operations/login.ts', 'kysely', /Queries live in data\//],
  ['subgraphs/user/data/user.ts', 'pg', /Only lib\/db\* talks to pg/],
  ['gateway/auth/rate-limit.ts', 'ioredis', /Only lib\/redis\.ts talks to ioredis/],
  ['subgraphs/ai/operations/write-narrative.ts', 'openai', /Only subgraphs\/ai\/clients\/ talks to OpenAI/],
])('lint refuses in %s an import of %s, and says the way round it', (file, source, message) => {
  expect(complaints(file, `import { thing } from '${source}';`)).toEqual([expect.stringMatching(message)]);
});

test.each([
  ['gateway/app.ts', '../lib/identity.ts'],
  ['subgraphs/user/operations/login.ts', '../data/user.ts'],
  ['subgraphs/user/data/user.ts', 'kysely'],
  ['subgraphs/ai/clients/openai-model.ts', 'openai'],
])('lint lets %s import %s', (file, source) => {
  expect(complaints(file, `import { thing } from '${source}';`)).toEqual([]);
});

test.each(['lib/utils.ts', 'gateway/helpers.ts', 'lib/CamelCase.ts'])('lint refuses the file name %s', (file) => {
  expect(complaints(file, '').length).toBe(1);
});
