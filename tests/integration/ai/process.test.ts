import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { findFreePorts } from '../../../lib/cluster/free-port.ts';
import { createTestDatabase } from '../../support/database.ts';
import { createSignedClient, SIGNING_SECRET, user } from '../../support/signed-client.ts';
import { API_KEY, startScriptedOpenAi } from './scripted-openai.ts';
import { startScriptedValuation } from './scripted-valuation.ts';

const MAIN = fileURLToPath(new URL('../../../subgraphs/ai/main.ts', import.meta.url));

/** Starts the service as an operator would and collects what it prints. */
function startProcess(env: Record<string, string>) {
  const child = spawn(process.execPath, [MAIN], { env: { SIGNING_SECRETS: SIGNING_SECRET, ...env } });
  const output: string[] = [];
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      output.push(chunk.toString());
    });
  return { child, exited: once(child, 'exit'), output: () => output.join('') };
}

test('the key of the language model is never printed, however talkative the log', async () => {
  const database = await createTestDatabase();
  const valuation = await startScriptedValuation();
  const openAi = await startScriptedOpenAi();
  openAi.script = [{ status: 401, body: { error: { message: `Incorrect API key provided: ${API_KEY}` } } }];
  const [port] = await findFreePorts(1);
  const service = startProcess({
    PORT: String(port),
    DATABASE_URL: database.urlFor('ai'),
    VALUATION_URL: valuation.url,
    OPENAI_API_KEY: API_KEY,
    OPENAI_BASE_URL: openAi.url,
    OPENAI_LOG: 'debug',
    LOG_LEVEL: 'debug',
  });
  try {
    await expect.poll(service.output, { timeout: 15_000 }).toContain('listening');
    const owner = user(randomUUID());
    const { data } = await createSignedClient('ai', `http://127.0.0.1:${port}`)(
      owner,
      'mutation ($id: ID!) { writeNarrative(input: { valuationId: $id }) { narrative { source } } }',
      { id: valuation.add(owner, 1) },
    );
    expect(data).toEqual({ writeNarrative: { narrative: { source: 'OFFLINE_TEMPLATE' } } });
    expect(openAi.requests).toHaveLength(1);
  } finally {
    service.child.kill('SIGTERM');
    await service.exited;
    await openAi.close();
    await valuation.close();
    await database.drop();
  }
  expect(service.output()).toContain('"status":401');
  expect(service.output()).not.toContain(API_KEY);
  expect(service.child.exitCode).toBe(0);
});

test('a model that has no price stops the start with one sentence', async () => {
  const service = startProcess({ DATABASE_URL: 'postgres://app_ai@127.0.0.1/none', OPENAI_MODEL: 'gpt-1' });
  expect(await service.exited).toEqual([1, null]);
  expect(service.output()).toBe(
    'ai cannot start: OPENAI_MODEL must be one of gpt-6-luna, gpt-6.1-terra, gpt-4o-mini, gpt-4o. See docs/configuration.md.\n',
  );
});
