import { findIndustryGroup } from './industry-group.ts';
import { yearOf } from './iso-date.ts';
import type { RuleSet } from './rule-set.ts';
import { asPercent } from './steps/create-step.ts';
import type { FieldMessage, ValuationInput } from './types.ts';

/** What is allowed but unusual in an input, each remark with the path of its field. Nothing here stops a calculation. */
export function findInputWarnings(
  input: ValuationInput,
  context: { readonly ruleSet: RuleSet; readonly asOf: string },
): FieldMessage[] {
  const asOfYear = yearOf(context.asOf);
  return [
    ...warnOfCompany(input, context.ruleSet, asOfYear),
    ...warnOfAccounts(input, context.ruleSet, asOfYear),
    ...warnOfAdjustments(input, context.ruleSet),
    ...warnOfMethods(input, context.ruleSet),
  ];
}

function warnOfCompany(input: ValuationInput, ruleSet: RuleSet, asOfYear: number): FieldMessage[] {
  const limits = ruleSet.parameters.warnings.value;
  const messages: FieldMessage[] = [];
  const revenue = input.years[input.years.length - 1]?.revenue ?? 0;
  const perEmployee = input.employees ? revenue / input.employees : undefined;
  const { min, max } = limits.revenuePerEmployee;
  if (perEmployee !== undefined && (perEmployee < min || perEmployee > max))
    messages.push({
      path: 'employees',
      message: `Revenue per employee is EUR ${Math.round(perEmployee)}; usual is EUR ${min} to ${max}. Check both figures.`,
    });
  if (input.foundingYear !== undefined && asOfYear - input.foundingYear > limits.companyAgeYears)
    messages.push({ path: 'foundingYear', message: `The company would be over ${limits.companyAgeYears} years old.` });
  if (input.largestCustomerShare !== undefined && input.largestCustomerShare > limits.largestCustomerShare)
    messages.push({
      path: 'largestCustomerShare',
      message:
        `The largest customer brings ${asPercent(input.largestCustomerShare)} of revenue, more than ` +
        `${asPercent(limits.largestCustomerShare)}: a buyer will look at what happens if it leaves.`,
    });
  return messages;
}

function warnOfAccounts(input: ValuationInput, ruleSet: RuleSet, asOfYear: number): FieldMessage[] {
  const { accountsAgeYears } = ruleSet.parameters.warnings.value;
  const messages: FieldMessage[] = [];
  const lastYear = input.years[input.years.length - 1]?.year ?? asOfYear;
  if (asOfYear - lastYear > accountsAgeYears)
    messages.push({ path: 'years', message: `The last financial year is ${lastYear}: give more recent accounts.` });
  for (const [index, year] of input.years.entries()) {
    if (year.ebit !== undefined && year.ebit > year.ebitda)
      messages.push({ path: `years[${index}].ebit`, message: 'Ebit is above ebitda: depreciation is taken as 0.' });
    if (year.totalEquity !== undefined && year.totalAssets !== undefined && year.totalEquity > year.totalAssets)
      messages.push({ path: `years[${index}].totalEquity`, message: 'Total equity is above total assets.' });
    if (year.cash !== undefined && year.totalAssets !== undefined && year.cash > year.totalAssets)
      messages.push({ path: `years[${index}].cash`, message: 'Cash is above total assets.' });
  }
  return messages;
}

function warnOfAdjustments(input: ValuationInput, ruleSet: RuleSet): FieldMessage[] {
  const ranges = ruleSet.parameters.adjustmentRanges.value;
  return input.adjustments.flatMap(({ kind, amount }, index) => {
    const { min, max } = ranges[kind];
    if (amount >= min && amount <= max) return [];
    const message = `EUR ${amount} is outside the usual range of ${kind}, EUR ${min} to ${max}. Check it and its reason.`;
    return [{ path: `adjustments[${index}].amount`, message }];
  });
}

function warnOfMethods(input: ValuationInput, ruleSet: RuleSet): FieldMessage[] {
  const messages: FieldMessage[] = [];
  const growth = input.assumptions.terminalGrowth ?? ruleSet.parameters.terminalGrowth.value;
  const riskFreeRate = input.assumptions.riskFreeRate ?? ruleSet.parameters.riskFreeRate.value;
  if (growth > riskFreeRate)
    messages.push({
      path: 'assumptions.terminalGrowth',
      message:
        `Growth of ${asPercent(growth)} for ever is above the risk-free rate of ${asPercent(riskFreeRate)}: ` +
        'the company would outgrow the economy.',
    });
  const group = findIndustryGroup(input.industry, input.businessModel);
  if (group === 'real_estate')
    messages.push({
      path: 'industry',
      message:
        'Property companies are valued on their assets: give assetRevaluations and a weight to adjusted_net_assets.',
    });
  if (group === 'finance')
    messages.push({
      path: 'industry',
      message: 'EBITDA says little about a bank or an insurer: rely on this result for brokers and advisers only.',
    });
  return messages;
}
