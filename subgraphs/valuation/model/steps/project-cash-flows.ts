import { freeCashFlowToFirm } from '../formulas/free-cash-flow-to-firm.ts';

/** What the free cash flows of the coming years follow from. Ratios are to revenue. */
export interface CashFlowDrivers {
  /** EUR, of the last financial year. */
  readonly revenue: number;
  readonly years: number;
  readonly initialGrowth: number;
  readonly terminalGrowth: number;
  readonly ebitdaMargin: number;
  readonly depreciationRatio: number;
  readonly capexRatio: number;
  readonly workingCapitalRatio: number;
  readonly taxRate: number;
}

/**
 * Free cash flows of year 1 to n, EUR. Growth fades in equal steps from the initial to the terminal rate, and capex to
 * what the assets lose in value at the least, so that the last year can be continued for ever: a perpetuity cannot live
 * off its machines. Losses are not taxed.
 */
export function projectCashFlows(drivers: CashFlowDrivers): number[] {
  const { years, ebitdaMargin, depreciationRatio, capexRatio, workingCapitalRatio } = drivers;
  const sustainableCapexRatio = Math.max(capexRatio, depreciationRatio);
  const flows: number[] = [];
  let revenue = drivers.revenue;
  for (let year = 1; year <= years; year += 1) {
    const faded = (year - 1) / (years - 1);
    const growth = drivers.initialGrowth + (drivers.terminalGrowth - drivers.initialGrowth) * faded;
    const increase = revenue * growth;
    revenue += increase;
    const ebit = revenue * (ebitdaMargin - depreciationRatio);
    flows.push(
      freeCashFlowToFirm({
        ebit,
        taxRate: ebit > 0 ? drivers.taxRate : 0,
        depreciationAndAmortisation: revenue * depreciationRatio,
        capex: revenue * (capexRatio + (sustainableCapexRatio - capexRatio) * faded),
        workingCapitalIncrease: increase * workingCapitalRatio,
      }),
    );
  }
  return flows;
}
