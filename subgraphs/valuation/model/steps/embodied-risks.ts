import type { MultipleRow } from '../rule-set.ts';
import type { Risk } from '../types.ts';
import { asPercent } from './create-step.ts';

type EmbodiedRisks = Readonly<Partial<Record<Risk, string>>>;

/*
 * The one place that says which risks a method's value holds already. The steps of the discounts skip these, with the
 * reason given here, so that no risk is counted twice.
 */

/** Prices of private deals are those of companies that are small and hard to sell; prices on an exchange are not. */
export function risksInMultiples(basis: MultipleRow['basis']): EmbodiedRisks {
  if (basis === 'private_deals')
    return {
      size: 'The multiple comes from private deals and is read at the size of this company.',
      marketability:
        'The multiple comes from private deals, whose prices are those of companies that are hard to sell.',
    };
  return { lack_of_control: 'The multiple comes from share prices on an exchange, which are prices without control.' };
}

/** A premium in the cost of equity and a discount for the same risk exclude each other. */
export function risksInCashFlow(premia: { sizePremium: number; specificPremium: number }): EmbodiedRisks {
  const { sizePremium, specificPremium } = premia;
  return {
    size: `The cost of equity holds a size premium of ${asPercent(sizePremium)}.`,
    ...(specificPremium > 0 && {
      owner_dependency: `The cost of equity holds a specific premium of ${asPercent(specificPremium)}: the same risk.`,
    }),
  };
}

/** Adjusted net assets are those of an owner who can sell them; the statute takes the value of each share alike. */
export function risksInDirectValue(method: 'adjusted_net_assets' | 'statutory_reference'): EmbodiedRisks {
  return method === 'statutory_reference' ? { lack_of_control: 'The law takes the value of each share alike.' } : {};
}
