import type { NarrativeLanguage } from '../generated/graphql.ts';
import type { NarrativeFigures } from './narrative-facts.ts';

/** Every placeholder a text may hold as `{{name}}`, with what it stands for. */
export const PLACEHOLDERS = {
  company_name: 'the name of the business',
  as_of: 'the date the value holds for',
  equity_low: 'the lower end of the value of the shares',
  equity_mid: 'the value of the shares',
  equity_high: 'the upper end of the value of the shares',
  enterprise_mid: 'the value of the business before debt and cash',
  confidence_score: 'the confidence score, such as "x/y"',
} as const;

export type Placeholder = keyof typeof PLACEHOLDERS;

/** What a text without would not be worth reading. */
export const REQUIRED_PLACEHOLDERS: readonly Placeholder[] = [
  'company_name',
  'equity_low',
  'equity_mid',
  'equity_high',
];

export const PLACEHOLDER_PATTERN = /\{\{(\w+)\}\}/g;

const LOCALES = { EN: 'en-IE', FR: 'fr-BE', NL: 'nl-BE' } as const satisfies Record<NarrativeLanguage, string>;

/** The text of each placeholder in a language; one whose figure is unknown is left out. */
export function formatFigures(
  figures: NarrativeFigures,
  language: NarrativeLanguage,
): ReadonlyMap<Placeholder, string> {
  const locale = LOCALES[language];
  const money = new Intl.NumberFormat(locale, { style: 'currency', currency: 'EUR', maximumFractionDigits: 0 });
  const date = new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: 'UTC' });
  const { companyName, asOf, equityValue, enterpriseValueMid, confidenceScore } = figures;
  const values: [Placeholder, string][] = [
    ['company_name', companyName.replace(/[\p{C}\s]+/gu, ' ')],
    ['as_of', date.format(new Date(`${asOf}T00:00:00Z`))],
    ['equity_low', money.format(equityValue.low)],
    ['equity_mid', money.format(equityValue.mid)],
    ['equity_high', money.format(equityValue.high)],
    ['confidence_score', `${Math.round(confidenceScore)}/100`],
  ];
  if (enterpriseValueMid !== null) values.push(['enterprise_mid', money.format(enterpriseValueMid)]);
  return new Map(values);
}

/** Writes the values in; they are not searched for placeholders again. The paragraphs must have passed the check. */
export function fillPlaceholders(paragraphs: readonly string[], values: ReadonlyMap<Placeholder, string>): string {
  return paragraphs
    .map((paragraph) => paragraph.replace(PLACEHOLDER_PATTERN, (_, name) => values.get(name as Placeholder) ?? ''))
    .join('\n\n');
}
