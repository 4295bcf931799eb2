import { serverAudits } from 'graphql-http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { compose, startTestGateway, startTestSubgraph } from '../../support/gateway.ts';
import type { TestGateway, TestSubgraph } from '../../support/gateway.ts';

/**
 * Audits that fail, and why. CSRF prevention refuses a GET that a browser would send to another origin without asking
 * first, which is any GET without a header of its own such as `apollo-require-preflight`.
 */
const REFUSED_BY_CSRF_PREVENTION: Readonly<Record<string, string>> = {
  '5A70': 'MAY accept application/x-www-form-urlencoded formatted GET requests',
  D6D5: 'MAY allow URL-encoded JSON string {variables} parameter in GETs when accepting application/graphql-response+json',
  '6A70': 'MAY allow URL-encoded JSON string {variables} parameter in GETs when accepting application/json',
};

let subgraph: TestSubgraph;
let gateway: TestGateway;

beforeAll(async () => {
  subgraph = await startTestSubgraph('echo', 'type Query { greeting: String! } type Mutation { greet: String! }', {
    Query: { greeting: () => 'Grüße 👋' },
    Mutation: { greet: () => 'greeted' },
  });
  gateway = await startTestGateway(compose([subgraph]), { ANONYMOUS_RATE_LIMIT_PER_MINUTE: '1000000' });
});
afterAll(async () => {
  await gateway.close();
  await subgraph.close();
});

/** The audits of graphql-http, sent as they are or with headers added. */
const audits = (headers: Readonly<Record<string, string>> = {}) =>
  serverAudits({
    url: () => `${gateway.url}/graphql`,
    fetchFn: (input: string, init: RequestInit = {}) =>
      fetch(input, { ...init, headers: { ...(init.headers as Record<string, string>), ...headers } }),
  });

describe('the gateway speaks GraphQL over HTTP:', () => {
  test.each(audits().filter(({ id }) => !(id in REFUSED_BY_CSRF_PREVENTION)))('$id $name', async (audit) => {
    const result = await audit.fn();
    expect({ status: result.status, reason: 'reason' in result ? result.reason : undefined }).toEqual({
      status: 'ok',
      reason: undefined,
    });
  });

  test.each(Object.entries(REFUSED_BY_CSRF_PREVENTION))('%s %s: only with a preflight', async (id, name) => {
    const find = (headers?: Readonly<Record<string, string>>) => audits(headers).find((audit) => audit.id === id);
    expect(find()?.name).toBe(name);
    expect(await find()?.fn()).toMatchObject({ status: 'notice', reason: 'Response status code is not 200' });
    expect((await find({ 'apollo-require-preflight': 'true' })?.fn())?.status).toBe('ok');
  });
});

describe('the gateway', () => {
  const send = (init: RequestInit, search = '') => fetch(`${gateway.url}/graphql${search}`, init);
  const json = { 'content-type': 'application/json' };

  test.each(['application/json', 'application/graphql-response+json'])('answers in %s and UTF-8', async (accept) => {
    const body = JSON.stringify({ query: '{ greeting }' });
    const response = await send({ method: 'POST', headers: { ...json, accept }, body });
    expect(response.headers.get('content-type')).toBe(`${accept}; charset=utf-8`);
    expect(await response.json()).toEqual({ data: { greeting: 'Grüße 👋' } });
  });

  test.each([
    ['malformed JSON', 400, 'BAD_REQUEST', { method: 'POST', headers: json, body: '{' }],
    ['an expired token', 401, 'UNAUTHENTICATED', { method: 'POST', headers: { ...json, authorization: 'Bearer x' } }],
    ['another method', 405, 'BAD_REQUEST', { method: 'DELETE', headers: {} }],
  ])('answers %s in the media type that was asked for', async (_what, status, code, init) => {
    const headers = { ...init.headers, accept: 'application/graphql-response+json' };
    const response = await send({ ...init, headers });
    expect(response.headers.get('content-type')).toBe('application/graphql-response+json; charset=utf-8');
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ errors: [{ extensions: { code } }] });
  });

  test('refuses a mutation by GET with 405, and says what is allowed', async () => {
    const response = await send({ headers: json }, `?query=${encodeURIComponent('mutation { greet }')}`);
    expect({ status: response.status, allow: response.headers.get('allow') }).toEqual({ status: 405, allow: 'POST' });
  });

  test('refuses a media type that it does not speak with 406', async () => {
    const body = JSON.stringify({ query: '{ greeting }' });
    const response = await send({ method: 'POST', headers: { ...json, accept: 'text/csv' }, body });
    expect(response.status).toBe(406);
  });
});
