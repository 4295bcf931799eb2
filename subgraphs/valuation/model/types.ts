import type { z } from 'zod';
import type { valuationInputSchema } from './input-schema.ts';
import type { RuleSet } from './rule-set.ts';

/** A complete, valid input. Amounts in EUR, shares and rates as ratios. Only `validateValuationInput` makes one. */
export type ValuationInput = z.output<typeof valuationInputSchema>;
/** An input on its way: anything may be missing; null says the same as missing. */
export type ValuationInputDraft = Draft<z.input<typeof valuationInputSchema>>;

type Draft<T> = T extends readonly (infer Item)[]
  ? readonly Draft<Item>[]
  : T extends object
    ? { readonly [Key in keyof T]?: Draft<T[Key]> | null | undefined }
    : T;

export type FinancialYear = ValuationInput['years'][number];
export type EbitdaAdjustment = ValuationInput['adjustments'][number];
export type AdjustmentKind = EbitdaAdjustment['kind'];
export type AdjustmentConfidence = EbitdaAdjustment['confidence'];

export interface ValuationContext {
  readonly ruleSet: RuleSet;
  /** ISO date on which the valuation is made. */
  readonly asOf: string;
  /** 32-bit integer that makes the simulated range reproducible. */
  readonly seed: number;
}

/** A remark on one field of the input, by its path (`years[1].revenue`). */
export interface FieldMessage {
  readonly path: string;
  readonly message: string;
}

export type MethodName = 'multiples' | 'discounted_cash_flow' | 'adjusted_net_assets' | 'statutory_reference';
export type Status = 'done' | 'skipped' | 'failed';
/** The risks that a discount is taken for. */
export type Risk = 'size' | 'owner_dependency' | 'marketability' | 'lack_of_control';
export type StakeKind = 'whole' | 'control' | 'deadlock' | 'minority';

/** EUR; low ≤ mid ≤ high. */
export interface ValueRange {
  readonly low: number;
  readonly mid: number;
  readonly high: number;
}

export type FigureUnit = 'EUR' | 'ratio' | 'multiple' | 'beta' | 'years' | 'count' | 'score100';

export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: FigureUnit;
  /** Where the figure is from, and from when; null where it is the input's or calculated. */
  readonly source: string | null;
}

/** What a step did to one method's value. */
export interface MethodEffect {
  readonly method: MethodName;
  readonly status: Status;
  readonly reason: string | null;
  /** EUR. */
  readonly before: number | null;
  readonly after: number | null;
}

export const STEP_IDS = [
  'data_quality',
  'validation',
  'normalised_ebitda',
  'benchmark_multiple',
  'multiples_value',
  'discounted_cash_flow',
  'size',
  'owner_dependency',
  'marketability',
  'equity_bridge',
  'stake',
  'weighting',
] as const;
export type StepId = (typeof STEP_IDS)[number];

export const STEP_TITLES: Readonly<Record<StepId, string>> = {
  data_quality: 'Data quality',
  validation: 'Validation',
  normalised_ebitda: 'Normalised EBITDA',
  benchmark_multiple: 'Benchmark multiple',
  multiples_value: 'Value by multiples',
  discounted_cash_flow: 'Discounted cash flow',
  size: 'Size',
  owner_dependency: 'Owner dependency',
  marketability: 'Marketability',
  equity_bridge: 'Enterprise value to equity value',
  stake: 'Stake',
  weighting: 'Weighting',
};

export interface ValuationStep {
  /** 0–11. */
  readonly number: number;
  readonly id: StepId;
  readonly title: string;
  readonly status: Status;
  /** Why it was skipped or failed; null when done. */
  readonly reason: string | null;
  readonly inputs: readonly Figure[];
  readonly formula: string;
  /** EUR. From step 6 on the weighted value of the methods, so that each step starts where the one before ended. */
  readonly before: number | null;
  readonly after: number | null;
  readonly source: string;
  /** What was assumed where the input is silent, and what a reader should know. */
  readonly notes: readonly string[];
  readonly methods: readonly MethodEffect[];
}

export interface NormalisedYear {
  readonly year: number;
  readonly reported: number;
  readonly adjustments: readonly EbitdaAdjustment[];
  readonly normalised: number;
}

/** One row of the football field. Ranges are null unless the status is done. */
export interface MethodResult {
  readonly method: MethodName;
  readonly status: Status;
  readonly reason: string | null;
  /** Share in the weighted value; the weights of all methods add up to 1. */
  readonly weight: number;
  /** Null also for methods that value the equity directly. */
  readonly enterpriseValue: ValueRange | null;
  /** Of all shares. */
  readonly equityValue: ValueRange | null;
  /** Of the shares for sale. */
  readonly stakeValue: ValueRange | null;
}

export interface Percentiles {
  readonly p10: number;
  readonly p50: number;
  readonly p90: number;
}

export interface SimulatedRange {
  readonly runs: number;
  readonly equityValue: Percentiles;
  readonly stakeValue: Percentiles;
}

export interface ConfidenceFactor {
  readonly name: 'completeness' | 'history' | 'method_agreement' | 'data_source' | 'comparables';
  /** 0–100. */
  readonly score: number;
  /** Ratio; the weights of all factors add up to 1. */
  readonly weight: number;
  readonly reason: string;
}

export interface Confidence {
  /** 0–100: the weighted mean of the factors. */
  readonly score: number;
  readonly factors: readonly ConfidenceFactor[];
}

/** Equity value of all shares by discounted cash flow; null where the rate is not above the growth. */
export interface SensitivityGrid {
  readonly waccs: readonly number[];
  readonly growths: readonly number[];
  /** One row for each WACC, one column for each growth. */
  readonly equityValues: readonly (readonly (number | null)[])[];
}

export interface AppliedDiscount {
  readonly risk: Risk;
  readonly method: MethodName;
  /** Null when the discount was not taken; the reason says why. */
  readonly rate: number | null;
  readonly reason: string;
}

/** The conclusion as figures and reasons, without prose. */
export interface ValuationStatement {
  readonly companyName: string;
  readonly asOf: string;
  /** The last financial year: its balance sheet is the one that is bridged from. */
  readonly balanceSheetYear: number;
  readonly standardOfValue: 'market_value';
  readonly premise: 'going_concern';
  readonly stake: { readonly share: number; readonly kind: StakeKind };
  readonly equityValue: number;
  readonly stakeValue: number;
  /** All shares, from the lowest low to the highest high of the weighted methods. */
  readonly methodSpread: ValueRange;
  readonly weights: readonly { readonly method: MethodName; readonly weight: number }[];
  readonly methodsLeftOut: readonly { readonly method: MethodName; readonly reason: string }[];
  readonly discounts: readonly AppliedDiscount[];
  readonly notes: readonly string[];
}

export interface ValuationResult {
  readonly engineVersion: string;
  readonly ruleSetVersion: string;
  readonly seed: number;
  readonly asOf: string;
  readonly steps: readonly ValuationStep[];
  readonly normalisedEbitda: readonly NormalisedYear[];
  readonly methods: readonly MethodResult[];
  /** Weighted over the methods that yield one; null when all weight is on the others. */
  readonly enterpriseValue: number | null;
  /** Weighted, all shares. */
  readonly equityValue: number;
  /** Weighted, the shares for sale. */
  readonly stakeValue: number;
  readonly range: SimulatedRange;
  readonly confidence: Confidence;
  /** Null when there is no discounted cash flow. */
  readonly sensitivity: SensitivityGrid | null;
  readonly warnings: readonly FieldMessage[];
  readonly statement: ValuationStatement;
}
