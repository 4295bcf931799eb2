import type { EquityBridge } from '../formulas/equity-bridge.ts';
import { bridgeTotal } from '../formulas/equity-bridge.ts';
import type { MethodEffect, ValuationInput, ValuationStep } from '../types.ts';
import { createFigure, createStep } from './create-step.ts';
import { risksInDirectValue } from './embodied-risks.ts';
import type { EnterpriseTrack, EquityTrack } from './method-track.ts';
import { mapRange, weightedMean } from './method-track.ts';
import type { Weights } from './resolve-weights.ts';
import type { DirectValue } from './value-equity-directly.ts';

export interface EquityOutcome {
  readonly step: ValuationStep;
  readonly tracks: readonly EquityTrack[];
  /** What lies between enterprise and equity value, EUR. */
  readonly bridge: number;
}

type BalanceSheetItems = { readonly [Item in keyof EquityBridge]?: number | undefined };

const ITEMS: readonly { readonly item: keyof EquityBridge; readonly name: string }[] = [
  { item: 'financialDebt', name: 'financial debt' },
  { item: 'cash', name: 'cash' },
  { item: 'debtLikeItems', name: 'debt-like items' },
  { item: 'workingCapital', name: 'working capital' },
  { item: 'normalWorkingCapital', name: 'normal working capital' },
  { item: 'nonOperatingAssets', name: 'non-operating assets' },
];

/** Step 9: from enterprise to equity value by the last balance sheet; methods that value the equity directly join here. */
export function bridgeToEquity(
  tracks: readonly EnterpriseTrack[],
  directValues: readonly DirectValue[],
  weights: Weights,
  input: ValuationInput,
): EquityOutcome {
  const lastYear = input.years[input.years.length - 1];
  const given: BalanceSheetItems = {
    financialDebt: lastYear?.totalDebt,
    cash: lastYear?.cash,
    workingCapital: lastYear?.workingCapital,
    ...input.bridge,
  };
  const isBridged = ITEMS.some(({ item }) => item !== 'workingCapital' && given[item] !== undefined);
  const bridge = bridgeTotal({ ...given, financialDebt: given.financialDebt ?? 0, cash: given.cash ?? 0 });

  const bridged = tracks.map((track): EquityTrack => {
    return { ...track, equityValue: mapRange(track.enterpriseValue, (value) => value + bridge) };
  });
  const direct = directValues.flatMap(({ method, value }): EquityTrack[] => {
    if (value === null) return [];
    const equityValue = { low: value, mid: value, high: value };
    const embodied = risksInDirectValue(method);
    return [{ method, weight: weights.of(method), enterpriseValue: null, equityValue, embodied, discounts: [] }];
  });
  const outcome = [...bridged, ...direct];

  const step = createStep('equity_bridge', {
    status: isBridged ? 'done' : 'skipped',
    reason: isBridged
      ? null
      : 'Neither debt nor cash is given: equity is valued free of debt and cash, at the enterprise value.',
    inputs: ITEMS.flatMap(({ item, name }) => {
      const value = given[item];
      return value === undefined ? [] : [createFigure(name, value, 'EUR')];
    }),
    formula:
      'equity = EV − financial debt + cash − debt-like items + (working capital − normal) + non-operating assets',
    source: `Balance sheet of ${lastYear?.year}`,
    before: weightedMean(tracks, (track) => track.enterpriseValue.mid),
    after: weightedMean(outcome, (track) => track.equityValue.mid),
    notes: [
      ...bridgeNotes(given, isBridged),
      ...directValues.filter(({ value }) => value !== null).map(({ method, reason }) => `${method}: ${reason}`),
    ],
    methods: [...bridged.map(bridgedEffect), ...directValues.map(directEffect)],
  });
  return { step, tracks: outcome, bridge };
}

function bridgeNotes(given: BalanceSheetItems, isBridged: boolean): string[] {
  const missing = (['financialDebt', 'cash'] as const).filter((field) => given[field] === undefined);
  return [
    ...(isBridged && missing.length > 0 ? [`Not given and left out: ${missing.join(', ')}.`] : []),
    ...(given.normalWorkingCapital === undefined
      ? ['No normal working capital is given: taken to be normal as it is.']
      : []),
  ];
}

function bridgedEffect({ method, enterpriseValue, equityValue }: EquityTrack): MethodEffect {
  return { method, status: 'done', reason: null, before: enterpriseValue?.mid ?? null, after: equityValue.mid };
}

function directEffect({ method, value, reason }: DirectValue): MethodEffect {
  return {
    method,
    status: value === null ? 'skipped' : 'done',
    reason: value === null ? reason : null,
    before: null,
    after: value,
  };
}
