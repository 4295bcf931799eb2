import { minorityDiscount } from '../formulas/discount.ts';
import type { RuleSet } from '../rule-set.ts';
import type { AppliedDiscount, StakeKind, ValuationStep } from '../types.ts';
import { asPercent, createFigure, createRuleFigure, createStep, sourceOf } from './create-step.ts';
import type { EquityTrack, StakeTrack } from './method-track.ts';
import { mapRange, stakeOf, weightedMean } from './method-track.ts';

export interface StakeOutcome {
  readonly step: ValuationStep;
  readonly tracks: readonly StakeTrack[];
  readonly kind: StakeKind;
}

/** Step 10: the shares for sale, less what they lack in control. */
export function valueStake(equityTracks: readonly EquityTrack[], share: number, ruleSet: RuleSet): StakeOutcome {
  const { controlPremium, deadlockDiscount } = ruleSet.parameters;
  const kind = stakeKind(share);
  const discount =
    kind === 'minority' ? minorityDiscount(controlPremium.value) : kind === 'deadlock' ? deadlockDiscount.value : 0;

  const tracks = equityTracks.map((track): StakeTrack => {
    const skipped = whyNoDiscount(track, kind);
    const controlDiscount: AppliedDiscount = {
      risk: 'lack_of_control',
      method: track.method,
      rate: skipped === undefined ? discount : null,
      reason: skipped ?? `${asPercent(discount)} for a ${kind} stake by the rule set.`,
    };
    const stakeValue = mapRange(track.equityValue, (value) => stakeOf(value, share, controlDiscount));
    return { ...track, controlDiscount, stakeValue };
  });

  const step = createStep('stake', {
    status: kind === 'whole' ? 'skipped' : 'done',
    reason: kind === 'whole' ? 'All shares are for sale.' : null,
    inputs: [
      createFigure('shares for sale', share, 'ratio'),
      createRuleFigure('control premium', controlPremium, 'ratio'),
      createFigure('discount', discount, 'ratio'),
    ],
    formula: 'stake = equity · share · (1 − discount); minority discount = CP/(1 + CP)',
    source: `${sourceOf(controlPremium)}; ${sourceOf(deadlockDiscount)}`,
    before: weightedMean(tracks, (track) => track.equityValue.mid),
    after: weightedMean(tracks, (track) => track.stakeValue.mid),
    notes: stakeNotes(tracks, kind),
    methods: tracks.map(({ method, equityValue, stakeValue, controlDiscount: { rate, reason } }) => ({
      method,
      status: rate === null ? 'skipped' : 'done',
      reason: rate === null ? reason : null,
      before: equityValue.mid,
      after: stakeValue.mid,
    })),
  });
  return { step, tracks, kind };
}

function stakeKind(share: number): StakeKind {
  if (share === 1) return 'whole';
  if (share === 0.5) return 'deadlock';
  return share > 0.5 ? 'control' : 'minority';
}

function whyNoDiscount({ embodied }: EquityTrack, kind: StakeKind): string | undefined {
  return kind === 'whole' || kind === 'control' ? 'The stake gives control.' : embodied.lack_of_control;
}

function stakeNotes(tracks: readonly StakeTrack[], kind: StakeKind): string[] {
  const hasControl = kind === 'whole' || kind === 'control';
  const withoutControl = tracks.filter(({ method, embodied }) => method === 'multiples' && embodied.lack_of_control);
  return [
    `The stake is ${kind === 'whole' ? 'the whole company' : `a ${kind} stake`}.`,
    ...(hasControl && withoutControl.length > 0
      ? ['Multiples of listed companies are prices without control; no premium for control is added to them.']
      : []),
    ...(tracks.some((track) => track.equityValue.mid <= 0)
      ? ['An equity value of 0 or less is not discounted: that would raise it.']
      : []),
  ];
}
