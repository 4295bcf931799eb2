import type { RuleSet, Sourced } from '../rule-set.ts';
import { INDUSTRIES_2026_01 } from './industries-2026-01.ts';
import { MULTIPLES_2026_01 } from './multiples-2026-01.ts';

const FIXED_ON = '2026-01-07';

function published<T>(value: T, unit: string, date: string, region: string, source: string): Sourced<T> {
  return { value, unit, date, source, region, designChoice: false };
}

/** A figure that no source publishes; `why` says what it leans on. */
function chosen<T>(value: T, unit: string, why: string): Sourced<T> {
  return { value, unit, date: FIXED_ON, source: `Our choice: ${why}`, region: 'BE', designChoice: true };
}

const thousand = (min: number, max: number) => ({ min: min * 1000, max: max * 1000 });

/** The figures in force from 7 January 2026. */
export const RULE_SET_2026_01: RuleSet = {
  version: '2026-01',
  multiples: MULTIPLES_2026_01,
  industries: INDUSTRIES_2026_01,
  parameters: {
    // Cost of capital
    riskFreeRate: published(0.03436, 'ratio a year', '2026-01-07', 'BE', 'Ten-year OLO, news.belgium.be'),
    equityRiskPremium: published(0.0433, 'ratio a year', '2025-01-01', 'mature markets', 'Damodaran, January 2025'),
    sizePremium: chosen(
      [
        { ebitda: 200_000, value: 0.06 },
        { ebitda: 10_000_000, value: 0.03 },
      ],
      'ratio a year at an EBITDA in EUR',
      'falls with the logarithm of EBITDA, as deal multiples rise with it',
    ),
    specificPremium: chosen(0, 'ratio a year', 'the risk of the person is taken as a discount, in sight'),
    creditSpread: chosen(0.025, 'ratio a year over the risk-free rate', 'bank loans to SMEs'),
    targetDebtRatio: chosen(0.2, 'debt to debt plus equity', 'what an average buyer finances a going concern with'),

    // Earnings
    earningsWeights: chosen([1, 2, 3], 'weights, last year last', 'three years, the latest counting most'),
    adjustmentRanges: chosen(
      {
        owner_compensation: thousand(-500, 500),
        one_time_expenses: thousand(0, 1000),
        personal_expenses: thousand(0, 100),
        related_party: thousand(-200, 200),
        non_recurring_revenue: thousand(-1000, 0),
        non_recurring_costs: thousand(-100, 100),
        depreciation: thousand(-100, 100),
        family_expenses: thousand(-200, 200),
        unusual_transactions: thousand(-500, 500),
        tax_optimisation: thousand(-100, 100),
        discretionary: thousand(0, 100),
        other: thousand(-500, 500),
      },
      'EUR',
      'usual in SMEs; outside it a warning',
    ),
    adjustmentUncertainty: chosen(
      { high: 0.1, medium: 0.25, low: 0.5 },
      'standard deviation to amount',
      'an adjustment is as sure as its evidence',
    ),

    // Discounted cash flow
    minimumHistoryYears: published(3, 'years', FIXED_ON, 'BE', 'Practice of the institute of auditors’ SME platform'),
    projectionYears: chosen(10, 'years', 'long enough for growth to fade'),
    terminalGrowth: chosen(0.02, 'ratio a year', 'the inflation target of the ECB: no real growth for ever'),
    revenueGrowthBounds: chosen({ min: -0.1, max: 0.15 }, 'ratio a year', 'what an SME can keep up for some years'),
    cashFlowTiming: chosen('mid_year', 'timing', 'sales and costs run through the year'),
    depreciationToEbitda: chosen(0.25, 'depreciation and amortisation to EBITDA', 'average of SMEs'),
    workingCapitalToRevenue: chosen(0.1, 'net working capital to revenue', 'average of SMEs'),

    // Multiples
    sizeCurve: published(
      [
        { ebitda: 200_000, value: 3.5 },
        { ebitda: 10_000_000, value: 6.7 },
      ],
      'EV/EBITDA at an EBITDA in EUR',
      '2025-06-30',
      'NL',
      'Brookz and Dealsuite, Overname Barometer H1 2025',
    ),
    averageDealMultiple: published(
      5.0,
      'EV/EBITDA',
      '2025-12-31',
      'NL',
      'Brookz and Dealsuite, Overname Barometer H2 2025',
    ),
    quartileSpread: chosen(0.25, 'ratio of P50', 'the surveys publish averages, not quartiles'),

    // Discounts
    ownerDependency: chosen(
      [
        { above: 0, discount: 0.03 },
        { above: 0.1, discount: 0.07 },
        { above: 0.25, discount: 0.12 },
        { above: 0.5, discount: 0.2 },
      ],
      'ratio, above a number of owners to each employee',
      'the fewer stand beside the owner, the more leaves with him',
    ),
    listedMultiplesMarketability: chosen(0.25, 'ratio', 'with size it brings listed multiples to those of SME deals'),
    cashFlowMarketability: chosen(0.1, 'ratio', 'a control owner decides on the sale, but it takes time and costs'),
    controlPremium: chosen(0.25, 'ratio', 'mirrors a minority discount of 20 %'),
    deadlockDiscount: chosen(0.1, 'ratio', 'half of the minority discount: a veto, but no command'),

    // Weighting, range and confidence
    methodWeights: chosen(
      [
        { method: 'discounted_cash_flow', weight: 0.6 },
        { method: 'multiples', weight: 0.4 },
      ],
      'ratio',
      'cash flow leads and multiples confirm, as in Belgian practice; assets are for special cases',
    ),
    waccSpread: chosen(0.01, 'ratio a year', 'low and high of the cash flow method'),
    sensitivitySteps: chosen(
      { wacc: [-0.02, -0.01, 0, 0.01, 0.02], growth: [-0.01, -0.005, 0, 0.005, 0.01] },
      'ratio a year',
      'five by five around the base case',
    ),
    simulation: chosen(
      {
        runs: 1000,
        earningsDeviation: 0.1,
        largestEarningsDeviation: 0.5,
        waccDeviation: 0.01,
        growthDeviation: 0.005,
        leastSpreadShare: 0.5,
      },
      'standard deviations',
      'one deviation of the cost of capital is the low and high of the cash flow method',
    ),
    confidenceWeights: chosen(
      { completeness: 0.25, history: 0.2, method_agreement: 0.25, data_source: 0.15, comparables: 0.15 },
      'ratio',
      'what the result leans on most',
    ),
    confidenceScores: chosen(
      {
        fullHistoryYears: 5,
        typedSource: 40,
        singleMethod: 30,
        allSectorsPenalty: 30,
        singleRowPenalty: 15,
        listedPenalty: 20,
        revenueMultiplePenalty: 30,
        oldRowPenalty: 20,
        oldAfterYears: 3,
      },
      'points of 100',
      'a perfect score is 100 for each factor',
    ),

    // Belgian law
    defaultTaxRate: chosen(0.25, 'ratio', 'the Belgian rate, where the country’s own is not in the table'),
    corporateTax: published(
      {
        small: [
          { from: 0, rate: 0.2 },
          { from: 100_000, rate: 0.25 },
        ],
        ordinary: [{ from: 0, rate: 0.25 }],
      },
      'EUR and ratio',
      '2026-01-01',
      'BE',
      'Article 215 of the Income Tax Code 1992',
    ),
    companySize: published(
      {
        micro: { fullTimeEquivalents: 10, turnover: 900_000, totalAssets: 450_000 },
        small: { fullTimeEquivalents: 50, turnover: 11_250_000, totalAssets: 6_000_000 },
      },
      'count and EUR',
      '2026-01-01',
      'BE',
      'Articles 1:24 and 1:25 of the Code of Companies and Associations',
    ),
    capitalGainsTax: published(
      {
        substantialFrom: 0.2,
        substantial: [
          { from: 0, rate: 0 },
          { from: 1_000_000, rate: 0.0125 },
          { from: 2_500_000, rate: 0.025 },
          { from: 5_000_000, rate: 0.05 },
          { from: 10_000_000, rate: 0.1 },
        ],
        ordinary: [{ from: 0, rate: 0.1 }],
      },
      'EUR and ratio',
      '2026-01-01',
      'BE',
      'Income Tax Code 1992 as it stands from 1-1-2026',
    ),
    statutoryReference: published(
      { ebitdaMultiple: 4, closedBeforeYear: 2026 },
      'multiple and year',
      '2026-01-01',
      'BE',
      'Article 102 of the Income Tax Code 1992 as it stands from 1-1-2026',
    ),

    warnings: chosen(
      {
        revenuePerEmployee: { min: 10_000, max: 10_000_000 },
        companyAgeYears: 200,
        largestCustomerShare: 0.1,
        accountsAgeYears: 2,
      },
      'EUR, years and ratio',
      'figures outside are often typing errors, or a risk to look at',
    ),
  },
};
