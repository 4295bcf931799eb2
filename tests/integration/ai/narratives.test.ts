import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ANONYMOUS } from '../../../lib/identity.ts';
import { createTestDatabase } from '../../support/database.ts';
import type { TestDatabase } from '../../support/database.ts';
import { guest, user } from '../../support/signed-client.ts';
import { startAiSubgraph } from './ai-subgraph.ts';
import type { AiSubgraph } from './ai-subgraph.ts';
import { startScriptedValuation } from './scripted-valuation.ts';
import type { ScriptedValuation } from './scripted-valuation.ts';
import { startTcpProxy } from '../../support/tcp-proxy.ts';
import type { TcpProxy } from '../../support/tcp-proxy.ts';

let database: TestDatabase;
let proxy: TcpProxy;
let valuation: ScriptedValuation;
let subgraph: AiSubgraph;
beforeAll(async () => {
  database = await createTestDatabase();
  proxy = await startTcpProxy(database.urlFor('ai'));
  valuation = await startScriptedValuation();
  subgraph = await startAiSubgraph({ databaseUrl: proxy.url, valuationUrl: valuation.url });
});
afterAll(async () => {
  await subgraph.close();
  await valuation.close();
  await proxy.close();
  await database.drop();
});

const owner = user(randomUUID());
const somebodyElse = guest(randomUUID());

describe('a narrative without a language model', () => {
  test('is written once, says so, and is read back with its calculation', async () => {
    const valuationId = valuation.add(owner, 1);
    const first = await subgraph.write(owner, { valuationId });
    expect(first.errors).toBeUndefined();
    expect(first.data?.writeNarrative).toMatchObject({
      narrative: { language: 'EN', source: 'OFFLINE_TEMPLATE', model: 'templates-1' },
      version: { valuationId, number: 1 },
    });
    expect(first.data?.writeNarrative?.narrative.text).toMatch(/€3,456,789.*€2,345,678.*€4,567,891/s);
    expect(first.data?.writeNarrative?.narrative.text).toContain('without a language model');

    const again = await subgraph.write(owner, { valuationId });
    expect(again.data).toEqual(first.data);
    const read = await subgraph.read(owner, [{ valuationId, number: 1, ownerId: owner.id }]);
    expect(read.data._entities).toEqual([{ narrative: first.data?.writeNarrative?.narrative }]);
  });

  test('is kept for each language; without one asked for, the last written is given', async () => {
    const valuationId = valuation.add(owner, 1);
    const version = { valuationId, number: 1, ownerId: owner.id };
    for (const language of ['NL', 'FR']) {
      await subgraph.write(owner, { valuationId, language });
      subgraph.wait(1_000);
    }
    const languageOf = async (asked?: string) =>
      (await subgraph.read(owner, [version], asked)).data._entities[0]?.narrative?.language;
    expect([await languageOf('NL'), await languageOf('FR'), await languageOf()]).toEqual(['NL', 'FR', 'FR']);
    expect(await languageOf('EN')).toBe(undefined);
  });

  test('is about the latest calculation, or the one that is named', async () => {
    const valuationId = valuation.add(owner, 3);
    const latest = await subgraph.write(owner, { valuationId });
    const named = await subgraph.write(owner, { valuationId, versionNumber: 2 });
    expect(latest.data?.writeNarrative?.version.number).toBe(3);
    expect(named.data?.writeNarrative?.version.number).toBe(2);
  });

  test('is null until it is written: reading writes nothing', async () => {
    const valuationId = valuation.add(owner, 1);
    const { data, errors } = await subgraph.read(owner, [{ valuationId, number: 1, ownerId: owner.id }]);
    expect(errors).toBeUndefined();
    expect(data._entities).toEqual([{ narrative: null }]);
    expect(await database.query('select * from app_ai.narratives where valuation_id = $1', [valuationId])).toEqual([]);
  });
});

describe('a narrative asked for again under its key', () => {
  test('is that of the same calculation, though there be a later one', async () => {
    const valuationId = valuation.add(owner, 1);
    const input = { valuationId, idempotencyKey: randomUUID() };
    const first = await subgraph.write(owner, input);
    valuation.calculate(valuationId);
    expect((await subgraph.write(owner, input)).data).toEqual(first.data);
    const later = await subgraph.write(owner, { ...input, idempotencyKey: randomUUID() });
    expect(later.data?.writeNarrative?.version.number).toBe(2);
  });

  test('is a CONFLICT with another input, and nothing is written', async () => {
    const valuationId = valuation.add(owner, 1);
    const idempotencyKey = randomUUID();
    await subgraph.write(owner, { valuationId, idempotencyKey });
    const changed = await subgraph.write(owner, { valuationId, language: 'NL', idempotencyKey });
    expect(changed.errors?.[0]?.extensions['code']).toBe('CONFLICT');
    const { data } = await subgraph.read(owner, [{ valuationId, number: 1, ownerId: owner.id }], 'NL');
    expect(data._entities).toEqual([{ narrative: null }]);
  });
});

describe('ownership', () => {
  test('keeps somebody else from writing, and nothing is stored', async () => {
    const valuationId = valuation.add(owner, 1);
    const { data, errors } = await subgraph.write(somebodyElse, { valuationId });
    expect(data).toBeNull();
    expect(errors?.[0]?.extensions['code']).toBe('NOT_FOUND');
    expect(await database.query('select * from app_ai.narratives where valuation_id = $1', [valuationId])).toEqual([]);
  });

  test('keeps somebody else from reading, also what is written already', async () => {
    const valuationId = valuation.add(owner, 1);
    await subgraph.write(owner, { valuationId });
    const version = { valuationId, number: 1, ownerId: owner.id };
    const { data, errors } = await subgraph.read(somebodyElse, [version]);
    expect(data._entities).toEqual([{ narrative: null }]);
    expect(errors?.map(({ extensions }) => extensions['code'])).toEqual(['NOT_FOUND']);
  });

  test.each([
    ['a valuation that does not exist', () => ({ valuationId: randomUUID() })],
    ['a valuation id that is none', () => ({ valuationId: "'; drop table narratives" })],
    ['a valuation that was never calculated', () => ({ valuationId: valuation.add(owner, 0) })],
    ['a calculation that does not exist', () => ({ valuationId: valuation.add(owner, 1), versionNumber: 2 })],
  ])('answers NOT_FOUND for %s', async (_, input) => {
    const { errors } = await subgraph.write(owner, input());
    expect(errors?.map(({ extensions }) => extensions['code'])).toEqual(['NOT_FOUND']);
  });

  test('asks those without an account to sign in', async () => {
    const { errors } = await subgraph.write(ANONYMOUS, { valuationId: valuation.add(owner, 1) });
    expect(errors?.[0]?.extensions['code']).toBe('UNAUTHENTICATED');
  });
});

test('a page of 50 calculations costs one statement', async () => {
  const versions = Array.from({ length: 50 }, () => ({
    valuationId: valuation.add(owner, 1),
    number: 1,
    ownerId: owner.id,
  }));
  for (const { valuationId } of versions.slice(0, 3)) await subgraph.write(owner, { valuationId });
  let found = 0;
  const statements = await database.countStatements('ai', async () => {
    const { data } = await subgraph.read(owner, versions);
    found = data._entities.filter((entity) => entity?.narrative).length;
  });
  expect(found).toBe(3);
  expect(statements.map(({ calls }) => calls)).toEqual([1]);
});

describe('an outage', () => {
  test('of the database is told as such, and the subgraph recovers by itself', async () => {
    const valuationId = valuation.add(owner, 1);
    const version = { valuationId, number: 1, ownerId: owner.id };
    const written = await subgraph.write(owner, { valuationId });
    await proxy.cut();
    const write = await subgraph.write(owner, { valuationId, language: 'NL' });
    const read = await subgraph.read(owner, [version]);
    await proxy.restore();
    for (const { errors } of [write, read])
      expect(errors?.[0]?.extensions).toMatchObject({ code: 'UPSTREAM_UNAVAILABLE', retryable: true });

    expect((await subgraph.read(owner, [version])).data._entities).toEqual([
      { narrative: written.data?.writeNarrative?.narrative },
    ]);
    expect((await subgraph.write(owner, { valuationId, language: 'NL' })).errors).toBeUndefined();
  });

  test('of the valuation subgraph is told as such', async () => {
    const lost = await startAiSubgraph({
      databaseUrl: database.urlFor('ai'),
      valuationUrl: 'http://127.0.0.1:9/graphql',
    });
    const { errors } = await lost.write(owner, { valuationId: randomUUID() });
    await lost.close();
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'UPSTREAM_UNAVAILABLE', retryable: true });
  });
});

test('the narratives of a guest move with the account, for the user subgraph alone', async () => {
  const [from, to] = [guest(randomUUID()), user(randomUUID())];
  const valuationId = valuation.add(from, 1);
  await subgraph.write(from, { valuationId });
  const seenBy = async (identity: typeof from) =>
    (await subgraph.read(identity, [{ valuationId, number: 1, ownerId: identity.id }])).data._entities[0]?.narrative;
  expect(await seenBy(from)).toMatchObject({ source: 'OFFLINE_TEMPLATE' });
  // Even where the owner that the valuation subgraph states is wrong.
  expect(await seenBy(to)).toBe(null);

  const move = (identity: typeof from) => subgraph.move(identity, { guestSessionId: from.id, userId: to.id });
  expect((await move(to)).errors?.[0]?.extensions['code']).toBe('FORBIDDEN');
  expect((await move({ ...to, kind: 'service', id: 'user' })).data).toEqual({ migrateGuestNarratives: 1 });
  expect(await seenBy(from)).toBe(null);
  expect(await seenBy(to)).toMatchObject({ source: 'OFFLINE_TEMPLATE' });
});
