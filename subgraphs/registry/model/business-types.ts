import type { Industry } from '../generated/graphql.ts';

export interface BusinessType {
  readonly id: string;
  readonly name: string;
  readonly industry: Industry;
  /** First digits of NACE-BEL 2025 codes. A code belongs to the type with the longest prefix it begins with. */
  readonly nacePrefixes: readonly string[];
}

const businessType = (id: string, name: string, industry: Industry, ...nacePrefixes: string[]): BusinessType => ({
  id,
  name,
  industry,
  nacePrefixes,
});

/** Kinds of business as owners speak of them, by name. */
export const BUSINESS_TYPES: readonly BusinessType[] = [
  businessType('accounting', 'Accounting and tax', 'SERVICES', '692'),
  businessType('agriculture', 'Farming and horticulture', 'OTHER', '01', '02', '03'),
  businessType('architecture', 'Architecture and design', 'SERVICES', '711', '741'),
  businessType('bakery', 'Bakery and pastry', 'MANUFACTURING', '1071', '1072'),
  businessType('beauty', 'Hairdressing and beauty', 'SERVICES', '962'),
  businessType('brewery', 'Brewery and drinks', 'MANUFACTURING', '11'),
  businessType('cafe', 'Café and bar', 'HOSPITALITY', '563'),
  businessType('car-dealer', 'Car dealer', 'RETAIL', '478', '467'),
  businessType('car-repair', 'Garage and car repair', 'SERVICES', '953'),
  businessType('civil-engineering', 'Civil engineering', 'CONSTRUCTION', '42'),
  businessType('cleaning', 'Cleaning and facility services', 'SERVICES', '811', '812'),
  businessType('clothing-shop', 'Clothing and shoe shop', 'RETAIL', '4771', '4772'),
  businessType('construction', 'General building contractor', 'CONSTRUCTION', '41', '43'),
  businessType('consulting', 'Management consulting', 'SERVICES', '702'),
  businessType('dental', 'Dental practice', 'HEALTHCARE', '8623'),
  businessType('education', 'Training and education', 'SERVICES', '85'),
  businessType('electrical', 'Electrical installation', 'CONSTRUCTION', '4321'),
  businessType('engineering', 'Engineering office', 'SERVICES', '7112', '712'),
  businessType('fitness', 'Fitness and sports', 'HOSPITALITY', '931'),
  businessType('food-production', 'Food production', 'MANUFACTURING', '10'),
  businessType('food-shop', 'Food shop and supermarket', 'RETAIL', '471', '472'),
  businessType('furniture', 'Furniture and woodwork', 'MANUFACTURING', '16', '31'),
  businessType('holding', 'Holding company', 'FINANCE', '642', '701'),
  businessType('hotel', 'Hotel and lodging', 'HOSPITALITY', '55'),
  businessType('insurance-broker', 'Insurance and credit broker', 'FINANCE', '65', '66'),
  businessType('it-consulting', 'IT consulting and services', 'TECHNOLOGY', '622', '629', '63'),
  businessType('landscaping', 'Gardens and landscaping', 'SERVICES', '813'),
  businessType('legal', 'Law firm', 'SERVICES', '691'),
  businessType('machinery', 'Machine building', 'MANUFACTURING', '28', '27', '26', '33'),
  businessType('marketing', 'Marketing and advertising', 'SERVICES', '73'),
  businessType('medical', 'Medical practice and care', 'HEALTHCARE', '86', '87'),
  businessType('metalwork', 'Metalworking', 'MANUFACTURING', '24', '25'),
  businessType('pharmacy', 'Pharmacy', 'HEALTHCARE', '4773'),
  businessType('plumbing', 'Plumbing, heating and cooling', 'CONSTRUCTION', '4322'),
  businessType('printing', 'Printing', 'MANUFACTURING', '17', '18'),
  businessType('real-estate', 'Real estate', 'REAL_ESTATE', '68'),
  businessType('restaurant', 'Restaurant and catering', 'HOSPITALITY', '561', '562'),
  businessType('roofing', 'Roofing', 'CONSTRUCTION', '4341'),
  businessType('shop', 'Shop', 'RETAIL', '47'),
  businessType('software', 'Software', 'TECHNOLOGY', '621', '582'),
  businessType('staffing', 'Staffing and recruitment', 'SERVICES', '78'),
  businessType('transport', 'Transport and logistics', 'SERVICES', '49', '52', '53'),
  businessType('wholesale', 'Wholesale', 'RETAIL', '46'),
].sort((a, b) => a.name.localeCompare(b.name, 'en'));

const BY_ID = new Map(BUSINESS_TYPES.map((type) => [type.id, type]));
const BY_PREFIX = new Map(BUSINESS_TYPES.flatMap((type) => type.nacePrefixes.map((prefix) => [prefix, type])));

export function businessTypeById(id: string): BusinessType | undefined {
  return BY_ID.get(id);
}

/** The type with the longest prefix that the NACE-BEL 2025 code begins with. */
export function businessTypeOfNace(code: string): BusinessType | undefined {
  for (let length = code.length; length > 0; length--) {
    const type = BY_PREFIX.get(code.slice(0, length));
    if (type) return type;
  }
  return undefined;
}
