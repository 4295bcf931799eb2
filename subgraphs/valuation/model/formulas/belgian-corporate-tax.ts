import type { TaxBracket } from './progressive-tax.ts';
import { progressiveTax } from './progressive-tax.ts';

export interface CompanySizeMeasures {
  readonly fullTimeEquivalents?: number | undefined;
  /** Without VAT, EUR. */
  readonly turnover?: number | undefined;
  readonly totalAssets?: number | undefined;
}

export type CompanySizeThresholds = Readonly<Record<keyof CompanySizeMeasures, number>>;

export type CompanySize = 'micro' | 'small' | 'large' | 'undetermined';

export interface CorporateTaxScale {
  readonly small: readonly TaxBracket[];
  readonly ordinary: readonly TaxBracket[];
}

/**
 * Size of a company in Belgian law: small (micro) when at most one of the three thresholds is exceeded; a figure on the
 * threshold does not exceed it. With figures missing the answer is `undetermined` unless they cannot change it.
 * This is the test of one year: the law also looks at the year before, at the group, and for micro at holdings.
 * Source: articles 1:24 and 1:25 of the Code of Companies and Associations.
 */
export function belgianCompanySize(
  measures: CompanySizeMeasures,
  thresholds: { readonly micro: CompanySizeThresholds; readonly small: CompanySizeThresholds },
): CompanySize {
  if (isWithin(measures, thresholds.micro) === true) return 'micro';
  const isSmall = isWithin(measures, thresholds.small);
  if (isSmall === undefined) return 'undetermined';
  return isSmall ? 'small' : 'large';
}

function isWithin(measures: CompanySizeMeasures, thresholds: CompanySizeThresholds): boolean | undefined {
  const names = ['fullTimeEquivalents', 'turnover', 'totalAssets'] as const;
  const exceeded = names.filter((name) => (measures[name] ?? 0) > thresholds[name]).length;
  const unknown = names.filter((name) => measures[name] === undefined).length;
  if (exceeded > 1) return false;
  return exceeded + unknown <= 1 ? true : undefined;
}

/**
 * Belgian corporate income tax on a taxable profit, EUR; 0 on a loss. The reduced rate of small companies also asks
 * for a minimum pay of a manager and bars holdings and subsidiaries: whether it applies is for the caller to say.
 * Source: article 215 of the Income Tax Code 1992.
 */
export function belgianCorporateTax(
  taxableProfit: number,
  company: { isSmall: boolean },
  scale: CorporateTaxScale,
): number {
  return progressiveTax(taxableProfit, company.isSmall ? scale.small : scale.ordinary);
}
