import { describe, expect, test } from 'vitest';
import { readAnswerEffects } from './answer-effects.ts';
import { OperationEffects } from './operation-effects.ts';
import type { SubgraphAnswer, SubgraphRequest } from './subgraph-fetch.ts';

const keys = { keysOf: () => [['id'], ['country', 'number']] };
const query: SubgraphRequest = { serviceName: 's', query: '', operationName: undefined, variables: {}, kind: 'query' };

function answered(cacheControl: string | undefined, headers: object = {}): SubgraphAnswer {
  return {
    data: {},
    effects: readAnswerEffects({ ...(cacheControl !== undefined && { 'cache-control': cacheControl }), ...headers }),
  };
}

function effectsOf(answers: readonly SubgraphAnswer[], request = query): OperationEffects {
  const effects = new OperationEffects();
  for (const answer of answers) effects.record(request, answer, keys);
  return effects;
}

describe('how long an answer may be kept, and for whom', () => {
  test('it lives as long as its shortest part, less the age that part came with', () => {
    const effects = effectsOf([answered('max-age=300, public'), answered('max-age=400, public', { age: '350' })]);
    expect(effects.policy).toEqual({ maxAgeSeconds: 50, isPrivate: false });
  });

  test('one private part makes it private', () => {
    const effects = effectsOf([answered('max-age=300, public'), answered('max-age=600, private')]);
    expect(effects.policy).toEqual({ maxAgeSeconds: 300, isPrivate: true });
  });

  test.each([
    ['says nothing', answered(undefined)],
    ['forbids it', answered('no-store, max-age=300')],
    ['has no time left', answered('max-age=300, public', { age: '300' })],
    ['has errors', { ...answered('max-age=300, public'), errors: [{ message: 'no' }] }],
    ['depends on everything', answered('max-age=300, public', { 'cache-tag': '*' })],
  ])('it is not kept when a part %s', (_reason, part) => {
    expect(effectsOf([answered('max-age=300, public'), part]).policy).toBeUndefined();
  });

  test('it is not kept when a subgraph failed, when it is of a mutation, or when no subgraph was asked', () => {
    const failed = effectsOf([answered('max-age=300, public')]);
    failed.record(query, undefined, keys);
    expect(failed.policy).toBeUndefined();
    expect(effectsOf([answered('max-age=300, public')], { ...query, kind: 'mutation' }).policy).toBeUndefined();
    expect(effectsOf([]).policy).toBeUndefined();
  });
});

test('an answer has the tags that subgraphs gave it and one for each whole key of an entity', () => {
  const representations = [
    { __typename: 'Company', id: 'BE 1' },
    { __typename: 'Company', country: 'BE', number: '2', extra: 1 },
  ];
  const effects = effectsOf([answered('max-age=9, public', { 'cache-tag': 'Company:BE9 Company' })], {
    ...query,
    variables: { r: representations },
    entities: [{ alias: '_entities', variable: 'r' }],
  });
  expect([...effects.tags()]).toEqual(['Company:BE9', 'Company', 'Company:BE%201', 'Company:BE:2']);
});

test('what mutations changed and the proofs of their writes are gathered over all of them', () => {
  const effects = effectsOf(
    [
      answered(undefined, { 'cache-tag': 'Company:1', 'x-consistency-token': 'a' }),
      answered(undefined, { 'cache-tag': 'Company:2', 'x-consistency-token': 'b' }),
    ],
    { ...query, kind: 'mutation' },
  );
  expect(effects.changedTags).toEqual(['Company:1', 'Company:2']);
  expect(effects.consistencyTokens).toEqual(['a', 'b']);
});
