import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ANONYMOUS } from '../../../lib/identity.ts';
import type { Identity } from '../../../lib/identity.ts';
import { guest, user } from '../../support/signed-client.ts';
import { DRAFT_FIELDS, FULL_DRAFT, SMALL_DRAFT } from './example-drafts.ts';
import { startValuationSubgraph } from './valuation-subgraph.ts';
import type { ValuationSubgraph } from './valuation-subgraph.ts';

let subgraph: ValuationSubgraph;
beforeAll(async () => {
  subgraph = await startValuationSubgraph();
});
afterAll(() => subgraph.close());

const READ = `query ($id: ID!) { valuation(id: $id) { revision company { id } draft ${DRAFT_FIELDS} } }`;

interface Read {
  readonly valuation: { revision: number; company: { id: string } | null; draft: Record<string, unknown> };
}

const read = async (identity: Identity, id: string) =>
  subgraph.dataOf(await subgraph.ask<Read | null>(identity, READ, { id })).valuation;

const anybody = () => user(randomUUID());

describe('a draft', () => {
  test('comes back with every field as it was saved', async () => {
    const ann = anybody();
    const { id, revision } = await subgraph.save(ann, { draft: FULL_DRAFT });
    expect(await read(ann, id)).toEqual({ revision: 1, company: { id: 'BE0403170701' }, draft: FULL_DRAFT });
    expect(revision).toBe(1);
  });

  test('may still be empty', async () => {
    const visitor = guest(randomUUID());
    const { id } = await subgraph.save(visitor, { draft: {} });
    const { draft, company } = await read(visitor, id);
    const { years, adjustments, assetRevaluations, ...others } = draft;
    expect({ years, adjustments, assetRevaluations }).toEqual({ years: [], adjustments: [], assetRevaluations: [] });
    expect(new Set(Object.values(others))).toEqual(new Set([null]));
    expect(company).toBeNull();
  });

  test('may have rows that are not filled in yet, and nulls', async () => {
    const ann = anybody();
    const rows = { years: [{ year: 2024 }, {}], adjustments: [{ kind: null }], assumptions: {}, employees: null };
    const { id } = await subgraph.save(ann, { draft: rows });
    expect((await read(ann, id)).draft).toMatchObject({ years: [{ year: 2024 }, { year: null }], employees: null });
  });

  test('is replaced as a whole, and the revision counts it', async () => {
    const ann = anybody();
    const { id } = await subgraph.save(ann, { draft: FULL_DRAFT });
    const saved = await subgraph.save(ann, { id: id.toUpperCase(), draft: { companyName: 'Other' } });
    expect(saved).toMatchObject({ id, revision: 2 });
    expect((await read(ann, id)).draft).toMatchObject({ companyName: 'Other', industry: null, years: [] });
  });

  test('needs an account', async () => {
    for (const identity of [ANONYMOUS, { ...ANONYMOUS, kind: 'partner', id: randomUUID() } as const]) {
      const { data, errors } = await subgraph.trySave(identity, { draft: {} });
      expect(data).toBeNull();
      expect(errors?.[0]?.extensions['code']).toBe('UNAUTHENTICATED');
    }
  });
});

describe('what cannot be', () => {
  const long = (length: number) => 'x'.repeat(length);
  const year = { year: 2025, revenue: 100, ebitda: 10 };

  test.each<[string, object, string]>([
    ['a negative revenue', { years: [year, { year: 2026, revenue: -5 }] }, 'years[1].revenue'],
    ['EBITDA above revenue', { years: [{ ...year, ebitda: 101 }] }, 'years[0].ebitda'],
    ['a gap between years', { years: [{ year: 2022 }, { year: 2024 }] }, 'years[1].year'],
    ['a year to come', { years: [{ year: 2027 }] }, 'years[0].year'],
    ['an eleventh year', { years: Array.from({ length: 11 }, (_, index) => ({ year: 2010 + index })) }, 'years'],
    ['a founding year to come', { foundingYear: 2027 }, 'foundingYear'],
    ['the hundred and first owner', { owners: 101 }, 'owners'],
    ['negative employees', { employees: -1 }, 'employees'],
    ['more than the whole', { recurringRevenue: 1.01 }, 'recurringRevenue'],
    ['an unknown country', { countryCode: 'XX' }, 'countryCode'],
    ['a name of blanks', { companyName: '  ' }, 'companyName'],
    ['a name of 201 characters', { companyName: long(201) }, 'companyName'],
    ['a name with a null character', { companyName: 'a\0b' }, 'companyName'],
    ['a name with half a character', { companyName: 'a\ud83e' }, 'companyName'],
    ['a company id of another form', { companyId: '0403.170.701' }, 'companyId'],
    ['an unknown NACE code', { naceCode: '00.00' }, 'naceCode'],
    ['a business type in place of a NACE code', { naceCode: 'bakery' }, 'naceCode'],
    ['an unknown business type', { industry: 'RETAIL', businessTypeId: 'unicorn-farm' }, 'businessTypeId'],
    ['a business type of another form behind a NACE code', { naceCode: '47', businessTypeId: '#' }, 'businessTypeId'],
    ['a NACE code as long as a book', { industry: 'RETAIL', naceCode: `47${'.'.repeat(5_000)}` }, 'naceCode'],
    ['a reason of 501 characters', { adjustments: [{ reason: long(501) }] }, 'adjustments[0].reason'],
    ['a hundred and one adjustments', { adjustments: Array.from({ length: 101 }, () => ({})) }, 'adjustments'],
    [
      'an adjustment of a year that is not there',
      { years: [year], adjustments: [{ year: 2019 }] },
      'adjustments[0].year',
    ],
    ['growth of 30 % for ever', { assumptions: { terminalGrowth: 0.3 } }, 'assumptions.terminalGrowth'],
    ['weights that are all 0', { assumptions: { methodWeights: [{ weight: 0 }] } }, 'assumptions.methodWeights'],
    ['a number too large to count with', { years: [{ ...year, cash: 1e18 }] }, 'years[0].cash'],
    ['a text for an amount', { years: [year, { revenue: '5' }] }, 'years[1].revenue'],
    ['an unknown industry', { industry: 'MAGIC' }, 'industry'],
    ['a field that does not exist', { years: [{ turnover: 5 }] }, 'years[0]'],
  ])('%s is refused by the path of its field, and the draft stays as it was', async (_what, draft, path) => {
    const ann = anybody();
    const { id } = await subgraph.save(ann, { draft: SMALL_DRAFT });
    const { data, errors } = await subgraph.trySave(ann, { id, draft });
    expect(data ?? null).toBeNull();
    expect(errors).toHaveLength(1);
    expect(errors?.[0]?.extensions).toMatchObject({
      code: 'BAD_USER_INPUT',
      retryable: false,
      fields: [{ path: `input.draft.${path}`, message: expect.stringMatching(/\w/) as string }],
    });
    expect(await read(ann, id)).toMatchObject({ revision: 1, draft: SMALL_DRAFT });
  });

  test('is reported all at once', async () => {
    const { errors } = await subgraph.trySave(anybody(), { draft: { owners: 0, employees: -1, countryCode: 'be' } });
    const fields = errors?.[0]?.extensions['fields'] as { path: string }[];
    expect(fields.map(({ path }) => path).sort()).toEqual([
      'input.draft.countryCode',
      'input.draft.employees',
      'input.draft.owners',
    ]);
  });
});

describe('two people at one draft', () => {
  test('the second to save on the same revision is told so, and nothing is overwritten', async () => {
    const ann = anybody();
    const { id } = await subgraph.save(ann, { draft: SMALL_DRAFT });
    await subgraph.save(ann, { id, expectedRevision: 1, draft: { companyName: 'First' } });
    const { errors } = await subgraph.trySave(ann, { id, expectedRevision: 1, draft: { companyName: 'Second' } });
    expect(errors?.[0]).toMatchObject({
      message: 'The draft is at revision 2, not 1: read it again, then repeat the change.',
      extensions: { code: 'PRECONDITION_FAILED' },
    });
    expect(await read(ann, id)).toMatchObject({ revision: 2, draft: { companyName: 'First' } });
  });

  test('of ten saves at once on one revision exactly one is kept', async () => {
    const ann = anybody();
    const { id } = await subgraph.save(ann, { draft: {} });
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, index) =>
        subgraph.trySave(ann, { id, expectedRevision: 1, draft: { companyName: `Name ${index}` } }),
      ),
    );
    const kept = answers.flatMap(({ errors }, index) => (errors ? [] : [index]));
    expect(kept).toHaveLength(1);
    expect(await read(ann, id)).toMatchObject({ revision: 2, draft: { companyName: `Name ${kept[0]}` } });
  });

  test('saves without a revision are all counted', async () => {
    const ann = anybody();
    const { id } = await subgraph.save(ann, { draft: {} });
    await Promise.all(Array.from({ length: 10 }, () => subgraph.save(ann, { id, draft: SMALL_DRAFT })));
    expect((await read(ann, id)).revision).toBe(11);
  });
});
