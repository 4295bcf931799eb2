import { z } from 'zod';
import { COUNTRY_CODES } from './country-codes.ts';
import { findIndustryGroup } from './industry-group.ts';

/** Amounts beyond this lose their cents in floating point, and no company of the kind comes near it. */
const LARGEST_AMOUNT = 1e15;

/** EUR. */
const amount = z.number().min(-LARGEST_AMOUNT).max(LARGEST_AMOUNT);
/** From one cent. */
const positiveAmount = z.number().min(0.01).max(LARGEST_AMOUNT);
const amountNotNegative = z.number().min(0).max(LARGEST_AMOUNT);
/** 0–1. */
const ratio = z.number().min(0).max(1);
const calendarYear = z.int().min(1900).max(9999);

const confidenceLevels = ['low', 'medium', 'high'] as const;
const adjustmentKinds = [
  'owner_compensation',
  'one_time_expenses',
  'personal_expenses',
  'related_party',
  'non_recurring_revenue',
  'non_recurring_costs',
  'depreciation',
  'family_expenses',
  'unusual_transactions',
  'tax_optimisation',
  'discretionary',
  'other',
] as const;

const financialYear = z.strictObject({
  /** The calendar year in which the financial year closes. */
  year: calendarYear,
  /** Filed accounts, or figures that someone typed. */
  source: z.enum(['official', 'typed']).default('typed'),
  revenue: positiveAmount,
  ebitda: amount,
  depreciation: amountNotNegative.optional(),
  amortisation: amountNotNegative.optional(),
  ebit: amount.optional(),
  interest: amount.optional(),
  tax: amount.optional(),
  netIncome: amount.optional(),
  capex: amountNotNegative.optional(),
  /** Net: stocks and receivables less operating debts. */
  workingCapital: amount.optional(),
  cash: amountNotNegative.optional(),
  receivables: amountNotNegative.optional(),
  inventory: amountNotNegative.optional(),
  totalAssets: amountNotNegative.optional(),
  /** Interest-bearing. */
  totalDebt: amountNotNegative.optional(),
  totalEquity: amount.optional(),
});

const ebitdaAdjustment = z.strictObject({
  year: calendarYear,
  kind: z.enum(adjustmentKinds),
  /** Added to the reported EBITDA. */
  amount,
  reason: z.string().trim().min(1).max(500),
  confidence: z.enum(confidenceLevels),
});

const methodWeight = z.strictObject({
  method: z.enum(['multiples', 'discounted_cash_flow', 'adjusted_net_assets']),
  weight: ratio,
});

/** What replaces the figures of the rule set. Rates are ratios a year. */
const assumptions = z.strictObject({
  riskFreeRate: z.number().min(-0.05).max(0.5).optional(),
  equityRiskPremium: z.number().min(0).max(0.5).optional(),
  /** Levered: taken as it is. */
  beta: z.number().min(0).max(5).optional(),
  sizePremium: z.number().min(0).max(0.5).optional(),
  specificPremium: z.number().min(0).max(0.5).optional(),
  /** Before tax. */
  costOfDebt: z.number().min(0).max(0.5).optional(),
  taxRate: z.number().min(0).max(0.9).optional(),
  terminalGrowth: z.number().min(-0.2).max(0.2).optional(),
  projectionYears: z.int().min(3).max(15).optional(),
  /** In proportion to their sum. A method left out weighs nothing. */
  methodWeights: z.array(methodWeight).min(1).optional(),
});

/** Balance sheet items between enterprise and equity value that the accounts do not name. EUR. */
const bridge = z.strictObject({
  debtLikeItems: amountNotNegative.optional(),
  normalWorkingCapital: amount.optional(),
  nonOperatingAssets: amountNotNegative.optional(),
});

const assetRevaluation = z.strictObject({
  name: z.string().trim().min(1).max(200),
  bookValue: amount,
  marketValue: amount,
  latentTaxRate: ratio.optional(),
});

export const valuationInputSchema = z.strictObject({
  companyName: z.string().trim().min(1).max(200),
  countryCode: z.string().refine((code) => COUNTRY_CODES.has(code), {
    error: 'Give the two capital letters of ISO 3166, such as BE.',
  }),
  /** An industry, a business type or a NACE code. */
  industry: z.string().refine((industry) => findIndustryGroup(industry) !== undefined, {
    error: 'Give one of the industries, one of the business types, or a NACE code such as 62.010.',
  }),
  businessModel: z
    .enum(['b2b_saas', 'b2c', 'marketplace', 'ecommerce', 'manufacturing', 'services', 'other'])
    .optional(),
  foundingYear: calendarYear.optional(),
  /** Ascending, without gaps. */
  years: z.array(financialYear).min(1).max(10),
  /** Full-time equivalents, owners not counted. */
  employees: z.number().min(0).max(10_000_000).optional(),
  /** Owners who work in the company. */
  owners: z.int().min(1).max(100).optional(),
  /** Share of revenue. */
  recurringRevenue: ratio.optional(),
  /** Share of revenue. */
  largestCustomerShare: ratio.optional(),
  /** Share of all shares. */
  sharesForSale: z.number().gt(0).max(1).default(1),
  adjustments: z.array(ebitdaAdjustment).max(100).default([]),
  assumptions: assumptions.default({}),
  bridge: bridge.default({}),
  assetRevaluations: z.array(assetRevaluation).max(100).default([]),
});
