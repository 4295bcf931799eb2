import { describe, expect, test } from 'vitest';
import { calculateInSteps, calculateValuation, ENGINE_VERSION } from './calculate-valuation.ts';
import { SAMPLE_CONTEXT, sampleInput, sampleYear } from './sample-draft.ts';
import type { MethodName, StepId, ValuationInputDraft, ValuationResult } from './types.ts';
import { STEP_IDS } from './types.ts';

function valuate(changes: ValuationInputDraft = {}, seed = SAMPLE_CONTEXT.seed): ValuationResult {
  return calculateValuation(sampleInput(changes), { ...SAMPLE_CONTEXT, seed });
}

function stepOf(result: ValuationResult, id: StepId) {
  const step = result.steps.find((candidate) => candidate.id === id);
  if (!step) throw new Error(`No step ${id}.`);
  return step;
}

function effectOf(result: ValuationResult, id: StepId, method: MethodName) {
  const effect = stepOf(result, id).methods.find((candidate) => candidate.method === method);
  if (!effect) throw new Error(`Step ${id} says nothing of ${method}.`);
  return effect;
}

function methodOf(result: ValuationResult, method: MethodName) {
  const row = result.methods.find((candidate) => candidate.method === method);
  if (!row) throw new Error(`No method ${method}.`);
  return row;
}

const oneYear = (revenue: number, ebitda: number, changes = {}) => [sampleYear(2025, revenue, ebitda, changes)];
const threeYears = (revenue: number, ebitda: number, changes = {}) =>
  [2023, 2024, 2025].map((year) => sampleYear(year, revenue, ebitda, changes));

/** A company without growth whose free cash flow is 112,500 for ever, at a WACC of 10 %. */
const perpetuity: ValuationInputDraft = {
  years: threeYears(1_000_000, 200_000, { depreciation: 50_000, capex: 50_000, workingCapital: 100_000 }),
  assumptions: {
    riskFreeRate: 0.05,
    equityRiskPremium: 0.05,
    beta: 1,
    sizePremium: 0,
    costOfDebt: 0.1 / 0.75,
    taxRate: 0.25,
    terminalGrowth: 0,
  },
};

describe('the steps', () => {
  test('are heard one by one, in order, and stand in the result', () => {
    const heard = [...calculateInSteps(sampleInput(), SAMPLE_CONTEXT)];
    const result = calculateValuation(sampleInput(), SAMPLE_CONTEXT);
    expect(heard).toEqual(result.steps);
    expect(heard.map(({ id }) => id)).toEqual(STEP_IDS);
    expect(heard.map(({ number }) => number)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
  });

  test('each say their formula and source, and why when they are not done', () => {
    for (const step of valuate({ years: oneYear(1e6, 1e5), owners: null }).steps) {
      expect(step.formula).not.toBe('');
      expect(step.source).not.toBe('');
      expect(step.reason === null).toBe(step.status === 'done');
    }
  });

  test('from size to weighting each starts where the one before ended', () => {
    const late = valuate({ sharesForSale: 0.3 }).steps.slice(6);
    for (const [index, step] of late.entries())
      if (index > 0) expect(step.before).toBeCloseTo(late[index - 1]?.after ?? NaN, 6);
  });

  test('the result names what it was made with', () => {
    expect(valuate()).toMatchObject({
      engineVersion: ENGINE_VERSION,
      ruleSetVersion: '2026-01',
      seed: 1,
      asOf: '2026-03-01',
    });
  });
});

describe('normalised EBITDA', () => {
  test('adds each year’s adjustments to what was reported, and weighs the last years 1, 2 and 3', () => {
    const result = valuate({
      years: [sampleYear(2023, 1e6, 100), sampleYear(2024, 1e6, 200), sampleYear(2025, 1e6, 300)],
      adjustments: [
        { year: 2025, kind: 'owner_compensation', amount: 60, reason: 'Below market', confidence: 'high' },
        { year: 2025, kind: 'non_recurring_revenue', amount: -30, reason: 'Sale of a van', confidence: 'low' },
      ],
    });
    expect(result.normalisedEbitda.map(({ normalised }) => normalised)).toEqual([100, 200, 330]);
    expect(stepOf(result, 'normalised_ebitda').before).toBeCloseTo((100 + 2 * 200 + 3 * 300) / 6, 9);
    expect(stepOf(result, 'normalised_ebitda').after).toBeCloseTo((100 + 2 * 200 + 3 * 330) / 6, 9);
  });

  test('adjustments that are less sure widen the simulated range', () => {
    const width = (confidence: 'low' | 'high') => {
      const adjustments = [{ year: 2025, kind: 'other', amount: 300_000, reason: 'Rent', confidence } as const];
      const { p10, p90 } = valuate({ adjustments }).range.equityValue;
      return p90 - p10;
    };
    expect(width('low')).toBeGreaterThan(width('high'));
  });
});

describe('value by multiples', () => {
  test('takes the sector’s multiple at the size of the company, then what depends on the owner, debt and cash', () => {
    // Construction 4.8 × (3.5 at EUR 200 k / 5.0 on average) = 3.36; two owners of 25 employees: 3 % off.
    const result = valuate({ years: oneYear(2_000_000, 200_000) });
    expect(methodOf(result, 'multiples').enterpriseValue?.mid).toBeCloseTo(200_000 * 3.36 * 0.97, 6);
    expect(methodOf(result, 'multiples').equityValue?.mid).toBeCloseTo(200_000 * 3.36 * 0.97 - 500_000, 6);
    expect(result.equityValue).toBe(methodOf(result, 'multiples').equityValue?.mid);
  });

  test('spans at least the quartile spread, and all rows where they lie further apart', () => {
    const spanOf = (industry: string) => {
      const { low = 0, mid = 0, high = 0 } = methodOf(valuate({ industry }), 'multiples').enterpriseValue ?? {};
      return [low / mid, high / mid];
    };
    expect(spanOf('construction')[0]).toBeCloseTo(0.75, 9);
    expect(spanOf('construction')[1]).toBeCloseTo(1.25, 9);
    // Retail: 5.6 in Belgium and 2.5 in the Netherlands, 4.05 on average.
    expect(spanOf('retail')[0]).toBeCloseTo(2.5 / 4.05, 9);
    expect(spanOf('retail')[1]).toBeCloseTo(5.6 / 4.05, 9);
  });

  test('uses revenue when EBITDA is not positive, and says so', () => {
    const result = valuate({ years: threeYears(2_000_000, -50_000), owners: null });
    // Size by the normal margin of 8 %: EUR 160 k, below the lower end of the curve.
    expect(methodOf(result, 'multiples').enterpriseValue?.mid).toBeCloseTo(2_000_000 * 0.08 * 4.8 * 0.7, 6);
    expect(stepOf(result, 'benchmark_multiple').notes.join()).toContain('EBITDA is not positive');
    expect(stepOf(result, 'discounted_cash_flow')).toMatchObject({ status: 'failed' });
    expect(methodOf(result, 'multiples').weight).toBe(1);
  });

  test('of listed companies is discounted for size and marketability, of private deals for neither', () => {
    const listed = valuate({ industry: 'transport', years: oneYear(2_000_000, 200_000), owners: null });
    const size = 3.5 / 6.7;
    expect(methodOf(listed, 'multiples').enterpriseValue?.mid).toBeCloseTo(200_000 * 9.15 * size * 0.75, 6);

    const priv = valuate({ years: oneYear(2_000_000, 200_000) });
    for (const id of ['size', 'marketability'] as const) {
      expect(effectOf(priv, id, 'multiples')).toMatchObject({ status: 'skipped' });
      expect(effectOf(priv, id, 'multiples').reason).toContain('private deals');
      expect(stepOf(priv, id).after).toBe(stepOf(priv, id).before);
    }
  });
});

describe('discounted cash flow', () => {
  test('of a level perpetuity is the flow over the WACC, half a year earlier', () => {
    const result = valuate(perpetuity);
    expect(stepOf(result, 'discounted_cash_flow').after).toBeCloseTo((112_500 / 0.1) * Math.sqrt(1.1), 6);
  });

  test('has its low and high at a WACC one point higher and lower', () => {
    const { low = 0, mid = 0, high = 0 } = methodOf(valuate(perpetuity), 'discounted_cash_flow').enterpriseValue ?? {};
    expect(low / mid).toBeCloseTo((0.1 / 0.11) * Math.sqrt(1.11 / 1.1), 9);
    expect(high / mid).toBeCloseTo((0.1 / 0.09) * Math.sqrt(1.09 / 1.1), 9);
  });

  test('needs three years; with two the multiples stand alone, with the reason', () => {
    const result = valuate({ years: [sampleYear(2024, 5e6, 6e5), sampleYear(2025, 5e6, 6e5)] });
    const reason = 'It needs 3 financial years; 2 given.';
    expect(methodOf(result, 'discounted_cash_flow')).toMatchObject({ status: 'skipped', reason, weight: 0 });
    expect(methodOf(result, 'multiples').weight).toBe(1);
    expect(result.statement.methodsLeftOut).toContainEqual({ method: 'discounted_cash_flow', reason });
    expect(result.sensitivity).toBeNull();
  });

  test('fails with the reason when growth is not below the WACC, and the multiples stand alone', () => {
    const assumptions = { ...perpetuity.assumptions, terminalGrowth: 0.1 };
    const result = valuate({ ...perpetuity, assumptions });
    expect(stepOf(result, 'discounted_cash_flow').status).toBe('failed');
    expect(stepOf(result, 'discounted_cash_flow').reason).toContain('must be above the perpetual growth (10 %)');
    expect(methodOf(result, 'multiples').weight).toBe(1);
  });

  test('says what was assumed for each figure that is missing', () => {
    const bare = { depreciation: null, capex: null, workingCapital: null };
    const notes = stepOf(valuate({ years: threeYears(5e6, 6e5, bare) }), 'discounted_cash_flow').notes.join('\n');
    expect(notes).toContain('Neither depreciation nor ebit is given: 25 % of EBITDA assumed');
    expect(notes).toContain('Capex is not given');
    expect(notes).toContain('Working capital is not given: 10 % of revenue assumed');
    expect(stepOf(valuate(), 'discounted_cash_flow').notes.join('\n')).not.toContain('not given');
  });

  test('a perpetuity that does not replace its assets is brought to do so', () => {
    const replaced = valuate({ years: threeYears(1e6, 2e5, { depreciation: 50_000, capex: 50_000 }) });
    const neglected = valuate({ years: threeYears(1e6, 2e5, { depreciation: 50_000, capex: 0 }) });
    const finalFlow = (result: ValuationResult) =>
      stepOf(result, 'discounted_cash_flow').inputs.find(({ name }) => name === 'free cash flow of year 10')?.value;
    expect(finalFlow(neglected)).toBeCloseTo(finalFlow(replaced) ?? NaN, 6);
  });

  test('cash flows below nothing are worth 0, not less', () => {
    const result = valuate({ years: threeYears(1e6, 1e4, { depreciation: 100_000, capex: 100_000 }) });
    expect(methodOf(result, 'discounted_cash_flow').enterpriseValue).toEqual({ low: 0, mid: 0, high: 0 });
    expect(stepOf(result, 'discounted_cash_flow').notes.join()).toContain('taken as 0');
  });

  test('takes the reduced rate only for a company shown to be small', () => {
    const taxRate = (changes: ValuationInputDraft) =>
      stepOf(valuate(changes), 'discounted_cash_flow').inputs.find(({ name }) => name === 'tax rate')?.value;
    expect(taxRate({})).toBeLessThan(0.25);
    expect(taxRate({ employees: 60, years: threeYears(12e6, 6e5) })).toBe(0.25);
    expect(taxRate({ countryCode: 'NL' })).toBe(0.25);
    expect(taxRate({ assumptions: { taxRate: 0.3 } })).toBe(0.3);
  });
});

describe('no risk is counted twice', () => {
  test('a specific premium in the cost of equity replaces the owner-dependency discount on the cash flow value', () => {
    const result = valuate({ owners: 10, employees: 15, assumptions: { specificPremium: 0.03 } });
    const effect = effectOf(result, 'owner_dependency', 'discounted_cash_flow');
    expect(effect).toMatchObject({ status: 'skipped', after: effect.before });
    expect(effect.reason).toContain('specific premium of 3 %: the same risk');
    expect(effectOf(result, 'owner_dependency', 'multiples').status).toBe('done');
    expect(stepOf(result, 'owner_dependency').notes.join()).toMatch(
      /takes [\d.]+ % off the cash flow value.*take 20 %/,
    );
  });

  test('without a specific premium both values are discounted', () => {
    const result = valuate({ owners: 10, employees: 15 });
    for (const method of ['multiples', 'discounted_cash_flow'] as const) {
      const { before, after } = effectOf(result, 'owner_dependency', method);
      expect((after ?? NaN) / (before ?? NaN)).toBeCloseTo(0.8, 12);
    }
  });

  test('size is in the cost of equity, so the cash flow value is not discounted for it', () => {
    expect(effectOf(valuate(), 'size', 'discounted_cash_flow').reason).toContain('size premium');
  });

  test('every discount is listed in the statement, taken or left out with its reason', () => {
    const { discounts } = valuate({ owners: 10, employees: 15, sharesForSale: 0.4 }).statement;
    const taken = discounts.filter(({ rate }) => rate !== null).map(({ risk, method, rate }) => [risk, method, rate]);
    expect(taken).toEqual([
      ['owner_dependency', 'multiples', 0.2],
      ['lack_of_control', 'multiples', 0.2],
      ['owner_dependency', 'discounted_cash_flow', 0.2],
      ['marketability', 'discounted_cash_flow', 0.1],
      ['lack_of_control', 'discounted_cash_flow', 0.2],
      ['lack_of_control', 'adjusted_net_assets', 0.2],
    ]);
    for (const { reason } of discounts) expect(reason).not.toBe('');
  });

  test('without the number of owners no discount is made up', () => {
    const step = stepOf(valuate({ owners: null }), 'owner_dependency');
    expect(step).toMatchObject({ status: 'skipped', after: step.before });
    expect(step.reason).toContain('not both given');
  });
});

describe('equity', () => {
  test('is enterprise value less debt, plus cash and what the bridge names', () => {
    const bridge = { debtLikeItems: 40_000, normalWorkingCapital: 450_000, nonOperatingAssets: 25_000 };
    const { enterpriseValue, equityValue } = methodOf(valuate({ bridge }), 'multiples');
    const between = (equityValue?.mid ?? NaN) - (enterpriseValue?.mid ?? NaN);
    expect(between).toBeCloseTo(300_000 - 800_000 - 40_000 + 50_000 + 25_000, 6);
  });

  test('without debt and cash is the enterprise value, and the step says why', () => {
    const result = valuate({ years: threeYears(5e6, 6e5, { cash: null, totalDebt: null }) });
    expect(stepOf(result, 'equity_bridge')).toMatchObject({ status: 'skipped' });
    expect(stepOf(result, 'equity_bridge').reason).toContain('Neither debt nor cash is given');
    expect(result.equityValue).toBe(result.enterpriseValue);
  });

  test('with cash but no debt given says that debt was left out', () => {
    const result = valuate({ years: threeYears(5e6, 6e5, { totalDebt: null }) });
    expect(stepOf(result, 'equity_bridge').notes).toContain('Not given and left out: financialDebt.');
  });
});

describe('the stake', () => {
  const stakeOf = (sharesForSale: number, changes: ValuationInputDraft = {}) => {
    const result = valuate({ sharesForSale, ...changes });
    const row = methodOf(result, 'multiples');
    return { kind: result.statement.stake.kind, ratio: (row.stakeValue?.mid ?? NaN) / (row.equityValue?.mid ?? NaN) };
  };

  test.each([
    [1, 'whole', 1],
    [0.51, 'control', 0.51],
    [0.5, 'deadlock', 0.45],
    [0.49, 'minority', 0.49 * 0.8],
  ])('of %d is %s and worth %d of the equity', (share, kind, ratio) => {
    const stake = stakeOf(share);
    expect(stake.kind).toBe(kind);
    expect(stake.ratio).toBeCloseTo(ratio, 9);
  });

  test('by listed multiples is not discounted for lack of control: share prices have no control in them', () => {
    expect(stakeOf(0.3, { industry: 'transport' }).ratio).toBeCloseTo(0.3, 9);
  });

  test('in a negative equity is not made better by a discount', () => {
    expect(stakeOf(0.3, { years: threeYears(5e6, 6e5, { totalDebt: 50e6 }) }).ratio).toBeCloseTo(0.3, 9);
  });
});

describe('weights', () => {
  test('are led by the cash flow', () => {
    const result = valuate();
    expect(result.methods.map(({ method, weight }) => [method, weight])).toEqual([
      ['discounted_cash_flow', 0.6],
      ['multiples', 0.4],
      ['adjusted_net_assets', 0],
      ['statutory_reference', 0],
    ]);
    const mean = result.methods.reduce((sum, row) => sum + row.weight * (row.equityValue?.mid ?? 0), 0);
    expect(result.equityValue).toBeCloseTo(mean, 6);
  });

  test('can be given, in proportion', () => {
    const methodWeights = [
      { method: 'adjusted_net_assets', weight: 0.6 },
      { method: 'multiples', weight: 0.2 },
    ] as const;
    const result = valuate({ assumptions: { methodWeights } });
    expect(methodOf(result, 'adjusted_net_assets').weight).toBeCloseTo(0.75, 12);
    expect(methodOf(result, 'multiples').weight).toBeCloseTo(0.25, 12);
    expect(methodOf(result, 'discounted_cash_flow').weight).toBe(0);
  });

  test('of methods without a value go to the others; where none is left the rule set decides, and the step says so', () => {
    const methodWeights = [{ method: 'discounted_cash_flow', weight: 1 }] as const;
    const result = valuate({ years: oneYear(5e6, 6e5), assumptions: { methodWeights } });
    expect(methodOf(result, 'multiples').weight).toBe(1);
    expect(stepOf(result, 'weighting').notes.join()).toContain('the weights of the rule set hold');
  });

  test('on assets alone give an equity value and no enterprise value', () => {
    const result = valuate({
      industry: 'real_estate',
      assumptions: { methodWeights: [{ method: 'adjusted_net_assets', weight: 1 }] },
      assetRevaluations: [{ name: 'Offices', bookValue: 500_000, marketValue: 900_000 }],
    });
    expect(result.enterpriseValue).toBeNull();
    expect(result.equityValue).toBeCloseTo(1_200_000 + 400_000 * 0.75, 6);
  });
});

describe('the Belgian statutory reference value', () => {
  test('is equity and four times the reported EBITDA of the last year before 2026, and never weighs', () => {
    const adjustments = [{ year: 2025, kind: 'other', amount: 99, reason: 'Rent', confidence: 'low' } as const];
    const row = methodOf(valuate({ adjustments }), 'statutory_reference');
    expect(row.equityValue?.mid).toBe(1_200_000 + 4 * 660_000);
    expect(row.weight).toBe(0);
  });

  test('stays with 2025 when later accounts are given', () => {
    const years = [sampleYear(2025, 5e6, 500_000), sampleYear(2026, 5e6, 900_000)];
    const asOf = '2027-03-01';
    const later = calculateValuation(sampleInput({ years }, asOf), { ...SAMPLE_CONTEXT, asOf });
    expect(methodOf(later, 'statutory_reference').equityValue?.mid).toBe(1_200_000 + 4 * 500_000);
  });

  test.each<[string, ValuationInputDraft]>([
    ['defined for Belgium only', { countryCode: 'NL' }],
    ['total equity of 2025 is not given', { years: threeYears(5e6, 6e5, { totalEquity: null }) }],
  ])('is skipped where it is %s', (reason, changes) => {
    const row = methodOf(valuate(changes), 'statutory_reference');
    expect(row).toMatchObject({ status: 'skipped', equityValue: null });
    expect(row.reason).toContain(reason);
  });
});

describe('the simulated range', () => {
  test('is the same for the same seed and another for another seed', () => {
    expect(valuate({}, 7).range).toEqual(valuate({}, 7).range);
    expect(valuate({}, 7).range).not.toEqual(valuate({}, 8).range);
  });

  test('lies around the weighted value', () => {
    const { range, equityValue } = valuate();
    expect(range.equityValue.p10).toBeLessThan(equityValue);
    expect(range.equityValue.p90).toBeGreaterThan(equityValue);
    expect(range.equityValue.p50 / equityValue).toBeGreaterThan(0.9);
    expect(range.equityValue.p50 / equityValue).toBeLessThan(1.1);
  });

  test('of a minority stake is that of the whole, times the share, less the discount', () => {
    const whole = valuate().range.equityValue;
    const { equityValue, stakeValue } = valuate({ sharesForSale: 0.4 }).range;
    expect(equityValue).toEqual(whole);
    for (const name of ['p10', 'p50', 'p90'] as const) expect(stakeValue[name]).toBeCloseTo(whole[name] * 0.4 * 0.8, 6);
  });

  test('a seed that is no 32-bit integer is the caller’s error', () => {
    expect(() => valuate({}, 0.5)).toThrow('32-bit integer');
  });
});

describe('the sensitivity grid', () => {
  test('has the cash flow’s equity value in its middle, falls with the WACC and rises with growth', () => {
    const result = valuate();
    const { waccs, growths, equityValues } = result.sensitivity ?? { waccs: [], growths: [], equityValues: [] };
    expect([waccs.length, growths.length, equityValues.length, equityValues[0]?.length]).toEqual([5, 5, 5, 5]);
    expect(equityValues[2]?.[2]).toBeCloseTo(methodOf(result, 'discounted_cash_flow').equityValue?.mid ?? NaN, 6);
    for (let i = 1; i < 5; i += 1) {
      expect(equityValues[i]?.[2]).toBeLessThan(equityValues[i - 1]?.[2] ?? NaN);
      expect(equityValues[2]?.[i]).toBeGreaterThan(equityValues[2]?.[i - 1] ?? NaN);
    }
  });

  test('shows the value of all shares, whatever part of them is for sale', () => {
    expect(valuate({ sharesForSale: 0.4 }).sensitivity).toEqual(valuate().sensitivity);
  });

  test('leaves out the cells whose WACC is not above the growth', () => {
    const assumptions = { ...perpetuity.assumptions, terminalGrowth: 0.08 };
    const cells = valuate({ ...perpetuity, assumptions }).sensitivity?.equityValues.flat() ?? [];
    expect(cells.filter((cell) => cell === null).length).toBeGreaterThan(0);
    expect(cells[12]).toBeGreaterThan(0);
  });
});

describe('confidence', () => {
  test('is the weighted mean of its factors, each with a reason', () => {
    const { score, factors } = valuate().confidence;
    expect(score).toBeCloseTo(
      factors.reduce((sum, factor) => sum + factor.score * factor.weight, 0),
      9,
    );
    expect(factors.map(({ name }) => name)).toEqual([
      'completeness',
      'history',
      'method_agreement',
      'data_source',
      'comparables',
    ]);
    for (const { reason } of factors) expect(reason).not.toBe('');
  });

  test.each<[string, ValuationInputDraft]>([
    ['fewer figures', { foundingYear: null, recurringRevenue: null }],
    ['fewer years', { years: [sampleYear(2024, 5e6, 6e5), sampleYear(2025, 5e6, 6e5)] }],
  ])('falls with %s', (_case, changes) => {
    expect(valuate(changes).confidence.score).toBeLessThan(valuate().confidence.score);
  });

  test.each<[string, ValuationInputDraft, number]>([
    ['one recent row of the industry', {}, 85],
    ['two recent rows of the industry', { industry: 'retail' }, 100],
    ['rows of all sectors together', { industry: 'other' }, 70],
    ['one old row', { industry: 'wholesale' }, 65],
    ['one row of listed companies', { industry: 'transport' }, 65],
    ['a multiple of revenue', { industry: 'retail', years: threeYears(5e6, -1) }, 70],
  ])('in the comparables is as high as fits %s', (_case, changes, score) => {
    expect(valuate(changes).confidence.factors.find(({ name }) => name === 'comparables')?.score).toBe(score);
  });

  test('rises when the accounts are filed ones', () => {
    const years = [2023, 2024, 2025].map((year) => sampleYear(year, 5e6, 6e5));
    const filed = years.map((year) => ({ ...year, source: 'official' as const }));
    expect(valuate({ years: filed }).confidence.score).toBeGreaterThan(valuate({ years }).confidence.score);
  });
});

test('warnings travel with the result', () => {
  expect(valuate({ largestCustomerShare: 0.4 }).warnings.map(({ path }) => path)).toEqual(['largestCustomerShare']);
});

test('the statement says what was valued, as of when, and on which balance sheet', () => {
  const { statement, equityValue, stakeValue } = valuate({ sharesForSale: 0.25 });
  expect(statement).toMatchObject({
    companyName: 'Bouwbedrijf Peeters',
    asOf: '2026-03-01',
    balanceSheetYear: 2025,
    standardOfValue: 'market_value',
    premise: 'going_concern',
    stake: { share: 0.25, kind: 'minority' },
    equityValue,
    stakeValue,
  });
});
