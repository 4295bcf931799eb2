import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { generate } from '@graphql-codegen/cli';
import { expect, test } from 'vitest';
import config from '../../codegen.ts';

const ROOT = path.join(import.meta.dirname, '../..');

test('the generated resolver types are what `npm run codegen` writes', async () => {
  const files = (await generate({ ...config, cwd: ROOT, silent: true }, false)) as {
    filename: string;
    content: string;
  }[];
  expect(files.length).toBe(4);
  for (const { filename, content } of files)
    expect(await readFile(path.resolve(ROOT, filename), 'utf8'), `${filename}: run npm run codegen`).toBe(content);
});
