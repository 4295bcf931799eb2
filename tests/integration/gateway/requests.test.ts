import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AppError } from '../../../lib/errors.ts';
import type { RequestScope } from '../../../lib/request-scope.ts';
import { compose, startTestGateway, startTestSubgraph, startTokenIssuer } from '../../support/gateway.ts';
import type { TestGateway, TestSubgraph, TokenIssuer } from '../../support/gateway.ts';

const SECRET = 'password=hunter2 at /srv/app/db.ts';

let subgraph: TestSubgraph;
let issuer: TokenIssuer;
let gateway: TestGateway;

beforeAll(async () => {
  subgraph = await startTestSubgraph(
    'things',
    `type Query { whoAmI: String! add(a: Int!, b: Int!): Int! leak: String notFound: String }`,
    {
      Query: {
        whoAmI: (_: unknown, _args: unknown, { identity }: RequestScope) => `${identity.kind}:${identity.id}`,
        add: (_: unknown, { a, b }: { a: number; b: number }) => a + b,
        leak: () => {
          throw new Error(SECRET);
        },
        notFound: () => {
          throw new AppError('NOT_FOUND', 'There is no such thing.');
        },
      },
    },
  );
  issuer = await startTokenIssuer();
  gateway = await startTestGateway(compose([subgraph]), { JWKS_URL: issuer.jwksUrl });
});

afterAll(async () => {
  await gateway.close();
  await issuer.close();
  await subgraph.close();
});

const codeOf = ({ body }: Awaited<ReturnType<TestGateway['ask']>>) => body.errors?.[0]?.extensions['code'];

describe('who is asking', () => {
  test('is anonymous without a token', async () => {
    expect((await gateway.ask('{ whoAmI }')).body.data).toEqual({ whoAmI: 'anonymous:' });
  });

  test.each(['user', 'guest'])('is told to the subgraph for a %s’s token', async (kind) => {
    const token = await issuer.issue({ kind });
    const answer = await gateway.ask('{ whoAmI }', { headers: { authorization: `Bearer ${token}` } });
    expect(answer.body.data).toEqual({ whoAmI: `${kind}:0198c0de-0000-7000-8000-000000000001` });
  });

  test('cannot be claimed by sending the internal identity header', async () => {
    const identity = Buffer.from('{"kind":"service","id":"user"}').toString('base64url');
    const answer = await gateway.ask('{ whoAmI }', { headers: { 'x-platform-identity': identity } });
    expect(answer.body.data).toEqual({ whoAmI: 'anonymous:' });
  });

  test.each([
    ['expired', () => issuer.issue({}, { expiresAt: new Date(Date.now() - 60_000) }), /expired/],
    ['for another audience', () => issuer.issue({ aud: 'elsewhere' }), /not valid/],
    ['of a kind that does not exist', () => issuer.issue({ kind: 'service' }), /not valid/],
    ['forged', async () => `${(await issuer.issue()).slice(0, -8)}AAAAAAAA`, /not valid/],
    [
      'unsigned',
      async () =>
        `${Buffer.from('{"alg":"none"}').toString('base64url')}.${Buffer.from('{"sub":"x"}').toString('base64url')}.`,
      /not valid/,
    ],
    ['nonsense', async () => 'nonsense', /not valid/],
  ])('is refused with 401 when the token is %s', async (_what, token, message) => {
    const answer = await gateway.ask('{ whoAmI }', { headers: { authorization: `Bearer ${await token()}` } });
    expect(answer.status).toBe(401);
    expect(codeOf(answer)).toBe('UNAUTHENTICATED');
    expect(answer.body.errors?.[0]?.message).toMatch(message);
  });
});

describe('bad input', () => {
  test('malformed JSON is a 400 that says so', async () => {
    const answer = await gateway.post('{"query": ');
    expect([answer.status, codeOf(answer)]).toEqual([400, 'BAD_REQUEST']);
    expect(answer.body.errors?.[0]?.message).toBe('The request body is not valid JSON.');
  });

  test('names that JavaScript knows are like all others among variables', async () => {
    const query = 'query ($a: Int!) { add(a: $a, b: 2) }';
    const variables = JSON.parse('{ "a": 1, "__proto__": { "a": 5 }, "constructor": { "prototype": 5 } }') as object;
    expect((await gateway.ask(query, { variables })).body.data).toEqual({ add: 3 });
  });

  test('a body over 2 MB is a 413', async () => {
    const answer = await gateway.ask(`{ whoAmI } # ${'x'.repeat(2_097_152)}`);
    expect([answer.status, codeOf(answer)]).toEqual([413, 'PAYLOAD_TOO_LARGE']);
  });

  test('a small body that inflates over 2 MB is a 413', async () => {
    const body = gzipSync(JSON.stringify({ query: `{ whoAmI } # ${'x'.repeat(3_000_000)}` }));
    const answer = await gateway.post(body, { 'content-encoding': 'gzip' });
    expect(body.length).toBeLessThan(10_000);
    expect([answer.status, codeOf(answer)]).toEqual([413, 'PAYLOAD_TOO_LARGE']);
  });

  test('a compressed body within the limit is read', async () => {
    const answer = await gateway.post(gzipSync('{"query":"{ whoAmI }"}'), { 'content-encoding': 'gzip' });
    expect(answer.body.data).toEqual({ whoAmI: 'anonymous:' });
  });

  test('a body that is not compressed as it claims is a 400', async () => {
    const answer = await gateway.post('{"query":"{ whoAmI }"}', { 'content-encoding': 'gzip' });
    expect([answer.status, codeOf(answer)]).toEqual([400, 'BAD_REQUEST']);
  });

  // A browser may send these to another site's server without asking it first.
  test.each(['text/plain', 'application/x-www-form-urlencoded'])('a form of type %s runs nothing', async (type) => {
    const answer = await gateway.post('{"query":"{ whoAmI }"}', { 'content-type': type });
    expect([answer.status, answer.body.data]).toEqual([415, undefined]);
  });

  test('another content type is a 415 that names the right one', async () => {
    const answer = await gateway.post('{ whoAmI }', { 'content-type': 'text/csv' });
    expect([answer.status, codeOf(answer)]).toEqual([415, 'UNSUPPORTED_MEDIA_TYPE']);
    expect(answer.body.errors?.[0]?.message).toContain('application/json');
  });

  test('an unknown field is a 400 that names it', async () => {
    const answer = await gateway.ask('{ unknown }');
    expect([answer.status, codeOf(answer)]).toEqual([400, 'GRAPHQL_VALIDATION_FAILED']);
    expect(answer.body.errors?.[0]?.message).toContain('"unknown"');
  });

  test('a syntax error is a 400', async () => {
    const answer = await gateway.ask('{ whoAmI');
    expect([answer.status, codeOf(answer)]).toEqual([400, 'GRAPHQL_PARSE_FAILED']);
  });

  test('a variable of the wrong type is a 400 that names it', async () => {
    const answer = await gateway.ask('query ($a: Int!) { add(a: $a, b: 1) }', { variables: { a: 'one' } });
    expect([answer.status, codeOf(answer)]).toEqual([400, 'BAD_USER_INPUT']);
    expect(answer.body.errors?.[0]?.message).toContain('$a');
  });

  test('an unknown path is a 404 in the shape of every other answer', async () => {
    const response = await fetch(`${gateway.url}/nowhere`);
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({
      errors: [{ extensions: { code: 'NOT_FOUND', service: 'gateway' } }],
    });
  });
});

describe('errors', () => {
  test('an unexpected one shows nothing of what was thrown, and carries the request id', async () => {
    const answer = await gateway.ask('{ leak whoAmI }', { headers: { 'x-request-id': 'my-request-1' } });
    expect(JSON.stringify(answer.body)).not.toContain('hunter2');
    expect(answer.body).toEqual({
      data: { leak: null, whoAmI: 'anonymous:' },
      errors: [
        {
          message: 'Something went wrong on our side. Quote the request id when you report it.',
          path: ['leak'],
          extensions: { code: 'INTERNAL_SERVER_ERROR', service: 'things', requestId: 'my-request-1', retryable: false },
        },
      ],
    });
  });

  test('an expected one keeps its sentence and code', async () => {
    const answer = await gateway.ask('{ notFound }');
    expect(answer.body.errors?.[0]).toMatchObject({
      message: 'There is no such thing.',
      extensions: { code: 'NOT_FOUND' },
    });
  });

  test('a request id that is not well-formed is replaced', async () => {
    const answer = await gateway.ask('{ whoAmI }', { headers: { 'x-request-id': '<script>' } });
    expect(answer.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  });
});

describe('limits', () => {
  test('requests beyond the minute’s share are a 429 that says when to come back', async () => {
    const limited = await startTestGateway(compose([subgraph]), { ANONYMOUS_RATE_LIMIT_PER_MINUTE: '3' });
    try {
      const statuses: number[] = [];
      for (let i = 0; i < 4; i++) statuses.push((await limited.ask('{ whoAmI }')).status);
      expect(statuses).toEqual([200, 200, 200, 429]);
      const refused = await limited.ask('{ whoAmI }');
      expect(codeOf(refused)).toBe('RATE_LIMITED');
      expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    } finally {
      await limited.close();
    }
  });

  test('forged tokens use up the share of the address they come from', async () => {
    const limited = await startTestGateway(compose([subgraph]), {
      JWKS_URL: issuer.jwksUrl,
      ANONYMOUS_RATE_LIMIT_PER_MINUTE: '2',
    });
    try {
      const statuses: number[] = [];
      for (let i = 0; i < 3; i++)
        statuses.push((await limited.ask('{ whoAmI }', { headers: { authorization: `Bearer forged${i}` } })).status);
      expect(statuses).toEqual([401, 401, 429]);
    } finally {
      await limited.close();
    }
  });
});

describe('a browser app of an origin', () => {
  const ALLOWED = 'https://app.example.test';
  let open: TestGateway;
  beforeAll(async () => {
    open = await startTestGateway(compose([subgraph]), { CORS_ORIGINS: ALLOWED });
  });
  afterAll(() => open.close());

  const askFrom = (origin: string) =>
    fetch(`${open.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin },
      body: JSON.stringify({ query: '{ whoAmI }' }),
    });

  test('that is allowed may read the answer, and the headers that it has to act on', async () => {
    const { headers } = await askFrom(ALLOWED);
    expect(headers.get('access-control-allow-origin')).toBe(ALLOWED);
    expect(headers.get('access-control-expose-headers')?.split(/, */)).toEqual([
      'x-consistency-token',
      'x-request-id',
      'retry-after',
    ]);
  });

  test('that is not allowed may read nothing', async () => {
    const { headers } = await askFrom('https://elsewhere.example.test');
    expect(headers.get('access-control-allow-origin')).toBeNull();
  });
});

describe('in production', () => {
  let production: TestGateway;
  beforeAll(async () => {
    production = await startTestGateway(compose([subgraph]), { NODE_ENV: 'production' });
  });
  afterAll(() => production.close());

  test('a browser is given no page that loads scripts from elsewhere', async () => {
    const page = await fetch(`${production.url}/graphql`, { headers: { accept: 'text/html' } });
    expect(page.headers.get('content-type')).not.toContain('html');
    expect(page.status).toBe(400);
  });

  test('introspection is off', async () => {
    const answer = await production.ask('{ __schema { types { name } } }');
    expect(answer.status).toBe(400);
    expect(JSON.stringify(answer.body)).not.toContain('whoAmI');
    expect((await gateway.ask('{ __schema { queryType { name } } }')).status).toBe(200);
  });

  test('a misspelt field is not answered with the right name', async () => {
    expect(JSON.stringify((await production.ask('{ whoAmIx }')).body)).not.toContain('"whoAmI\\"');
    expect((await gateway.ask('{ whoAmIx }')).body.errors?.[0]?.message).toContain('Did you mean "whoAmI"?');
  });
});
