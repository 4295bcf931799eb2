/** The industries that the sources of multiples tell apart. */
export const INDUSTRY_GROUPS = [
  'software',
  'it_services',
  'technology',
  'pharma',
  'healthcare',
  'agri_food',
  'manufacturing',
  'automotive',
  'construction',
  'wholesale',
  'retail',
  'ecommerce',
  'hospitality',
  'media',
  'transport',
  'business_services',
  'finance',
  'real_estate',
  'all_sectors',
] as const;
export type IndustryGroup = (typeof INDUSTRY_GROUPS)[number];

/** The industries that a user can choose, and the group whose multiples each takes. */
const GROUP_OF_INDUSTRY = {
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
} as const satisfies Record<string, IndustryGroup>;

/** The business types that a user can choose, and the group whose multiples each takes. */
const GROUP_OF_BUSINESS_TYPE = {
  software_publisher: 'software',
  web_agency: 'it_services',
  it_consultancy: 'it_services',
  managed_services: 'it_services',
  pharmacy: 'healthcare',
  medical_practice: 'healthcare',
  dental_practice: 'healthcare',
  physiotherapy: 'healthcare',
  care_home: 'healthcare',
  bakery: 'agri_food',
  brewery: 'agri_food',
  food_producer: 'agri_food',
  farm: 'agri_food',
  machine_builder: 'manufacturing',
  metal_works: 'manufacturing',
  furniture_maker: 'manufacturing',
  car_dealer: 'automotive',
  garage: 'automotive',
  general_contractor: 'construction',
  electrician: 'construction',
  plumber: 'construction',
  wholesaler: 'wholesale',
  shop: 'retail',
  supermarket: 'retail',
  web_shop: 'ecommerce',
  restaurant: 'hospitality',
  cafe: 'hospitality',
  hotel: 'hospitality',
  caterer: 'hospitality',
  publisher: 'media',
  advertising_agency: 'media',
  haulier: 'transport',
  accounting_firm: 'business_services',
  engineering_office: 'business_services',
  staffing_agency: 'business_services',
  cleaning_company: 'business_services',
  insurance_broker: 'finance',
  property_company: 'real_estate',
  real_estate_agency: 'real_estate',
} as const satisfies Record<string, IndustryGroup>;

/** First digits of NACE codes (editions 2008 and 2025) and the group whose multiples they take; the longest match wins. */
const GROUP_OF_NACE: readonly { readonly prefixes: string; readonly group: IndustryGroup }[] = [
  { prefixes: '582', group: 'software' },
  { prefixes: '61 62 63', group: 'it_services' },
  { prefixes: '21', group: 'pharma' },
  { prefixes: '75 86 87 88 4773 4774', group: 'healthcare' },
  { prefixes: '01 02 03 10 11 12', group: 'agri_food' },
  { prefixes: '13 14 15 16 17 18 19 20 22 23 24 25 26 27 28 30 31 32 33', group: 'manufacturing' },
  { prefixes: '29 45', group: 'automotive' },
  { prefixes: '41 42 43', group: 'construction' },
  { prefixes: '46', group: 'wholesale' },
  { prefixes: '47', group: 'retail' },
  { prefixes: '4791', group: 'ecommerce' },
  { prefixes: '55 56', group: 'hospitality' },
  { prefixes: '58 59 60 73', group: 'media' },
  { prefixes: '49 50 51 52 53', group: 'transport' },
  { prefixes: '69 70 71 72 74 77 78 79 80 81 82', group: 'business_services' },
  { prefixes: '64 65 66', group: 'finance' },
  { prefixes: '68', group: 'real_estate' },
  { prefixes: '05 06 07 08 09 35 36 37 38 39 84 85 90 91 92 93 94 95 96 97 98 99', group: 'all_sectors' },
];

/** Business models that say more of an industry than its name. */
const REFINEMENTS: readonly {
  readonly industry: string;
  readonly businessModel: string;
  readonly group: IndustryGroup;
}[] = [
  { industry: 'technology', businessModel: 'b2b_saas', group: 'software' },
  { industry: 'technology', businessModel: 'services', group: 'it_services' },
  { industry: 'retail', businessModel: 'ecommerce', group: 'ecommerce' },
];

const groupByName = new Map<string, IndustryGroup>([
  ...Object.entries(GROUP_OF_INDUSTRY),
  ...Object.entries(GROUP_OF_BUSINESS_TYPE),
]);
const groupByNacePrefix = new Map(
  GROUP_OF_NACE.flatMap(({ prefixes, group }) => prefixes.split(' ').map((prefix) => [prefix, group] as const)),
);

export const INDUSTRIES: readonly string[] = Object.keys(GROUP_OF_INDUSTRY);
export const BUSINESS_TYPES: readonly string[] = Object.keys(GROUP_OF_BUSINESS_TYPE);

/**
 * The group of an industry, business type or NACE code (2–5 or 7 digits, dots allowed), refined by the business model
 * where the industry is a broad one; undefined for anything else.
 */
export function findIndustryGroup(industry: string, businessModel?: string): IndustryGroup | undefined {
  const refinement = REFINEMENTS.find((row) => row.industry === industry && row.businessModel === businessModel);
  return refinement?.group ?? groupByName.get(industry) ?? groupOfNace(industry);
}

function groupOfNace(code: string): IndustryGroup | undefined {
  const digits = code.replaceAll('.', '');
  if (!/^(\d{2,5}|\d{7})$/.test(digits)) return undefined;
  return [4, 3, 2].map((length) => groupByNacePrefix.get(digits.slice(0, length))).find((group) => group !== undefined);
}
