import { expect, test } from 'vitest';
import { findIndustryGroup } from './industry-group.ts';

test.each([
  ['services', 'business_services'],
  ['other', 'all_sectors'],
  ['bakery', 'agri_food'],
  ['car-dealer', 'automotive'],
  ['41', 'construction'],
  ['58.210', 'software'],
  ['58.11', 'media'],
  ['47.730', 'healthcare'],
  ['47.11', 'retail'],
  ['6210001', 'software'],
  ['62.200', 'it_services'],
])('%s takes the multiples of %s', (industry, group) => {
  expect(findIndustryGroup(industry)).toBe(group);
});

test('every NACE division belongs to a group', () => {
  const unused = new Set(['04', '34', '40', '44', '48', '54', '57', '67', '76', '83', '89']);
  const divisions = Array.from({ length: 99 }, (_, i) => String(i + 1).padStart(2, '0'));
  const without = divisions.filter((division) => findIndustryGroup(division) === undefined);
  expect(new Set(without)).toEqual(unused);
});

test('the business model refines what the industry leaves open, and nothing else', () => {
  expect(findIndustryGroup('technology', 'b2b_saas')).toBe('software');
  expect(findIndustryGroup('47.710', 'ecommerce')).toBe('ecommerce');
  expect(findIndustryGroup('construction', 'b2b_saas')).toBe('construction');
});

test.each(['', 'Technology', '6', '00', '123456', '12345678', 'toString'])('"%s" is no industry', (text) => {
  expect(findIndustryGroup(text)).toBeUndefined();
});
