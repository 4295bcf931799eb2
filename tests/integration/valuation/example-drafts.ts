/** Every field of a draft, each with a value that a calculation accepts. */
export const FULL_DRAFT = {
  companyId: 'BE0403170701',
  companyName: 'Bakkerij De Zon BV',
  countryCode: 'BE',
  industry: 'MANUFACTURING',
  businessTypeId: 'bakery',
  naceCode: '10.711',
  businessModel: 'B2C',
  foundingYear: 1987,
  years: [2023, 2024, 2025].map((year, index) => ({
    year,
    source: index === 2 ? 'TYPED' : 'OFFICIAL',
    revenue: 2_000_000.5 + index * 100_000,
    ebitda: 300_000 + index * 20_000,
    depreciation: 50_000,
    amortisation: 5_000,
    ebit: 245_000 + index * 20_000,
    interest: -9_000.25,
    tax: 60_000,
    netIncome: 180_000,
    capex: 65_000,
    workingCapital: 210_000,
    cash: 120_000,
    receivables: 260_000,
    inventory: 90_000,
    totalAssets: 1_600_000,
    totalDebt: 310_000,
    totalEquity: 700_000,
  })),
  employees: 12.5,
  owners: 2,
  recurringRevenue: 0.25,
  largestCustomerShare: 0.18,
  sharesForSale: 0.4,
  adjustments: [
    {
      year: 2025,
      kind: 'OWNER_COMPENSATION',
      amount: -40_000,
      reason: 'Market salary – é, ü, 🥖',
      confidence: 'MEDIUM',
    },
    { year: 2024, kind: 'ONE_TIME_EXPENSES', amount: 12_000, reason: 'Flood damage', confidence: 'HIGH' },
  ],
  assumptions: {
    riskFreeRate: 0.034,
    equityRiskPremium: 0.045,
    beta: 1.1,
    sizePremium: 0.03,
    specificPremium: 0,
    costOfDebt: 0.05,
    taxRate: 0.25,
    terminalGrowth: 0.015,
    projectionYears: 7,
    methodWeights: [
      { method: 'DISCOUNTED_CASH_FLOW', weight: 0.5 },
      { method: 'MULTIPLES', weight: 0.3 },
      { method: 'ADJUSTED_NET_ASSETS', weight: 0.2 },
    ],
  },
  bridge: { debtLikeItems: 15_000, normalWorkingCapital: 200_000, nonOperatingAssets: 30_000 },
  assetRevaluations: [{ name: 'Shop', bookValue: 100_000, marketValue: 250_000, latentTaxRate: 0.25 }],
};

/** The least that can be calculated. */
export const SMALL_DRAFT = {
  companyName: 'Loodgieter Peeters',
  countryCode: 'BE',
  industry: 'CONSTRUCTION',
  years: [{ year: 2025, revenue: 800_000, ebitda: 120_000 }],
};

/** Asks for every field of a draft. */
export const DRAFT_FIELDS = `{
  companyId companyName countryCode industry businessTypeId naceCode businessModel foundingYear
  years {
    year source revenue ebitda depreciation amortisation ebit interest tax netIncome capex workingCapital cash
    receivables inventory totalAssets totalDebt totalEquity
  }
  employees owners recurringRevenue largestCustomerShare sharesForSale
  adjustments { year kind amount reason confidence }
  assumptions {
    riskFreeRate equityRiskPremium beta sizePremium specificPremium costOfDebt taxRate terminalGrowth projectionYears
    methodWeights { method weight }
  }
  bridge { debtLikeItems normalWorkingCapital nonOperatingAssets }
  assetRevaluations { name bookValue marketValue latentTaxRate }
}`;
