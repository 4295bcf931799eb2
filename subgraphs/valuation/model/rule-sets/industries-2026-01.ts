import type { IndustryGroup } from '../industry-group.ts';
import type { IndustryBenchmark, Sourced } from '../rule-set.ts';

function benchmark(unleveredBeta: number, normalEbitdaMargin: number, ...multipleIds: string[]): IndustryBenchmark {
  return { unleveredBeta, normalEbitdaMargin, multipleIds };
}

/**
 * Which rows of the table of multiples speak for which industry: the newest row of each private-deal survey, an older
 * one only where nothing newer covers the industry, listed companies only where no private deals do.
 */
export const INDUSTRIES_2026_01: Sourced<Readonly<Record<IndustryGroup, IndustryBenchmark>>> = {
  unit: 'unlevered beta; EBITDA to revenue; ids of multiples',
  date: '2026-01-07',
  source: 'Our choice: betas and margins in the order of magnitude of European industry averages',
  region: 'Europe',
  designChoice: true,
  value: {
    software: benchmark(1.1, 0.2, 'vlerick-2024-technology', 'dealsuite-2025h2-software'),
    it_services: benchmark(0.95, 0.12, 'vlerick-2024-technology', 'dealsuite-2025h2-it-services'),
    technology: benchmark(
      1.0,
      0.15,
      'vlerick-2024-technology',
      'dealsuite-2025h2-software',
      'dealsuite-2025h2-it-services',
    ),
    pharma: benchmark(0.9, 0.18, 'vlerick-2024-pharma', 'dealsuite-2025h2-health-pharma'),
    healthcare: benchmark(0.75, 0.14, 'vlerick-2024-healthcare', 'dealsuite-2025h2-health-pharma'),
    agri_food: benchmark(0.6, 0.09, 'dealsuite-2021h2-agri-food'),
    manufacturing: benchmark(0.9, 0.11, 'dealsuite-2021h2-industry'),
    automotive: benchmark(0.95, 0.06, 'dealsuite-2021h2-automotive'),
    construction: benchmark(0.85, 0.08, 'vlerick-2024-construction'),
    wholesale: benchmark(0.8, 0.06, 'dealsuite-2021h2-wholesale'),
    retail: benchmark(0.85, 0.06, 'vlerick-2024-retail', 'dealsuite-2025h2-retail'),
    ecommerce: benchmark(1.05, 0.06, 'dealsuite-2021h2-ecommerce'),
    hospitality: benchmark(0.85, 0.12, 'dealsuite-2025h2-hospitality'),
    media: benchmark(0.85, 0.11, 'dealsuite-2021h2-media'),
    transport: benchmark(0.8, 0.09, 'damodaran-2026-trucking'),
    business_services: benchmark(0.85, 0.11, 'dealsuite-2021h2-business-services'),
    finance: benchmark(0.85, 0.1, 'vlerick-2024-all', 'dealsuite-2025h2-all'),
    real_estate: benchmark(0.55, 0.1, 'vlerick-2024-all', 'dealsuite-2025h2-all'),
    all_sectors: benchmark(0.85, 0.1, 'vlerick-2024-all', 'dealsuite-2025h2-all'),
  },
};
