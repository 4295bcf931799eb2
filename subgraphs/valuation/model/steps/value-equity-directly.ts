import { adjustedNetAssets } from '../formulas/adjusted-net-assets.ts';
import { statutoryReferenceValue } from '../formulas/statutory-reference-value.ts';
import type { RuleSet } from '../rule-set.ts';
import type { ValuationInput } from '../types.ts';

/** A method that gives the value of all shares without an enterprise value; `value` is null when skipped. */
export interface DirectValue {
  readonly method: 'adjusted_net_assets' | 'statutory_reference';
  readonly value: number | null;
  /** Why it was skipped; when done, what to know about it. */
  readonly reason: string;
}

/** The methods that start from the book equity: adjusted net assets, and the Belgian statutory reference value. */
export function valueEquityDirectly(input: ValuationInput, ruleSet: RuleSet): readonly [DirectValue, DirectValue] {
  return [valueNetAssets(input, ruleSet), valueByStatute(input, ruleSet)];
}

function valueNetAssets(input: ValuationInput, ruleSet: RuleSet): DirectValue {
  const method = 'adjusted_net_assets';
  const lastYear = input.years[input.years.length - 1];
  if (lastYear?.totalEquity === undefined)
    return { method, value: null, reason: 'The total equity of the last year is not given.' };
  const { defaultTaxRate } = ruleSet.parameters;
  const revaluations = input.assetRevaluations.map(({ bookValue, marketValue, latentTaxRate }) => ({
    bookValue,
    marketValue,
    latentTaxRate: latentTaxRate ?? input.assumptions.taxRate ?? defaultTaxRate.value,
  }));
  return {
    method,
    value: adjustedNetAssets(lastYear.totalEquity, revaluations),
    reason:
      revaluations.length > 0
        ? `Book equity with ${revaluations.length} assets at market value, less latent tax.`
        : 'Book equity: no market values of assets are given.',
  };
}

function valueByStatute(input: ValuationInput, ruleSet: RuleSet): DirectValue {
  const method = 'statutory_reference';
  const { ebitdaMultiple, closedBeforeYear } = ruleSet.parameters.statutoryReference.value;
  if (input.countryCode !== 'BE') return { method, value: null, reason: 'It is defined for Belgium only.' };
  const year = input.years.findLast((candidate) => candidate.year < closedBeforeYear);
  if (year === undefined)
    return { method, value: null, reason: `No financial year closed before 1-1-${closedBeforeYear} is given.` };
  if (year.totalEquity === undefined)
    return { method, value: null, reason: `The total equity of ${year.year} is not given.` };
  return {
    method,
    value: statutoryReferenceValue({ equity: year.totalEquity, ebitda: year.ebitda, ebitdaMultiple }),
    reason:
      `Equity + ${ebitdaMultiple} · reported EBITDA of ${year.year}. By law a price at arm's length of 2025 or ` +
      'a contractual formula counts instead where it is higher.',
  };
}
