import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ANONYMOUS } from '../../../lib/identity.ts';
import type { Identity } from '../../../lib/identity.ts';
import { guest, user } from '../../support/signed-client.ts';
import type { GraphQLResponse } from '../../support/signed-client.ts';
import { SMALL_DRAFT } from './example-drafts.ts';
import { startValuationSubgraph } from './valuation-subgraph.ts';
import type { ValuationSubgraph } from './valuation-subgraph.ts';

let subgraph: ValuationSubgraph;
beforeAll(async () => {
  subgraph = await startValuationSubgraph();
});
afterAll(() => subgraph.close());

let ann: Identity;
let valuationId: string;
beforeEach(async () => {
  ann = user(randomUUID());
  ({ id: valuationId } = await subgraph.save(ann, { draft: SMALL_DRAFT }));
  await subgraph.calculate(ann, valuationId);
});

const ENTITIES = `query ($representations: [_Any!]!) {
  _entities(representations: $representations) {
    ... on Valuation { id draft { companyName } }
    ... on ValuationVersion { number ownerId companyName equityValue { mid } }
    ... on Account { id valuations { nodes { id } } }
  }
}`;

const resolve = (identity: Identity, ...representations: object[]) =>
  subgraph.ask<{ _entities: unknown[] }>(identity, ENTITIES, { representations });

const QUERY = 'query ($id: ID!) { valuation(id: $id) { id draft { companyName } } }';

/** What an answer says of the things asked for, without the id of the request. */
const refusals = ({ errors = [] }: Pick<GraphQLResponse<unknown>, 'errors'>) =>
  errors.map(({ message, extensions }) => ({ message, ...extensions, requestId: '' }));

const NOT_FOUND = {
  message: 'Nothing was found under that identifier.',
  code: 'NOT_FOUND',
  service: 'valuation',
  requestId: '',
  retryable: false,
};

const others: [string, Identity][] = [
  ['another user', user(randomUUID())],
  ['a guest', guest(randomUUID())],
];

describe('the owner', () => {
  test('reads the valuation, its versions and its list by every way in', async () => {
    const query = await subgraph.ask(ann, QUERY, { id: valuationId });
    expect(query.data).toEqual({ valuation: { id: valuationId, draft: { companyName: SMALL_DRAFT.companyName } } });
    const { data, errors } = await resolve(
      ann,
      { __typename: 'Valuation', id: valuationId },
      { __typename: 'ValuationVersion', valuationId, number: 1 },
      { __typename: 'Account', id: ann.id },
    );
    expect(errors).toBeUndefined();
    expect(data._entities).toEqual([
      { id: valuationId, draft: { companyName: SMALL_DRAFT.companyName } },
      {
        number: 1,
        ownerId: ann.id,
        companyName: SMALL_DRAFT.companyName,
        equityValue: { mid: expect.any(Number) as number },
      },
      { id: ann.id, valuations: { nodes: [{ id: valuationId }] } },
    ]);
  });
});

describe.each(others)('%s', (_who, other) => {
  test('finds somebody else’s valuation as little as one that does not exist', async () => {
    const foreign = await subgraph.ask(other, QUERY, { id: valuationId });
    const missing = await subgraph.ask(other, QUERY, { id: randomUUID() });
    expect(foreign.data).toEqual({ valuation: null });
    expect(missing.data).toEqual({ valuation: null });
    expect(refusals(foreign)).toEqual([NOT_FOUND]);
    expect(refusals(missing)).toEqual([NOT_FOUND]);
  });

  test('finds nothing by references, the same for what is not theirs and what is not there', async () => {
    for (const representation of [
      { __typename: 'Valuation', id: valuationId },
      { __typename: 'Valuation', id: randomUUID() },
      { __typename: 'ValuationVersion', valuationId, number: 1 },
      { __typename: 'ValuationVersion', valuationId, number: 2 },
      { __typename: 'ValuationVersion', valuationId: randomUUID(), number: 1 },
      { __typename: 'Account', id: ann.id },
      { __typename: 'Account', id: randomUUID() },
    ]) {
      const answer = await resolve(other, representation);
      expect(answer.data).toEqual({ _entities: [null] });
      expect(refusals(answer)).toEqual([NOT_FOUND]);
    }
  });

  test('changes and calculates nothing of it', async () => {
    const draft = { companyName: 'Taken over' };
    for (const answer of [
      await subgraph.trySave(other, { id: valuationId, draft }),
      await subgraph.trySave(other, { id: valuationId, expectedRevision: 1, draft }),
      await subgraph.trySave(other, { id: valuationId, expectedRevision: 9, draft }),
      await subgraph.tryCalculate(other, { valuationId }),
      await subgraph.tryCalculate(other, { valuationId, expectedRevision: 9 }),
    ]) {
      expect(answer.data).toBeNull();
      expect(refusals(answer)).toEqual([NOT_FOUND]);
    }
    const { data } = await subgraph.ask(
      ann,
      'query ($id: ID!) { valuation(id: $id) { revision latestVersion { number } draft { companyName } } }',
      { id: valuationId },
    );
    expect(data).toEqual({
      valuation: { revision: 1, latestVersion: { number: 1 }, draft: { companyName: SMALL_DRAFT.companyName } },
    });
  });

  test('gets their own beside it, whatever else is asked for', async () => {
    const own = await subgraph.save(other, { draft: {} });
    const answer = await resolve(
      other,
      { __typename: 'Valuation', id: valuationId },
      { __typename: 'Account', id: ann.id },
      { __typename: 'Valuation', id: own.id },
    );
    expect(answer.data).toEqual({ _entities: [null, null, { id: own.id, draft: { companyName: null } }] });
    expect(refusals(answer)).toEqual([NOT_FOUND, NOT_FOUND]);
  });
});

describe('an identifier that is none', () => {
  const malformed = ['', '1', 'x'.repeat(36), "'; drop table valuations; --", '{00000000-0000-0000-0000-000000000000}'];

  test.each(malformed)('such as %j is not found', async (id) => {
    expect(refusals(await subgraph.ask(ann, QUERY, { id }))).toEqual([NOT_FOUND]);
    expect(refusals(await subgraph.trySave(ann, { id, draft: {} }))).toEqual([NOT_FOUND]);
    expect(refusals(await subgraph.tryCalculate(ann, { valuationId: id }))).toEqual([NOT_FOUND]);
    expect(refusals(await resolve(ann, { __typename: 'Valuation', id }))).toEqual([NOT_FOUND]);
    expect(refusals(await resolve(ann, { __typename: 'Account', id }))).toEqual([NOT_FOUND]);
  });

  test.each([0, -1, 1.5, 2_147_483_648, '1', null, [1]])('such as version number %j is not found', async (number) => {
    const answer = await resolve(ann, { __typename: 'ValuationVersion', valuationId, number });
    expect(refusals(answer)).toEqual([NOT_FOUND]);
  });
});

describe('somebody without an account', () => {
  test.each<Identity>([
    ANONYMOUS,
    { ...ANONYMOUS, kind: 'partner', id: randomUUID() },
    { ...ANONYMOUS, kind: 'service', id: 'ai' },
  ])('as $kind is asked to sign in, and learns nothing', async (identity) => {
    const answers = [
      await subgraph.ask(identity, QUERY, { id: valuationId }),
      await subgraph.ask(identity, QUERY, { id: randomUUID() }),
      await resolve(identity, { __typename: 'ValuationVersion', valuationId, number: 1 }),
      await resolve(identity, { __typename: 'Account', id: ann.id }),
    ];
    expect(answers.flatMap(({ errors = [] }) => errors.map(({ extensions }) => extensions['code']))).toEqual(
      Array(4).fill('UNAUTHENTICATED'),
    );
  });

  test('whose id is an account’s, but of another kind, is no owner', async () => {
    const { data } = await subgraph.ask({ ...ann, kind: 'partner' }, QUERY, { id: valuationId });
    expect(data).toEqual({ valuation: null });
  });
});
