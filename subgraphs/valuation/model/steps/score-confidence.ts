import { yearOf } from '../iso-date.ts';
import type { RuleSet } from '../rule-set.ts';
import type { Confidence, ConfidenceFactor } from '../types.ts';
import { asPercent } from './create-step.ts';
import type { DataQuality } from './assess-data-quality.ts';
import type { EquityTrack } from './method-track.ts';
import type { Benchmark } from './select-benchmark.ts';

export interface ConfidenceEvidence {
  readonly quality: DataQuality;
  readonly historyYears: number;
  readonly tracks: readonly EquityTrack[];
  readonly benchmark: Benchmark;
  readonly asOf: string;
}

type Score = Omit<ConfidenceFactor, 'weight'>;

/** How far the result can be leaned on, 0–100: the weighted mean of the factors, each with its reason. */
export function scoreConfidence(evidence: ConfidenceEvidence, ruleSet: RuleSet): Confidence {
  const weights = ruleSet.parameters.confidenceWeights.value;
  const factors = [
    scoreCompleteness(evidence),
    scoreHistory(evidence, ruleSet),
    scoreAgreement(evidence, ruleSet),
    scoreSource(evidence, ruleSet),
    scoreComparables(evidence, ruleSet),
  ].map((score): ConfidenceFactor => ({ ...score, weight: weights[score.name] }));
  const score = factors.reduce((sum, factor) => sum + factor.score * factor.weight, 0);
  return { score: Math.min(100, score), factors };
}

function scoreCompleteness({ quality }: ConfidenceEvidence): Score {
  const reason = `${asPercent(quality.completeness)} of the optional figures are given.`;
  return { name: 'completeness', score: 100 * quality.completeness, reason };
}

function scoreHistory({ historyYears }: ConfidenceEvidence, ruleSet: RuleSet): Score {
  const { fullHistoryYears } = ruleSet.parameters.confidenceScores.value;
  const score = 100 * Math.min(1, historyYears / fullHistoryYears);
  return { name: 'history', score, reason: `${historyYears} of ${fullHistoryYears} financial years.` };
}

function scoreAgreement({ tracks }: ConfidenceEvidence, ruleSet: RuleSet): Score {
  const values = tracks.filter((track) => track.weight > 0).map((track) => track.equityValue.mid);
  if (values.length < 2) {
    const score = ruleSet.parameters.confidenceScores.value.singleMethod;
    return { name: 'method_agreement', score, reason: 'One method alone: nothing confirms it.' };
  }
  const largest = Math.max(...values.map(Math.abs));
  const gap = largest === 0 ? 0 : Math.min(1, (Math.max(...values) - Math.min(...values)) / largest);
  return { name: 'method_agreement', score: 100 * (1 - gap), reason: `The methods lie ${asPercent(gap)} apart.` };
}

function scoreSource({ quality }: ConfidenceEvidence, ruleSet: RuleSet): Score {
  const { typedSource } = ruleSet.parameters.confidenceScores.value;
  const score = typedSource + (100 - typedSource) * quality.officialShare;
  return {
    name: 'data_source',
    score,
    reason: `${asPercent(quality.officialShare)} of the years come from filed accounts.`,
  };
}

function scoreComparables({ benchmark, asOf }: ConfidenceEvidence, ruleSet: RuleSet): Score {
  const scores = ruleSet.parameters.confidenceScores.value;
  const { rows, basis, metric } = benchmark;
  const penalties = [
    {
      applies: rows.every((row) => row.sector === 'all sectors'),
      points: scores.allSectorsPenalty,
      reason: 'all sectors together',
    },
    { applies: rows.length === 1, points: scores.singleRowPenalty, reason: 'one source alone' },
    { applies: basis === 'listed', points: scores.listedPenalty, reason: 'listed companies' },
    { applies: metric === 'ev_to_revenue', points: scores.revenueMultiplePenalty, reason: 'a multiple of revenue' },
    {
      applies: rows.every((row) => yearOf(asOf) - yearOf(row.date) > scores.oldAfterYears),
      points: scores.oldRowPenalty,
      reason: `older than ${scores.oldAfterYears} years`,
    },
  ].filter((penalty) => penalty.applies);
  const score = Math.max(0, 100 - penalties.reduce((sum, { points }) => sum + points, 0));
  const reason =
    penalties.length > 0
      ? `Multiples of ${penalties.map((p) => p.reason).join(', ')}.`
      : 'Recent deals of the industry.';
  return { name: 'comparables', score, reason };
}
