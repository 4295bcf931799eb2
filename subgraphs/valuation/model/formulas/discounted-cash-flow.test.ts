import { describe, expect, test } from 'vitest';
import { ValuationError } from '../valuation-error.ts';
import { discountedCashFlow } from './discounted-cash-flow.ts';
import { equityFromEnterpriseValue } from './equity-bridge.ts';
import { freeCashFlowToFirm } from './free-cash-flow-to-firm.ts';
import { exitMultipleTerminalValue, gordonTerminalValue } from './terminal-value.ts';

describe('Widget Inc.', () => {
  const widget = discountedCashFlow({
    flows: [22, 27, 32, 36, 38],
    discountRate: 0.1,
    timing: 'end_year',
    terminal: { kind: 'gordon', growth: 0.05 },
  });

  // Published to the cent.
  test('is worth 610.03, of which a terminal value of 798 undiscounted', () => {
    expect(widget.terminalValue).toBeCloseTo(798, 9);
    expect(Math.abs(widget.enterpriseValue - 610.03)).toBeLessThanOrEqual(0.005);
  });

  test('comes to 61.70 for each of its ten shares after debt and cash', () => {
    const equity = equityFromEnterpriseValue(widget.enterpriseValue, { financialDebt: 3, cash: 10 });
    expect(Math.abs(equity / 10 - 61.7)).toBeLessThanOrEqual(0.005);
  });

  test('its parts add up', () => {
    const parts = widget.presentValueOfFlows + widget.presentValueOfTerminalValue;
    expect(parts).toBeCloseTo(widget.enterpriseValue, 12);
    expect(widget.presentValues.reduce((sum, value) => sum + value, 0)).toBeCloseTo(widget.presentValueOfFlows, 12);
  });
});

describe('timing', () => {
  const flows = [100, 110, 121];
  const discountRate = 0.21;

  test('mid-year flows and their perpetuity are half a year closer', () => {
    const terminal = { kind: 'gordon', growth: 0.01 } as const;
    const endYear = discountedCashFlow({ flows, discountRate, timing: 'end_year', terminal });
    const midYear = discountedCashFlow({ flows, discountRate, timing: 'mid_year', terminal });
    expect(midYear.enterpriseValue).toBeCloseTo(endYear.enterpriseValue * 1.1, 9);
  });

  test('a sale by multiple takes place at the end of the last year under either convention', () => {
    const terminal = { kind: 'exit_multiple', ebitda: 200, multiple: 5 } as const;
    const endYear = discountedCashFlow({ flows, discountRate, timing: 'end_year', terminal });
    const midYear = discountedCashFlow({ flows, discountRate, timing: 'mid_year', terminal });
    expect(midYear.presentValueOfTerminalValue).toBeCloseTo(1000 / 1.21 ** 3, 9);
    expect(midYear.presentValueOfTerminalValue).toBe(endYear.presentValueOfTerminalValue);
    expect(midYear.presentValueOfFlows).toBeCloseTo(endYear.presentValueOfFlows * 1.1, 9);
  });

  test('without a terminal assumption nothing comes after the last flow', () => {
    const { enterpriseValue } = discountedCashFlow({ flows: [110, 121], discountRate: 0.1, timing: 'end_year' });
    expect(enterpriseValue).toBeCloseTo(200, 9);
  });

  test('a normalised final flow replaces the last one in the perpetuity only', () => {
    const terminal = { kind: 'gordon', growth: 0.01, finalFlow: 60 } as const;
    const value = discountedCashFlow({ flows, discountRate, timing: 'end_year', terminal });
    expect(value.terminalValue).toBeCloseTo((60 * 1.01) / 0.2, 9);
  });

  test('no flows, a flow that is not finite and a rate of -100 % are refused', () => {
    expect(() => discountedCashFlow({ flows: [], discountRate, timing: 'end_year' })).toThrow('at least one cash flow');
    expect(() => discountedCashFlow({ flows: [1, NaN], discountRate, timing: 'end_year' })).toThrow('Cash flow 2');
    expect(() => discountedCashFlow({ flows, discountRate: -1, timing: 'end_year' })).toThrow('above -100 %');
  });
});

describe('terminal value', () => {
  test.each([
    [0.05, 0.05],
    [0.04, 0.05],
  ])('a discount rate of %d with a growth of %d is a typed error that says why', (discountRate, growth) => {
    const attempt = () => gordonTerminalValue({ finalFlow: 100, growth, discountRate });
    expect(attempt).toThrow(ValuationError);
    expect(attempt).toThrow(expect.objectContaining({ code: 'RATE_NOT_ABOVE_GROWTH' }));
    expect(attempt).toThrow('must be above the perpetual growth (5 %)');
  });

  test('by exit multiple is EBITDA times the multiple', () => {
    expect(exitMultipleTerminalValue({ ebitda: 12, multiple: 6.5 })).toBeCloseTo(78, 12);
    expect(() => exitMultipleTerminalValue({ ebitda: 12, multiple: -1 })).toThrow('must not be negative');
  });
});

test('free cash flow is taxed operating profit plus depreciation less what is invested', () => {
  const year = { ebit: 100, taxRate: 0.25, depreciationAndAmortisation: 30, capex: 40, workingCapitalIncrease: 5 };
  expect(freeCashFlowToFirm(year)).toBeCloseTo(60, 12);
  expect(() => freeCashFlowToFirm({ ...year, capex: Infinity })).toThrow('capex');
});
