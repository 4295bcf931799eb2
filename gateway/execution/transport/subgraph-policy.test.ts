import { expect, test } from 'vitest';
import { z } from 'zod';
import { loadConfig } from '../../../lib/config.ts';
import { DEFAULT_POLICY, policyOf, policyOverrides } from './subgraph-policy.ts';

const schema = z.object({ SUBGRAPH_POLICIES: policyOverrides });
const read = (text: string) => loadConfig('gateway', schema, { SUBGRAPH_POLICIES: text }).SUBGRAPH_POLICIES;

test('a subgraph that is not named has the default policy', () => {
  expect(policyOf('user', read('{"ai":{"timeoutMs":10000}}'))).toEqual(DEFAULT_POLICY);
});

test('what is set for a subgraph goes before what is set for all, setting by setting', () => {
  const overrides = read(
    '{"*":{"timeoutMs":1000,"sockets":8,"breaker":{"openMs":100}},"ai":{"timeoutMs":9000,"breaker":{"failureRatio":1}}}',
  );
  expect(policyOf('user', overrides)).toEqual({
    ...DEFAULT_POLICY,
    timeoutMs: 1_000,
    sockets: 8,
    breaker: { ...DEFAULT_POLICY.breaker, openMs: 100 },
  });
  expect(policyOf('ai', overrides)).toEqual({
    ...DEFAULT_POLICY,
    timeoutMs: 9_000,
    sockets: 8,
    breaker: { ...DEFAULT_POLICY.breaker, openMs: 100, failureRatio: 1 },
  });
});

test.each([
  ['{', 'SUBGRAPH_POLICIES must be a JSON object'],
  ['[]', 'SUBGRAPH_POLICIES must be a JSON object'],
  ['{"ai":{"timeoutMs":"10 s"}}', 'SUBGRAPH_POLICIES ai.timeoutMs: must be a whole number'],
  ['{"ai":{"timeoutMs":0}}', 'SUBGRAPH_POLICIES ai.timeoutMs: must be above 0'],
  ['{"ai":{"breaker":{"failureRatio":50}}}', 'SUBGRAPH_POLICIES ai.breaker.failureRatio: must be 0 to 1'],
  ['{"ai":{"timeout":1}}', 'SUBGRAPH_POLICIES ai: Unrecognized key: "timeout"'],
])('%s is refused with a sentence that says what is wrong', (text, sentence) => {
  expect(() => read(text)).toThrow(sentence);
});
