import { describe, expect, test } from 'vitest';
import { parseAnswer } from './parse-answer.ts';
import { SubgraphFault } from './subgraph-fault.ts';

const ERROR = { message: 'no', path: ['a', 0], extensions: { code: 'NOT_FOUND' } };

describe('is used:', () => {
  test.each([
    ['data', { data: { a: 1 } }],
    ['errors', { errors: [ERROR] }],
    ['both', { data: null, errors: [ERROR] }],
    ['data with the errors given as null', { data: { a: 1 }, errors: null }],
    ['an error with a message only', { errors: [{ message: 'no' }] }],
  ])('%s', (_what, answer) => {
    expect(parseAnswer(JSON.stringify(answer))).toMatchObject(answer);
  });

  test('the extensions of an answer are not', () => {
    expect(parseAnswer('{"data":{},"extensions":{"cost":1}}')).not.toHaveProperty('extensions');
  });

  test.each([
    ['plain', '{"data":{"a":"é 😀 \u2028"}}', true],
    ['not plain when a string has an escape', String.raw`{"data":{"a":"a \"quoted\" word"}}`, false],
    ['not plain when a character is written as an escape', String.raw`{"data":{"a":"\u0041"}}`, false],
  ])('an answer is %s', (_what, text, isPlain) => {
    expect(parseAnswer(text)).toMatchObject({ isPlain });
  });
});

describe('is refused with the reason:', () => {
  test.each([
    ['nothing', '', /not JSON/],
    ['HTML', '<html></html>', /not JSON/],
    ['half an answer', '{"data":{"a"', /not JSON/],
    ['a list', '[]', /not a JSON object/],
    ['a string', '"data"', /not a JSON object/],
    ['null', 'null', /not a JSON object/],
    ['an empty object', '{}', /neither data nor errors/],
    ['null data without errors', '{"data":null}', /neither data nor errors/],
    ['null data with no error', '{"data":null,"errors":[]}', /neither data nor errors/],
    ['data that is a list', '{"data":[]}', /data is not an object/],
    ['data that is a string', '{"data":"a"}', /data is not an object/],
    ['errors that are an object', '{"data":{},"errors":{"message":"no"}}', /errors/],
    ['errors that are strings', '{"data":{},"errors":["no"]}', /errors/],
    ['an error without a message', '{"data":{},"errors":[{}]}', /errors/],
    ['an error whose path is a number', '{"errors":[{"message":"no","path":1}]}', /errors/],
    ['an error whose extensions are a list', '{"errors":[{"message":"no","extensions":[]}]}', /errors/],
  ])('%s', (_what, text, reason) => {
    const fault = parseAnswer(text);
    expect(fault).toBeInstanceOf(SubgraphFault);
    expect(fault).toMatchObject({ kind: 'answer', message: expect.stringMatching(reason) as string });
  });
});

describe('entities', () => {
  const parse = (answer: object) => parseAnswer(JSON.stringify(answer), { _e0: 2, _e1: 1 });

  test('are used when each field holds as many as were asked for', () => {
    const answer = { data: { _e0: [{ id: '1' }, null], _e1: [{ id: '3' }] } };
    expect(parse(answer)).toMatchObject(answer);
  });

  test.each([
    ['too few', { _e0: [{}], _e1: [{}] }],
    ['too many', { _e0: [{}, {}], _e1: [{}, {}] }],
    ['none', { _e0: [{}, {}] }],
    ['something else', { _e0: [{}, {}], _e1: 'one' }],
    ['null without an error', { _e0: [{}, {}], _e1: null }],
  ])('are refused when a field holds %s', (_what, data) => {
    expect(parse({ data })).toMatchObject({ kind: 'answer' });
  });

  test('may be missing when an error says why', () => {
    const answer = { data: { _e0: null, _e1: null }, errors: [ERROR] };
    expect(parse(answer)).toMatchObject(answer);
    expect(parse({ data: null, errors: [ERROR] })).toMatchObject({ data: null, errors: [ERROR] });
  });
});
