import { requireFinite } from '../valuation-error.ts';

export interface EquityBridge {
  readonly financialDebt: number;
  readonly cash: number;
  readonly debtLikeItems?: number | undefined;
  readonly workingCapital?: number | undefined;
  /** The level that the business needs; without it working capital is taken to be normal. */
  readonly normalWorkingCapital?: number | undefined;
  readonly nonOperatingAssets?: number | undefined;
}

/**
 * From enterprise value to equity value, EUR:
 * `Equity = EV − financial debt + cash − debt-like items + (working capital − normal) + non-operating assets`.
 * All amounts as they stand in the accounts: debts are positive. Throws INVALID_ARGUMENT for a figure that is not finite.
 * Source: Koller, Goedhart and Wessels, "Valuation", chapter on moving from enterprise value to value per share.
 */
export function equityFromEnterpriseValue(enterpriseValue: number, bridge: EquityBridge): number {
  requireFinite({ enterpriseValue });
  return enterpriseValue + bridgeTotal(bridge);
}

/** What the bridge adds to an enterprise value, EUR; negative when debts outweigh. */
export function bridgeTotal(bridge: EquityBridge): number {
  const {
    financialDebt,
    cash,
    debtLikeItems = 0,
    workingCapital,
    normalWorkingCapital,
    nonOperatingAssets = 0,
  } = bridge;
  const surplus =
    workingCapital === undefined || normalWorkingCapital === undefined ? 0 : workingCapital - normalWorkingCapital;
  requireFinite({ financialDebt, cash, debtLikeItems, surplus, nonOperatingAssets });
  return cash - financialDebt - debtLikeItems + surplus + nonOperatingAssets;
}
