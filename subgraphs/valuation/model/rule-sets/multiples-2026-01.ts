import type { MultipleRow } from '../rule-set.ts';

type Survey = Omit<MultipleRow, 'id' | 'multiple' | 'sector'>;
type Entry = readonly [name: string, sector: string, multiple: number];

function rowsOf(prefix: string, survey: Survey, entries: readonly Entry[]): MultipleRow[] {
  return entries.map(([name, sector, multiple]) => ({ id: `${prefix}-${name}`, sector, multiple, ...survey }));
}

const vlerick = { source: 'Vlerick Business School, M&A Monitor', region: 'BE', basis: 'private_deals' } as const;
const dealsuite = { source: 'Brookz and Dealsuite, Overname Barometer', region: 'NL', basis: 'private_deals' } as const;
const argos = { source: 'Argos Index', region: 'eurozone', basis: 'private_deals' } as const;
const damodaran = { source: 'Damodaran, EV/EBITDA by industry', region: 'Europe', basis: 'listed' } as const;

const allDeals = { sizeBand: 'all deals of the survey' };
const midMarket = { sizeBand: 'deal value EUR 15–500 m' };

/** Multiples of enterprise value to EBITDA as published. A row once used is never changed: a new edition is added. */
export const MULTIPLES_2026_01: readonly MultipleRow[] = [
  ...rowsOf('vlerick-2024', { ...vlerick, ...allDeals, period: '2024', date: '2024-12-31' }, [
    ['all', 'all sectors', 6.5],
    ['technology', 'technology', 9.1],
    ['pharma', 'pharma', 8.5],
    ['healthcare', 'healthcare', 8.0],
    ['retail', 'retail', 5.6],
    ['construction', 'construction', 4.8],
  ]),
  ...rowsOf('vlerick-2023', { ...vlerick, ...allDeals, period: '2023', date: '2023-12-31' }, [
    ['all', 'all sectors', 6.4],
  ]),
  ...rowsOf('vlerick-2019', { ...vlerick, sizeBand: 'deal value below EUR 1 m', period: '2019', date: '2019-12-31' }, [
    ['small-deals', 'all sectors', 5.1],
  ]),
  ...rowsOf('dealsuite-2025h2', { ...dealsuite, ...allDeals, period: 'H2 2025', date: '2025-12-31' }, [
    ['all', 'all sectors', 5.0],
    ['software', 'software', 7.5],
    ['it-services', 'IT services', 6.7],
    ['health-pharma', 'health and pharma', 6.5],
    ['hospitality', 'hospitality', 3.3],
    ['retail', 'retail', 2.5],
  ]),
  ...rowsOf('dealsuite-2025h1', { ...dealsuite, sizeBand: 'EBITDA EUR 200 k', period: 'H1 2025', date: '2025-06-30' }, [
    ['ebitda-200k', 'all sectors', 3.5],
  ]),
  ...rowsOf('dealsuite-2025h1', { ...dealsuite, sizeBand: 'EBITDA EUR 10 m', period: 'H1 2025', date: '2025-06-30' }, [
    ['ebitda-10m', 'all sectors', 6.7],
  ]),
  ...rowsOf('dealsuite-2021h2', { ...dealsuite, ...allDeals, period: 'H2 2021', date: '2021-12-31' }, [
    ['it', 'IT', 6.5],
    ['health', 'health', 6.3],
    ['agri-food', 'agri and food', 5.6],
    ['ecommerce', 'e-commerce', 5.6],
    ['wholesale', 'wholesale', 5.5],
    ['industry', 'industry', 5.3],
    ['business-services', 'business services', 4.95],
    ['media', 'media', 4.4],
    ['construction', 'construction', 4.0],
    ['automotive', 'automotive', 3.6],
    ['hospitality', 'hospitality', 3.4],
    ['retail', 'retail', 3.1],
  ]),
  ...rowsOf('argos', { ...argos, ...midMarket, period: 'Q1 2024', date: '2024-03-31' }, [['2024q1', 'all', 8.9]]),
  ...rowsOf('argos', { ...argos, ...midMarket, period: 'Q3 2024', date: '2024-09-30' }, [['2024q3', 'all', 9.5]]),
  ...rowsOf('argos', { ...argos, ...midMarket, period: 'Q4 2024', date: '2024-12-31' }, [['2024q4', 'all', 9.8]]),
  ...rowsOf('argos', { ...argos, ...midMarket, period: 'Q1 2025', date: '2025-03-31' }, [['2025q1', 'all', 9.5]]),
  ...rowsOf('argos', { ...argos, ...midMarket, period: 'Q2 2025', date: '2025-06-30' }, [['2025q2', 'all', 9.2]]),
  ...rowsOf('argos', { ...argos, ...midMarket, period: 'Q3 2025', date: '2025-09-30' }, [['2025q3', 'all', 8.7]]),
  ...rowsOf(
    'damodaran-2026',
    { ...damodaran, sizeBand: 'listed companies', period: 'January 2026', date: '2026-01-01' },
    [
      ['business-services', 'business and consumer services', 12.81],
      ['computer-services', 'computer services', 12.03],
      ['software', 'software (system and application)', 20.85],
      ['construction', 'engineering and construction', 9.71],
      ['food', 'food processing', 12.43],
      ['machinery', 'machinery', 14.98],
      ['restaurants', 'restaurant and dining', 12.15],
      ['retail-distributors', 'retail (distributors)', 11.64],
      ['trucking', 'trucking', 9.15],
      ['hospitals', 'hospitals and healthcare facilities', 10.23],
      ['all', 'total market without financials', 10.77],
    ],
  ),
];
