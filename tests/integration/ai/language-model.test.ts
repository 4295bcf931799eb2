import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { withAdministrator } from '../../../lib/db-admin.ts';
import { createSubgraphClient } from '../../../lib/subgraph-client.ts';
import { createTestDatabase } from '../../support/database.ts';
import type { TestDatabase } from '../../support/database.ts';
import { SIGNING_SECRET, user } from '../../support/signed-client.ts';
import { startAiSubgraph, WRITE_NARRATIVE } from './ai-subgraph.ts';
import type { AiSubgraph, WriteNarrativeData } from './ai-subgraph.ts';
import { answerWith, API_KEY, GOOD_PARAGRAPHS, responseOf, startScriptedOpenAi } from './scripted-openai.ts';
import type { Script, ScriptedOpenAi } from './scripted-openai.ts';
import { COMPANY_NAME, SECRET_FIGURES, startScriptedValuation } from './scripted-valuation.ts';
import type { ScriptedValuation } from './scripted-valuation.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const GOOD = answerWith(...GOOD_PARAGRAPHS);

let database: TestDatabase;
let valuation: ScriptedValuation;
let openAi: ScriptedOpenAi;
let running: AiSubgraph[] = [];
beforeAll(async () => {
  database = await createTestDatabase();
  valuation = await startScriptedValuation();
});
beforeEach(async () => {
  openAi = await startScriptedOpenAi();
  await database.query('truncate app_ai.model_quotas, app_ai.ai_calls');
});
afterEach(async () => {
  await Promise.all(running.map((subgraph) => subgraph.close()));
  running = [];
  await openAi.close();
});
afterAll(async () => {
  await valuation.close();
  await database.drop();
});

async function start(env: Record<string, string> = {}): Promise<AiSubgraph> {
  const subgraph = await startAiSubgraph({
    databaseUrl: database.urlFor('ai'),
    valuationUrl: valuation.url,
    env: { OPENAI_API_KEY: API_KEY, OPENAI_BASE_URL: openAi.url, OPENAI_TIMEOUT_MS: '1500', ...env },
  });
  running.push(subgraph);
  return subgraph;
}

const owner = user(randomUUID());

async function narrativeOf(subgraph: AiSubgraph, valuationId: string, language = 'EN') {
  const { data, errors } = await subgraph.write(owner, { valuationId, language });
  expect(errors).toBeUndefined();
  return data?.writeNarrative?.narrative;
}

const ledgerOf = (valuationId: string) =>
  database.query<{ outcome: string; cost_micro_euro: number; input_tokens: number | null }>(
    'select * from app_ai.ai_calls where valuation_id = $1 order by id',
    [valuationId],
  );

describe('a narrative by a language model', () => {
  test('has the wording of the model and the figures of the calculation, and is asked for once', async () => {
    openAi.script = [GOOD];
    const subgraph = await start();
    const valuationId = valuation.add(owner, 1);
    const first = await narrativeOf(subgraph, valuationId);
    expect(first).toMatchObject({ source: 'LANGUAGE_MODEL', model: 'gpt-6-luna' });
    expect(first?.text).toBe(
      `The shares of ${COMPANY_NAME} come to €3,456,789 as of 30 June 2026.\n\n` +
        'The range runs from €2,345,678 to €4,567,891, with €5,678,912 before debt and cash.',
    );
    subgraph.wait(DAY_MS);
    expect(await narrativeOf(subgraph, valuationId)).toEqual(first);
    expect(openAi.requests).toHaveLength(1);
  });

  test('gives the model no figure, no name and nothing to keep', async () => {
    openAi.script = [GOOD];
    await narrativeOf(await start(), valuation.add(owner, 1), 'FR');
    const [body = ''] = openAi.requests;
    const request = JSON.parse(body) as Record<string, unknown>;
    // No digit at all, so no figure in any formatting; the rest of the request is settings.
    expect(`${String(request['instructions'])}${String(request['input'])}`).not.toMatch(/\p{N}/u);
    const bare = body.replaceAll(/(?<=\d)[.,'\s\u00a0\u202f_](?=\d)/g, '');
    for (const figure of Object.values(SECRET_FIGURES)) expect(bare).not.toMatch(new RegExp(`\\b${figure}\\b`));
    expect(body).not.toContain(COMPANY_NAME);
    expect(JSON.parse(String(request['input']))).toEqual({
      industry: 'TECHNOLOGY',
      countryCode: 'BE',
      companySize: 'small',
      methods: ['DISCOUNTED_CASH_FLOW', 'MULTIPLES'],
      confidence: 'high',
      warnings: ['largestCustomerShare', 'revenue'],
    });
    expect(request).toMatchObject({ store: false, text: { format: { type: 'json_schema', strict: true } } });
    expect(request['instructions']).toContain('French');
  });

  test('is entered in the ledger with its tokens and cost, without its words', async () => {
    openAi.script = [GOOD];
    const valuationId = valuation.add(owner, 1);
    await narrativeOf(await start(), valuationId);
    // gpt-6-luna in the EU: 600 · 0.101852 + 200 · 0.010186 + 400 · 0.50926 = 61.11 + 2.04 + 203.70 = 266.85
    expect(await ledgerOf(valuationId)).toEqual([
      {
        id: expect.any(String) as string,
        created_at: expect.any(Date) as Date,
        valuation_id: valuationId,
        version_number: 1,
        language: 'EN',
        model: 'gpt-6-luna',
        prompt_version: 'narrative-1',
        input_tokens: 800,
        cached_input_tokens: 200,
        output_tokens: 400,
        cost_micro_euro: 267,
        duration_ms: expect.any(Number) as number,
        outcome: 'ANSWERED',
      },
    ]);
  });
});

describe('an answer that cannot be used is replaced by templates', () => {
  const [FIRST = '', SECOND = ''] = GOOD_PARAGRAPHS;
  const refused: readonly (readonly [string, Script, string])[] = [
    ['takes too long', 'silent', 'TIMEOUT'],
    ['is an error', { status: 500, body: { error: { message: 'boom' } } }, 'FAILED'],
    ['is a refused key', { status: 401, body: { error: { message: `Incorrect key: ${API_KEY}` } } }, 'FAILED'],
    ['is a full quota', { status: 429, headers: { 'retry-after': '30' }, body: {} }, 'RATE_LIMITED'],
    ['is a broken connection', 'hang-up', 'FAILED'],
    ['is not JSON', { body: '<html>busy</html>' }, 'FAILED'],
    ['is an empty object', { body: {} }, 'INCOMPLETE'],
    ['is cut off', { body: responseOf('{"paragraphs":["The', undefined, 'incomplete') }, 'INCOMPLETE'],
    ['has another form', { body: responseOf('Certainly! Here is your text.') }, 'REFUSED'],
    ['invents a figure', answerWith(FIRST, SECOND, 'That is 5 times its profit.'), 'REFUSED'],
    ['invents a placeholder', answerWith(FIRST, SECOND, 'Revenue was {{revenue}}.'), 'REFUSED'],
    ['advertises', answerWith(FIRST, SECOND, 'Sell at https://evil.example now.'), 'REFUSED'],
    ['holds markup', answerWith(FIRST, SECOND, '<img src=x onerror=alert()>'), 'REFUSED'],
    ['leaves out the value', answerWith('{{company_name}} does well.', 'Very well.'), 'REFUSED'],
  ];
  test.each(refused)('when it %s', async (_, script, outcome) => {
    openAi.script = [script];
    const valuationId = valuation.add(owner, 1);
    const narrative = await narrativeOf(await start({ OPENAI_TIMEOUT_MS: '500' }), valuationId);
    expect(narrative?.source).toBe('OFFLINE_TEMPLATE');
    expect(narrative?.text).toContain('€3,456,789');
    expect(narrative?.text).not.toMatch(/evil|5 times|revenue|onerror|boom/i);
    expect((await ledgerOf(valuationId)).map((call) => call.outcome)).toEqual([outcome]);
  });

  test('but an error of the moment is tried once more first', async () => {
    openAi.script = [{ status: 503, body: {} }, GOOD];
    const narrative = await narrativeOf(await start(), valuation.add(owner, 1));
    expect(narrative?.source).toBe('LANGUAGE_MODEL');
    expect(openAi.requests).toHaveLength(2);
  });

  test('and the model is tried again a minute later, not sooner', async () => {
    openAi.script = [{ status: 429, body: {} }, GOOD];
    const subgraph = await start();
    const valuationId = valuation.add(owner, 1);
    const fallback = await narrativeOf(subgraph, valuationId);
    expect(await narrativeOf(subgraph, valuationId)).toEqual(fallback);
    expect(openAi.requests).toHaveLength(1);
    subgraph.wait(MINUTE_MS);
    expect((await narrativeOf(subgraph, valuationId))?.source).toBe('LANGUAGE_MODEL');
  });

  test('and no key, prompt or answer reaches the log', async () => {
    openAi.script = [{ status: 401, body: { error: { message: `Incorrect key: ${API_KEY}` } } }];
    const subgraph = await start();
    await narrativeOf(subgraph, valuation.add(owner, 1));
    expect(subgraph.log()).toContain('a narrative is written without the language model');
    expect(subgraph.log()).toContain('"status":401');
    expect(subgraph.log()).not.toMatch(/sk-test|Incorrect|You explain|Ignore all rules/);
  });
});

describe('many at once', () => {
  test('get one text from one call, over all processes', async () => {
    openAi.script = [{ ...GOOD, delayMs: 500 }];
    const processes = [await start(), await start()];
    const valuationId = valuation.add(owner, 1);
    const narratives = await Promise.all(
      Array.from({ length: 20 }, (_, i) => narrativeOf(processes[i % 2] as AiSubgraph, valuationId)),
    );
    expect(new Set(narratives.map((narrative) => JSON.stringify(narrative)))).toHaveLength(1);
    expect(narratives[0]?.source).toBe('LANGUAGE_MODEL');
    expect(openAi.requests).toHaveLength(1);
    expect(await database.query('select * from app_ai.narrative_claims')).toEqual([]);
  });

  test('get one text from templates, too, and do not try the failing model one after the other', async () => {
    openAi.script = ['silent'];
    const subgraph = await start({ OPENAI_TIMEOUT_MS: '500' });
    const valuationId = valuation.add(owner, 1);
    const narratives = await Promise.all(Array.from({ length: 20 }, () => narrativeOf(subgraph, valuationId)));
    expect(new Set(narratives.map((narrative) => JSON.stringify(narrative)))).toHaveLength(1);
    expect(openAi.requests).toHaveLength(1);
  });

  test('hold no database connection while the model thinks', async () => {
    openAi.script = [{ ...GOOD, delayMs: 900 }];
    const subgraph = await start({ DATABASE_POOL_SIZE: '1' });
    const ids = Array.from({ length: 5 }, () => valuation.add(owner, 1));
    const narratives = await Promise.all(ids.map((id) => narrativeOf(subgraph, id)));
    expect(narratives.map((narrative) => narrative?.source)).toEqual(Array(5).fill('LANGUAGE_MODEL'));
  });

  test('do not wait for a process that died while writing', async () => {
    openAi.script = [GOOD];
    const subgraph = await start();
    const valuationId = valuation.add(owner, 1);
    await database.query(
      `insert into app_ai.narrative_claims values ($1, 1, 'EN', uuidv7(), now() + interval '10 seconds')`,
      [valuationId],
    );
    subgraph.wait(11_000);
    expect((await narrativeOf(subgraph, valuationId))?.source).toBe('LANGUAGE_MODEL');
  });
});

/** Asks for a narrative with a deadline, and possibly goes away before. */
async function writeWithin(timeoutMs: number, subgraph: AiSubgraph, valuationId: string, signal?: AbortSignal) {
  const url = `${subgraph.url}/graphql`;
  const client = createSubgraphClient({ service: 'ai', url, secrets: [SIGNING_SECRET], timeoutMs });
  const variables = { input: { valuationId } };
  const call = {
    query: WRITE_NARRATIVE,
    variables,
    identity: owner,
    requestId: 'impatient',
    ...(signal && { signal }),
  };
  try {
    return await client.call<WriteNarrativeData>(call);
  } finally {
    await client.close();
  }
}

test('a caller in a hurry gets the templates before its deadline', async () => {
  openAi.script = ['silent'];
  const subgraph = await start({ OPENAI_TIMEOUT_MS: '8000' });
  const slow = await writeWithin(2_500, subgraph, valuation.add(owner, 1));
  expect(slow.writeNarrative?.narrative.source).toBe('OFFLINE_TEMPLATE');
  expect(openAi.requests).toHaveLength(1);
  const hopeless = await writeWithin(1_000, subgraph, valuation.add(owner, 1));
  expect(hopeless.writeNarrative?.narrative.source).toBe('OFFLINE_TEMPLATE');
  expect(openAi.requests).toHaveLength(1);
});

test('a caller who goes away stops the call, and the next one can write at once', async () => {
  openAi.script = ['silent', GOOD];
  const subgraph = await start({ OPENAI_TIMEOUT_MS: '8000' });
  const valuationId = valuation.add(owner, 1);
  const impatient = writeWithin(10_000, subgraph, valuationId, AbortSignal.timeout(500));
  await expect(impatient).rejects.toMatchObject({ code: 'UPSTREAM_TIMEOUT' });
  await expect.poll(() => openAi.abandoned).toBe(1);
  await expect.poll(async () => (await ledgerOf(valuationId)).map((call) => call.outcome)).toEqual(['CANCELLED']);
  expect((await narrativeOf(subgraph, valuationId))?.source).toBe('LANGUAGE_MODEL');
});

describe('spending', () => {
  test('is entered in the ledger though the caller goes away while it is', async () => {
    openAi.script = [GOOD];
    // On a busy machine the lock may be held longer than the role would wait.
    const name = new URL(database.adminUrl).pathname.slice(1);
    for (const limit of ['lock_timeout', 'statement_timeout'])
      await database.query(`alter role app_ai in database ${name} set ${limit} = '10s'`);
    const subgraph = await start();
    const valuationId = valuation.add(owner, 1);
    const caller = new AbortController();
    await withAdministrator(database.adminUrl, async (client) => {
      await client.query('begin; lock table app_ai.ai_calls in share mode');
      const writing = writeWithin(10_000, subgraph, valuationId, caller.signal);
      const gone = expect(writing).rejects.toMatchObject({ code: 'UPSTREAM_TIMEOUT' });
      const isWaiting = `select 1 from pg_stat_activity where wait_event_type = 'Lock' and query like '%"ai_calls"%'`;
      await expect.poll(async () => (await database.query(isWaiting)).length).toBe(1);
      caller.abort();
      await gone;
      // Time for the subgraph to hear of it.
      await sleep(200);
      await client.query('commit');
    });
    await expect.poll(async () => (await ledgerOf(valuationId)).map((call) => call.outcome)).toEqual(['ANSWERED']);
  });

  test('on a narrative stays within its budget, over all attempts', async () => {
    // gpt-4o may bill about EUR 0.026 for a call that is never answered: one fits, a second does not.
    openAi.script = ['silent'];
    const subgraph = await start({
      OPENAI_MODEL: 'gpt-4o',
      OPENAI_TIMEOUT_MS: '300',
      AI_BUDGET_MICRO_EURO_PER_NARRATIVE: '30000',
    });
    const valuationId = valuation.add(owner, 1);
    await narrativeOf(subgraph, valuationId);
    subgraph.wait(MINUTE_MS);
    expect((await narrativeOf(subgraph, valuationId))?.source).toBe('OFFLINE_TEMPLATE');
    expect(openAi.requests).toHaveLength(1);
    const [call] = await ledgerOf(valuationId);
    expect(call).toMatchObject({ outcome: 'TIMEOUT', input_tokens: null });
    expect(call?.cost_micro_euro).toBeGreaterThan(15_000);
    expect(call?.cost_micro_euro).toBeLessThanOrEqual(30_000);
  });

  test.each([
    ['requests a minute', { AI_REQUESTS_PER_MINUTE: '1' }, MINUTE_MS],
    ['tokens a minute', { AI_TOKENS_PER_MINUTE: '6000' }, MINUTE_MS],
    ['requests a day', { AI_REQUESTS_PER_DAY: '1' }, DAY_MS],
  ])('stays within the quota of %s, over all processes', async (_, env, windowMs) => {
    openAi.script = [GOOD];
    const [one, other] = [await start(env), await start(env)];
    // Both clocks stand at the start of a window, so that it does not end during the test.
    const untilNextDayMs = DAY_MS - (Date.now() % DAY_MS);
    one.wait(untilNextDayMs);
    other.wait(untilNextDayMs);
    const sourceFrom = async (subgraph: AiSubgraph) => (await narrativeOf(subgraph, valuation.add(owner, 1)))?.source;
    expect(await sourceFrom(one)).toBe('LANGUAGE_MODEL');
    expect(await sourceFrom(other)).toBe('OFFLINE_TEMPLATE');
    expect(openAi.requests).toHaveLength(1);
    other.wait(windowMs);
    expect(await sourceFrom(other)).toBe('LANGUAGE_MODEL');
  });

  test('leaves a ledger that is forgotten after its retention and cannot be changed', async () => {
    openAi.script = [GOOD];
    const [old, recent] = [valuation.add(owner, 1), valuation.add(owner, 1)];
    const subgraph = await start();
    await narrativeOf(subgraph, old);
    subgraph.wait(801 * DAY_MS);
    await narrativeOf(subgraph, recent);
    expect(await ledgerOf(old)).toEqual([]);
    expect(await ledgerOf(recent)).toHaveLength(1);
    expect(
      await database.query(`select has_table_privilege('app_ai', 'app_ai.ai_calls', 'update') as "mayChange"`),
    ).toEqual([{ mayChange: false }]);
  });
});
