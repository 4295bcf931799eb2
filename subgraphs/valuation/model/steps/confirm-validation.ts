import type { FieldMessage, ValuationStep } from '../types.ts';
import { createFigure, createStep } from './create-step.ts';

/** Step 1: the input is valid, else there would be no calculation; what looks unusual is listed. */
export function confirmValidation(warnings: readonly FieldMessage[]): { readonly step: ValuationStep } {
  const step = createStep('validation', {
    inputs: [createFigure('warnings', warnings.length, 'count')],
    formula: 'every rule of the input holds; what is outside the usual is a warning',
    source: 'Input',
    notes: warnings.map(({ path, message }) => `${path}: ${message}`),
  });
  return { step };
}
