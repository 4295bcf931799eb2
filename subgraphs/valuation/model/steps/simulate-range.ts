import { quantile } from '../formulas/quantile.ts';
import { createRandom, standardNormal } from '../formulas/random.ts';
import type { RuleSet } from '../rule-set.ts';
import type { Percentiles, SimulatedRange, ValueRange } from '../types.ts';
import type { StakeTrack } from './method-track.ts';
import { afterDiscounts, stakeOf } from './method-track.ts';
import type { Earnings } from './normalise-ebitda.ts';
import type { Benchmark } from './select-benchmark.ts';
import type { CashFlowValue } from './value-by-cash-flow.ts';
import type { MultiplesValue } from './value-by-multiples.ts';

export interface SimulationModel {
  readonly tracks: readonly StakeTrack[];
  readonly earnings: Earnings;
  readonly benchmark: Benchmark;
  readonly multiples: MultiplesValue;
  readonly cashFlow: CashFlowValue | null;
  /** EUR, from enterprise to equity value. */
  readonly bridge: number;
  readonly share: number;
}

/** Independent draws from the standard normal distribution; one run of all methods shares them. */
interface Draw {
  readonly earnings: number;
  readonly multiple: number;
  readonly wacc: number;
  readonly growth: number;
}

/** Distance of the quartiles of a standard normal distribution from its mean. */
const NORMAL_QUARTILE = 0.6745;

/**
 * P10, P50 and P90 of the weighted value when earnings, multiple, cost of capital and growth vary together. The methods
 * go through the same discounts, bridge and stake as in the steps. The same seed gives the same range.
 */
export function simulateRange(model: SimulationModel, ruleSet: RuleSet, seed: number): SimulatedRange {
  const { runs } = ruleSet.parameters.simulation.value;
  const random = createRandom(seed);
  const equityValues: number[] = [];
  const stakeValues: number[] = [];
  const weighted = model.tracks.filter((track) => track.weight > 0);
  for (let run = 0; run < runs; run += 1) {
    const draw: Draw = {
      earnings: standardNormal(random),
      multiple: standardNormal(random),
      wacc: standardNormal(random),
      growth: standardNormal(random),
    };
    let equityValue = 0;
    let stakeValue = 0;
    for (const track of weighted) {
      const equity = sampleEquity(track, draw, model, ruleSet);
      equityValue += track.weight * equity;
      stakeValue += track.weight * stakeOf(equity, model.share, track.controlDiscount);
    }
    equityValues.push(equityValue);
    stakeValues.push(stakeValue);
  }
  return { runs, equityValue: percentilesOf(equityValues), stakeValue: percentilesOf(stakeValues) };
}

function sampleEquity(track: StakeTrack, draw: Draw, model: SimulationModel, ruleSet: RuleSet): number {
  const { benchmark, cashFlow, multiples } = model;
  const earningsFactor = Math.max(0, 1 + draw.earnings * model.earnings.deviation);
  if (track.method === 'multiples') {
    const enterpriseValue = sampleMultiple(benchmark.multiple, draw.multiple) * multiples.base * earningsFactor;
    return afterDiscounts(enterpriseValue, track.discounts) + model.bridge;
  }
  if (track.method === 'discounted_cash_flow' && cashFlow !== null) {
    const { waccDeviation, growthDeviation, leastSpreadShare } = ruleSet.parameters.simulation.value;
    const growth = cashFlow.growth + draw.growth * growthDeviation;
    const leastWacc = growth + (cashFlow.wacc - cashFlow.growth) * leastSpreadShare;
    const wacc = Math.max(cashFlow.wacc + draw.wacc * waccDeviation, leastWacc);
    return afterDiscounts(cashFlow.enterpriseValueAt({ wacc, growth, earningsFactor }), track.discounts) + model.bridge;
  }
  return track.equityValue.mid;
}

/** Two halves of a normal distribution that meet at P50 and have P25 and P75 as their quartiles; never below 0. */
function sampleMultiple({ low, mid, high }: ValueRange, draw: number): number {
  const deviation = (draw < 0 ? mid - low : high - mid) / NORMAL_QUARTILE;
  return Math.max(0, mid + draw * deviation);
}

function percentilesOf(values: number[]): Percentiles {
  const sorted = Float64Array.from(values).sort();
  return { p10: quantile(sorted, 0.1), p50: quantile(sorted, 0.5), p90: quantile(sorted, 0.9) };
}
