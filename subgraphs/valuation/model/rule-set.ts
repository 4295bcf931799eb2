import type { CapitalGainsTaxScale } from './formulas/belgian-capital-gains-tax.ts';
import type { CompanySizeThresholds, CorporateTaxScale } from './formulas/belgian-corporate-tax.ts';
import type { CashFlowTiming } from './formulas/discounted-cash-flow.ts';
import type { CurvePoint } from './formulas/log-interpolation.ts';
import type { OwnerDependencyBand } from './formulas/owner-dependency-discount.ts';
import type { IndustryGroup } from './industry-group.ts';
import { RULE_SET_2026_01 } from './rule-sets/rule-set-2026-01.ts';
import type { AdjustmentConfidence, AdjustmentKind, ConfidenceFactor, MethodName } from './types.ts';

/** A figure or table with where it is from. `designChoice` marks what nobody published and we chose. */
export interface Sourced<T> {
  readonly value: T;
  readonly unit: string;
  /** ISO date that the figure speaks of or was fixed on. */
  readonly date: string;
  readonly source: string;
  readonly region: string;
  readonly designChoice: boolean;
}

export interface Bounds {
  readonly min: number;
  readonly max: number;
}

/** Rates and discounts are ratios, amounts EUR. */
export interface RuleSetParameters {
  readonly riskFreeRate: Sourced<number>;
  readonly equityRiskPremium: Sourced<number>;
  readonly sizePremium: Sourced<readonly CurvePoint[]>;
  readonly specificPremium: Sourced<number>;
  readonly creditSpread: Sourced<number>;
  /** Debt to debt plus equity at market values. */
  readonly targetDebtRatio: Sourced<number>;

  readonly earningsWeights: Sourced<readonly number[]>;
  readonly adjustmentRanges: Sourced<Readonly<Record<AdjustmentKind, Bounds>>>;
  /** Standard deviation of an adjustment as a share of its amount. */
  readonly adjustmentUncertainty: Sourced<Readonly<Record<AdjustmentConfidence, number>>>;

  readonly minimumHistoryYears: Sourced<number>;
  readonly projectionYears: Sourced<number>;
  readonly terminalGrowth: Sourced<number>;
  readonly revenueGrowthBounds: Sourced<Bounds>;
  readonly cashFlowTiming: Sourced<CashFlowTiming>;
  readonly depreciationToEbitda: Sourced<number>;
  readonly workingCapitalToRevenue: Sourced<number>;

  readonly sizeCurve: Sourced<readonly CurvePoint[]>;
  readonly averageDealMultiple: Sourced<number>;
  readonly quartileSpread: Sourced<number>;

  readonly ownerDependency: Sourced<readonly OwnerDependencyBand[]>;
  readonly listedMultiplesMarketability: Sourced<number>;
  readonly cashFlowMarketability: Sourced<number>;
  readonly controlPremium: Sourced<number>;
  readonly deadlockDiscount: Sourced<number>;

  readonly methodWeights: Sourced<readonly { readonly method: MethodName; readonly weight: number }[]>;
  readonly waccSpread: Sourced<number>;
  readonly sensitivitySteps: Sourced<{ readonly wacc: readonly number[]; readonly growth: readonly number[] }>;
  readonly simulation: Sourced<Simulation>;
  readonly confidenceWeights: Sourced<Readonly<Record<ConfidenceFactor['name'], number>>>;
  readonly confidenceScores: Sourced<ConfidenceScores>;

  readonly defaultTaxRate: Sourced<number>;
  readonly corporateTax: Sourced<CorporateTaxScale>;
  readonly companySize: Sourced<{ readonly micro: CompanySizeThresholds; readonly small: CompanySizeThresholds }>;
  readonly capitalGainsTax: Sourced<CapitalGainsTaxScale>;
  readonly statutoryReference: Sourced<{ readonly ebitdaMultiple: number; readonly closedBeforeYear: number }>;

  readonly warnings: Sourced<WarningThresholds>;
}

/** Standard deviations of the normal distributions that the simulated range draws from. */
export interface Simulation {
  readonly runs: number;
  /** Relative to the earnings. */
  readonly earningsDeviation: number;
  readonly largestEarningsDeviation: number;
  readonly waccDeviation: number;
  readonly growthDeviation: number;
  /** Least distance between WACC and growth in a run, as a share of the distance in the base case. */
  readonly leastSpreadShare: number;
}

/** 0–100. */
export interface ConfidenceScores {
  readonly fullHistoryYears: number;
  readonly typedSource: number;
  readonly singleMethod: number;
  readonly allSectorsPenalty: number;
  readonly singleRowPenalty: number;
  readonly listedPenalty: number;
  readonly revenueMultiplePenalty: number;
  readonly oldRowPenalty: number;
  readonly oldAfterYears: number;
}

export interface WarningThresholds {
  readonly revenuePerEmployee: Bounds;
  readonly companyAgeYears: number;
  readonly largestCustomerShare: number;
  readonly accountsAgeYears: number;
}

/** A published multiple of enterprise value to EBITDA. */
export interface MultipleRow {
  readonly id: string;
  readonly multiple: number;
  /** The sector in the words of the source. */
  readonly sector: string;
  readonly source: string;
  readonly period: string;
  /** ISO date of the end of the period. */
  readonly date: string;
  readonly region: string;
  readonly sizeBand: string;
  /** Prices of private deals, or of shares on an exchange. */
  readonly basis: 'private_deals' | 'listed';
}

export interface IndustryBenchmark {
  /** Ids of the rows that speak for the group; all of one basis. */
  readonly multipleIds: readonly string[];
  readonly unleveredBeta: number;
  /** EBITDA to revenue of a healthy company: turns an EBITDA multiple into one of revenue. */
  readonly normalEbitdaMargin: number;
}

/** All figures that a valuation takes from outside its input. Never changed once used: a new version is added. */
export interface RuleSet {
  readonly version: string;
  readonly parameters: RuleSetParameters;
  readonly multiples: readonly MultipleRow[];
  readonly industries: Sourced<Readonly<Record<IndustryGroup, IndustryBenchmark>>>;
}

/** All rule sets, oldest first. */
export const RULE_SETS: readonly RuleSet[] = [RULE_SET_2026_01];

/** The rule set that new valuations take. */
export const CURRENT_RULE_SET: RuleSet = RULE_SET_2026_01;

/** The rule set that a stored valuation was made with; undefined for a version that never was. */
export function findRuleSet(version: string): RuleSet | undefined {
  return RULE_SETS.find((ruleSet) => ruleSet.version === version);
}
