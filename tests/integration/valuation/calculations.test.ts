import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { withAdministrator } from '../../../lib/db-admin.ts';
import type { Identity } from '../../../lib/identity.ts';
import { user } from '../../support/signed-client.ts';
import { DRAFT_FIELDS, FULL_DRAFT, SMALL_DRAFT } from './example-drafts.ts';
import { startValuationSubgraph, TODAY } from './valuation-subgraph.ts';
import type { ValuationSubgraph } from './valuation-subgraph.ts';

let subgraph: ValuationSubgraph;
beforeAll(async () => {
  subgraph = await startValuationSubgraph();
});
afterAll(() => subgraph.close());

interface Range {
  readonly low: number;
  readonly mid: number;
  readonly high: number;
}

interface Version {
  readonly number: number;
  readonly seed: number;
  readonly input: object;
  readonly enterpriseValue: Range | null;
  readonly equityValue: Range;
  readonly stakeValue: Range;
  readonly confidence: { score: number; factors: { name: string; score: number; weight: number }[] };
  readonly methods: { method: string; status: string; weight: number; equityValue: Range | null }[];
  readonly normalisedEbitda: { year: number; reported: number; normalised: number; adjustments: object[] }[];
  readonly steps: { number: number; name: string; status: string; reason: string | null }[];
  readonly simulation: { runs: number; equityValue: { p10: number; p50: number; p90: number } };
  readonly sensitivity: { waccs: number[]; growths: number[]; equityValues: (number | null)[][] } | null;
  readonly footballField: { method: string; equityValue: Range }[];
  readonly statement: { stake: object; methodSpread: Range; discounts: object[] };
  readonly warnings: { path: string; message: string }[];
}

const RANGE = '{ low mid high }';
const VERSION = `{
  valuationId number createdAt ownerId asOf engineVersion ruleSetVersion seed companyName industry countryCode
  input ${DRAFT_FIELDS}
  enterpriseValue ${RANGE} equityValue ${RANGE} stakeValue ${RANGE}
  confidence { score factors { name score weight reason } }
  methods { method status reason weight enterpriseValue ${RANGE} equityValue ${RANGE} stakeValue ${RANGE} }
  normalisedEbitda { year reported normalised adjustments { year kind amount reason confidence } }
  steps {
    number name title status reason formula before after source notes
    inputs { name value unit source } methods { method status reason before after }
  }
  simulation { runs equityValue { p10 p50 p90 } stakeValue { p10 p50 p90 } }
  sensitivity { waccs growths equityValues }
  footballField { method equityValue ${RANGE} }
  statement {
    balanceSheetYear standardOfValue premise stake { share kind } methodSpread ${RANGE}
    discounts { risk method rate reason } notes
  }
  warnings { path message }
}`;

const CALCULATE = `mutation ($input: CalculateValuationInput!) {
  calculateValuation(input: $input) { version ${VERSION} valuation { id revision latestVersion { number } } }
}`;
const READ = `query ($id: ID!, $number: Int!) {
  valuation(id: $id) { latestVersion ${VERSION} version(number: $number) ${VERSION} }
}`;

interface Calculated {
  readonly calculateValuation: { version: Version; valuation: { id: string; latestVersion: { number: number } } };
}

async function calculateInFull(identity: Identity, draft: object): Promise<{ id: string; version: Version }> {
  const { id } = await subgraph.save(identity, { draft });
  const answer = await subgraph.ask<Calculated | null>(identity, CALCULATE, { input: { valuationId: id } });
  const { version, valuation } = subgraph.dataOf(answer).calculateValuation;
  expect(valuation).toEqual({ id, revision: 1, latestVersion: { number: version.number } });
  return { id, version };
}

const readVersion = async (identity: Identity, id: string, number: number) => {
  const answer = await subgraph.ask<{ valuation: { latestVersion: Version | null; version: Version | null } } | null>(
    identity,
    READ,
    { id, number },
  );
  return subgraph.dataOf(answer).valuation;
};

const anybody = () => user(randomUUID());

describe('a calculation', () => {
  test('answers with the whole outcome, and reads back the same', async () => {
    const ann = anybody();
    const { id, version } = await calculateInFull(ann, FULL_DRAFT);
    expect(version).toMatchObject({
      valuationId: id,
      number: 1,
      ownerId: ann.id,
      asOf: TODAY,
      engineVersion: expect.stringMatching(/^\d+\.\d+\.\d+$/) as string,
      ruleSetVersion: expect.stringMatching(/^\d{4}/) as string,
      companyName: FULL_DRAFT.companyName,
      industry: 'MANUFACTURING',
      countryCode: 'BE',
      input: FULL_DRAFT,
    });
    const { latestVersion, version: first } = await readVersion(ann, id, 1);
    expect(latestVersion).toEqual(version);
    expect(first).toEqual(version);
  });

  test('shows all twelve steps in order, each that was skipped with its reason', async () => {
    const { version } = await calculateInFull(anybody(), SMALL_DRAFT);
    expect(version.steps.map(({ number, name }) => `${number} ${name}`)).toEqual([
      '0 DATA_QUALITY',
      '1 VALIDATION',
      '2 NORMALISED_EBITDA',
      '3 BENCHMARK_MULTIPLE',
      '4 MULTIPLES_VALUE',
      '5 DISCOUNTED_CASH_FLOW',
      '6 SIZE',
      '7 OWNER_DEPENDENCY',
      '8 MARKETABILITY',
      '9 EQUITY_BRIDGE',
      '10 STAKE',
      '11 WEIGHTING',
    ]);
    const skipped = version.steps.filter(({ status }) => status !== 'DONE');
    expect(skipped.map(({ name }) => name)).toContain('DISCOUNTED_CASH_FLOW');
    expect(skipped.filter(({ reason }) => !reason)).toEqual([]);
    expect(version.sensitivity).toBeNull();
  });

  test('gives ranges that hold their value, and figures that fit together', async () => {
    const { version } = await calculateInFull(anybody(), FULL_DRAFT);
    const { enterpriseValue, equityValue, stakeValue, methods, simulation, sensitivity, confidence } = version;
    for (const range of [enterpriseValue, equityValue, stakeValue, version.statement.methodSpread]) {
      expect(range?.low).toBeLessThanOrEqual(range?.mid ?? NaN);
      expect(range?.mid).toBeLessThanOrEqual(range?.high ?? NaN);
    }
    const weightedEquity = methods.reduce((sum, method) => sum + method.weight * (method.equityValue?.mid ?? 0), 0);
    expect(equityValue.mid).toBeCloseTo(weightedEquity, 2);
    expect([equityValue.low, equityValue.high]).toEqual([simulation.equityValue.p10, simulation.equityValue.p90]);
    expect(stakeValue.mid).toBeLessThan(equityValue.mid * 0.4);
    expect(sensitivity?.equityValues.map((row) => row.length)).toEqual([5, 5, 5, 5, 5]);
    const weightedScore = confidence.factors.reduce((sum, { score, weight }) => sum + score * weight, 0);
    expect(confidence.score).toBeCloseTo(weightedScore, 6);
    expect(version.footballField.map(({ method }) => method)).toEqual(
      methods.filter(({ status }) => status === 'DONE').map(({ method }) => method),
    );
    expect(version.normalisedEbitda.map(({ year, normalised }) => [year, normalised])).toEqual([
      [2023, 300_000],
      [2024, 332_000],
      [2025, 300_000],
    ]);
    expect(version.warnings.map(({ path }) => path)).toContain('largestCustomerShare');
  });

  test.each<[string, object]>([
    ['a NACE code', { naceCode: '43.22' }],
    ['a business type', { businessTypeId: 'plumbing' }],
    ['the more telling of two', { naceCode: '43.22', industry: 'TECHNOLOGY' }],
  ])('takes %s in place of an industry', async (_what, activity) => {
    const { version } = await calculateInFull(anybody(), { ...SMALL_DRAFT, industry: null, ...activity });
    const byIndustry = await calculateInFull(anybody(), SMALL_DRAFT);
    expect(version.input).toMatchObject(activity);
    expect(version.equityValue.mid).toBe(byIndustry.version.equityValue.mid);
  });

  test('leaves no enterprise value where only assets are weighed', async () => {
    const [year] = SMALL_DRAFT.years;
    const { version } = await calculateInFull(anybody(), {
      ...SMALL_DRAFT,
      years: [{ ...year, totalEquity: 500_000 }],
      assumptions: { methodWeights: [{ method: 'ADJUSTED_NET_ASSETS', weight: 1 }] },
    });
    expect(version).toMatchObject({ enterpriseValue: null, equityValue: { mid: 500_000 } });
  });
});

describe('a draft that cannot be calculated yet', () => {
  const [year] = SMALL_DRAFT.years;
  test.each<[string, object, string[]]>([
    ['revenue', { ...SMALL_DRAFT, years: [{ ...year, revenue: null }] }, ['years[0].revenue']],
    ['EBITDA', { ...SMALL_DRAFT, years: [{ year: 2025, revenue: 5 }] }, ['years[0].ebitda']],
    ['years', { ...SMALL_DRAFT, years: [] }, ['years']],
    ['an industry', { ...SMALL_DRAFT, industry: null }, ['industry']],
    ['everything', {}, ['companyName', 'countryCode', 'industry', 'years']],
  ])('is refused naming %s, and is still there', async (_what, draft, missing) => {
    const ann = anybody();
    const { id } = await subgraph.save(ann, { draft });
    const { data, errors } = await subgraph.tryCalculate(ann, { valuationId: id });
    expect(data).toBeNull();
    const fields = errors?.[0]?.extensions['fields'] as { path: string }[];
    expect(errors?.[0]?.extensions['code']).toBe('BAD_USER_INPUT');
    expect(errors?.[0]?.message).toContain(`"draft.${missing[0]}"`);
    expect(fields.map(({ path }) => path).sort()).toEqual(missing.map((path) => `draft.${path}`));
    expect(await readVersion(ann, id, 1)).toEqual({ latestVersion: null, version: null });
    expect(await subgraph.save(ann, { id, expectedRevision: 1, draft: SMALL_DRAFT })).toMatchObject({ revision: 2 });
    expect(await subgraph.calculate(ann, id)).toBe(1);
  });
});

describe('versions', () => {
  test('keep what was calculated while the draft moves on', async () => {
    const ann = anybody();
    const { id, version } = await calculateInFull(ann, SMALL_DRAFT);
    await subgraph.save(ann, {
      id,
      draft: { ...SMALL_DRAFT, years: [{ year: 2025, revenue: 900_000, ebitda: 240_000 }] },
    });
    expect(await subgraph.calculate(ann, id)).toBe(2);
    const { version: first, latestVersion } = await readVersion(ann, id, 1);
    expect(first).toEqual(version);
    expect(latestVersion?.equityValue.mid).toBeGreaterThan(version.equityValue.mid);
  });

  test('calculated at once are numbered without gaps, and none is lost', async () => {
    const ann = anybody();
    const { id } = await subgraph.save(ann, { draft: SMALL_DRAFT });
    const numbers = await Promise.all(Array.from({ length: 8 }, () => subgraph.calculate(ann, id)));
    expect(numbers.sort((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    const stored = await subgraph.database.query<{ seeds: number; results: number }>(
      `select count(*)::int as results, count(distinct result -> 'seed')::int as seeds
         from app_valuation.valuation_results where valuation_id = $1`,
      [id],
    );
    expect(stored).toEqual([{ results: 8, seeds: 8 }]);
  });

  test('of a revision that has moved on are not made', async () => {
    const ann = anybody();
    const { id } = await subgraph.save(ann, { draft: SMALL_DRAFT });
    await subgraph.save(ann, { id, draft: SMALL_DRAFT });
    const { errors } = await subgraph.tryCalculate(ann, { valuationId: id, expectedRevision: 1 });
    expect(errors?.[0]?.extensions['code']).toBe('PRECONDITION_FAILED');
    const { data } = await subgraph.tryCalculate(ann, { valuationId: id, expectedRevision: 2 });
    expect(data).toEqual({ calculateValuation: { version: { number: 1 } } });
  });

  test('of a revision that moves on during the calculation are not made either', async () => {
    const ann = anybody();
    const { id } = await subgraph.save(ann, { draft: SMALL_DRAFT });
    const { errors } = await withAdministrator(subgraph.database.adminUrl, async (client) => {
      await client.query('begin');
      await client.query('update app_valuation.valuations set revision = 2 where id = $1', [id]);
      const calculating = subgraph.tryCalculate(ann, { valuationId: id, expectedRevision: 1 });
      await expect.poll(subgraph.isSomebodyWaiting).toBe(true);
      await client.query('commit');
      return calculating;
    });
    expect(errors?.[0]?.extensions['code']).toBe('PRECONDITION_FAILED');
    expect(await readVersion(ann, id, 1)).toEqual({ latestVersion: null, version: null });
  });

  test.each(['valuation_versions', 'valuation_results'])(
    'cannot be changed or deleted in %s by the service, whatever its code does',
    async (table) => {
      const ann = anybody();
      const { id } = await calculateInFull(ann, SMALL_DRAFT);
      await withAdministrator(subgraph.database.urlFor('valuation'), async (client) => {
        await client.query(`select set_config('app.actor', $1, false)`, [`user:${ann.id}`]);
        for (const statement of [`update ${table} set number = 7`, `delete from ${table}`, `truncate ${table} cascade`])
          await expect(client.query(statement)).rejects.toThrow(`permission denied for table ${table}`);
        await expect(client.query('delete from valuations where id = $1', [id])).rejects.toThrow('foreign key');
        const { rowCount } = await client.query(`select 1 from ${table} where valuation_id = $1`, [id]);
        expect(rowCount).toBe(1);
      });
    },
  );
});
