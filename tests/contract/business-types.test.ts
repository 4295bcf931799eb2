import { expect, test } from 'vitest';
import { BUSINESS_TYPES } from '../../subgraphs/registry/model/business-types.ts';
import { findIndustryGroup } from '../../subgraphs/valuation/model/industry-group.ts';

test('the valuation subgraph has multiples for every business type that the registry offers', () => {
  expect(BUSINESS_TYPES.length).toBeGreaterThan(0);
  expect(BUSINESS_TYPES.filter(({ id }) => findIndustryGroup(id) === undefined).map(({ id }) => id)).toEqual([]);
});
