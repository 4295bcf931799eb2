import type { Sourced } from '../rule-set.ts';
import type { Figure, FigureUnit, StepId, ValuationStep } from '../types.ts';
import { STEP_IDS, STEP_TITLES } from '../types.ts';

type StepFields = Pick<ValuationStep, 'formula' | 'source'> & Partial<Omit<ValuationStep, 'number' | 'id' | 'title'>>;

/** A step with its number and title; done and empty in all that is not given. */
export function createStep(id: StepId, fields: StepFields): ValuationStep {
  return {
    number: STEP_IDS.indexOf(id),
    id,
    title: STEP_TITLES[id],
    status: 'done',
    reason: null,
    inputs: [],
    before: null,
    after: null,
    notes: [],
    methods: [],
    ...fields,
  };
}

/** A figure of the input, or one calculated. */
export function createFigure(name: string, value: number, unit: FigureUnit): Figure {
  return { name, value, unit, source: null };
}

/** A figure of the rule set, with its source and date. */
export function createRuleFigure(name: string, rule: Sourced<number>, unit: FigureUnit): Figure {
  return { name, value: rule.value, unit, source: sourceOf(rule) };
}

/** Where a figure of the rule set is from, in one line. */
export function sourceOf(rule: Sourced<unknown>): string {
  return `${rule.source} (${rule.date})`;
}

/** A ratio for reading: 0.125 is `12.5 %`. */
export function asPercent(ratio: number): string {
  return `${Number((ratio * 100).toFixed(2))} %`;
}
