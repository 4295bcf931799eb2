/**
 * What a narrative is written from, in two halves: `figures` never leave the platform, `qualities` may be sent to a
 * language model. A prompt is made from `qualities` alone.
 */
export interface NarrativeFacts {
  readonly figures: NarrativeFigures;
  readonly qualities: NarrativeQualities;
}

/** Amounts in euro. */
export interface NarrativeFigures {
  readonly companyName: string;
  /** Calendar date, such as `2026-01-31`. */
  readonly asOf: string;
  readonly equityValue: { readonly low: number; readonly mid: number; readonly high: number };
  /** `null` when no method gives one. */
  readonly enterpriseValueMid: number | null;
  /** From 0 to 100. */
  readonly confidenceScore: number;
}

export type ConfidenceLevel = 'low' | 'medium' | 'high';
export type CompanySize = 'micro' | 'small' | 'medium' | 'large';

export interface NarrativeQualities {
  readonly industry: string | null;
  readonly countryCode: string;
  readonly companySize: CompanySize | null;
  /** Methods that count, the heaviest first. */
  readonly methods: readonly string[];
  readonly confidence: ConfidenceLevel;
  /** Names of the input fields that the calculation warned about. */
  readonly warnings: readonly string[];
}

/** Bounds of the words for a score; a design choice, not a published scale. */
const MEDIUM_CONFIDENCE_FROM = 40;
const HIGH_CONFIDENCE_FROM = 70;

export function confidenceLevelOf(score: number): ConfidenceLevel {
  if (score >= HIGH_CONFIDENCE_FROM) return 'high';
  return score >= MEDIUM_CONFIDENCE_FROM ? 'medium' : 'low';
}

/** Headcount classes of the EU definition of an SME (Recommendation 2003/361/EC, article 2). */
export function companySizeOf(employees: number): CompanySize {
  if (employees < 10) return 'micro';
  if (employees < 50) return 'small';
  return employees < 250 ? 'medium' : 'large';
}
