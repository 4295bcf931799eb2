/** The industries that the sources of multiples tell apart. */
export type IndustryGroup =
  | 'software'
  | 'it_services'
  | 'technology'
  | 'pharma'
  | 'healthcare'
  | 'agri_food'
  | 'manufacturing'
  | 'automotive'
  | 'construction'
  | 'wholesale'
  | 'retail'
  | 'ecommerce'
  | 'hospitality'
  | 'media'
  | 'transport'
  | 'business_services'
  | 'finance'
  | 'real_estate'
  | 'all_sectors';

/** The industries that a user can choose, and the group whose multiples each takes. */
const GROUP_OF_INDUSTRY: Readonly<Record<string, IndustryGroup>> = {
  technology: 'technology',
  manufacturing: 'manufacturing',
  retail: 'retail',
  services: 'business_services',
  healthcare: 'healthcare',
  finance: 'finance',
  real_estate: 'real_estate',
  hospitality: 'hospitality',
  construction: 'construction',
  other: 'all_sectors',
};

/** The business types that a user can choose, by the ids that the registry gives them. */
const BUSINESS_TYPES_OF_GROUP: readonly { readonly group: IndustryGroup; readonly types: string }[] = [
  { group: 'software', types: 'software' },
  { group: 'it_services', types: 'it-consulting' },
  { group: 'healthcare', types: 'dental medical pharmacy' },
  { group: 'agri_food', types: 'agriculture bakery brewery food-production' },
  { group: 'manufacturing', types: 'furniture machinery metalwork printing' },
  { group: 'automotive', types: 'car-dealer car-repair' },
  { group: 'construction', types: 'civil-engineering construction electrical plumbing roofing' },
  { group: 'wholesale', types: 'wholesale' },
  { group: 'retail', types: 'clothing-shop food-shop shop' },
  { group: 'hospitality', types: 'cafe fitness hotel restaurant' },
  { group: 'media', types: 'marketing' },
  { group: 'transport', types: 'transport' },
  {
    group: 'business_services',
    types: 'accounting architecture cleaning consulting engineering landscaping legal staffing',
  },
  { group: 'finance', types: 'holding insurance-broker' },
  { group: 'real_estate', types: 'real-estate' },
  { group: 'all_sectors', types: 'beauty education' },
];

/** First digits of NACE-BEL 2025 codes, and of 2008 where 2025 has dropped them; the longest match wins. */
const NACE_OF_GROUP: readonly { readonly group: IndustryGroup; readonly prefixes: string }[] = [
  { group: 'software', prefixes: '582 621 6201' },
  { group: 'it_services', prefixes: '61 62 63' },
  { group: 'pharma', prefixes: '21' },
  { group: 'healthcare', prefixes: '75 86 87 88 4773 4774' },
  { group: 'agri_food', prefixes: '01 02 03 10 11 12' },
  { group: 'manufacturing', prefixes: '13 14 15 16 17 18 19 20 22 23 24 25 26 27 28 30 31 32 33' },
  { group: 'automotive', prefixes: '29 45 467 478 953' },
  { group: 'construction', prefixes: '41 42 43' },
  { group: 'wholesale', prefixes: '46' },
  { group: 'retail', prefixes: '47' },
  { group: 'ecommerce', prefixes: '4791' },
  { group: 'hospitality', prefixes: '55 56 93' },
  { group: 'media', prefixes: '58 59 60 73' },
  { group: 'transport', prefixes: '49 50 51 52 53' },
  { group: 'business_services', prefixes: '69 70 71 72 74 77 78 79 80 81 82' },
  { group: 'finance', prefixes: '64 65 66 701' },
  { group: 'real_estate', prefixes: '68' },
  { group: 'all_sectors', prefixes: '05 06 07 08 09 35 36 37 38 39 84 85 90 91 92 94 95 96 97 98 99' },
];

/** Business models that say more than the group alone. */
const REFINEMENTS: readonly { readonly group: IndustryGroup; readonly model: string; readonly to: IndustryGroup }[] = [
  { group: 'technology', model: 'b2b_saas', to: 'software' },
  { group: 'it_services', model: 'b2b_saas', to: 'software' },
  { group: 'technology', model: 'services', to: 'it_services' },
  { group: 'retail', model: 'ecommerce', to: 'ecommerce' },
];

const groupByName = new Map<string, IndustryGroup>([
  ...BUSINESS_TYPES_OF_GROUP.flatMap(({ types, group }) => types.split(' ').map((type) => [type, group] as const)),
  ...Object.entries(GROUP_OF_INDUSTRY),
]);
const groupByNacePrefix = new Map(
  NACE_OF_GROUP.flatMap(({ prefixes, group }) => prefixes.split(' ').map((prefix) => [prefix, group] as const)),
);

/**
 * The group of an industry, a business type or a NACE code (2–5 or 7 digits, dots allowed), refined by the business
 * model where that says more; undefined for anything else.
 */
export function findIndustryGroup(industry: string, businessModel?: string): IndustryGroup | undefined {
  const group = groupByName.get(industry) ?? groupOfNace(industry);
  return REFINEMENTS.find((row) => row.group === group && row.model === businessModel)?.to ?? group;
}

function groupOfNace(code: string): IndustryGroup | undefined {
  const digits = code.replaceAll('.', '');
  if (!/^(\d{2,5}|\d{7})$/.test(digits)) return undefined;
  return [4, 3, 2].map((length) => groupByNacePrefix.get(digits.slice(0, length))).find((group) => group !== undefined);
}
