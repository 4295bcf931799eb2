import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';

const execute = promisify(execFile);
let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'plan-'));
});
afterAll(() => rm(directory, { recursive: true }));

async function plan(text: string) {
  const file = path.join(directory, 'operation.graphql');
  await writeFile(file, text);
  return execute(process.execPath, ['scripts/plan.ts', file]);
}

test('npm run plan prints how many requests an operation takes, of how many entities, and each of them', async () => {
  const { stdout } = await plan(
    '{ me { ... on User { valuations(first: 3) { nodes { id latestVersion { number narrative { text } } } } } } }',
  );
  expect(stdout).toMatch(/^\d+ subgraph requests in \d+ rounds, up to \d+ entities\n/);
  for (const name of ['user', 'valuation', 'ai']) expect(stdout).toContain(`Fetch ${name}: `);
});

test('npm run plan says in which line an operation does not fit the schema', async () => {
  await expect(plan('{\n  nothing\n}')).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/operation\.graphql:2: Cannot query field "nothing"/) as string,
  });
});

test('npm run plan says which file is missing', async () => {
  await expect(execute(process.execPath, ['scripts/plan.ts', 'missing.graphql'])).rejects.toMatchObject({
    code: 1,
    stderr: 'missing.graphql cannot be read (ENOENT).\n',
  });
});

test('npm run plan prints the plan of what a client has registered, or names what there is', async () => {
  const { stdout } = await execute(process.execPath, ['scripts/plan.ts', 'partner-demo', 'FindCompanies']);
  expect(stdout).toContain('Fetch registry: ');
  await expect(execute(process.execPath, ['scripts/plan.ts', 'partner-demo', 'Other'])).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/^Name one of the operations of partner-demo: .*FindCompanies.*\.\n$/) as string,
  });
});
