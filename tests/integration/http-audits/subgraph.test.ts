import { serverAudits } from 'graphql-http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ANONYMOUS, encodeIdentity } from '../../../lib/identity.ts';
import { IDENTITY_HEADER, SIGNATURE_HEADER } from '../../../lib/platform-headers.ts';
import { signRequest } from '../../../lib/request-signature.ts';
import { startTestSubgraph } from '../../support/gateway.ts';
import type { TestSubgraph } from '../../support/gateway.ts';
import { SIGNING_SECRET } from '../../support/signed-client.ts';

/** A subgraph is asked by the gateway alone, which signs the body of a POST: GET, which audits only may ask for, is not served. */
const GET_IS_NOT_SERVED = ['5A70', 'D6D5', '6A70'];

let subgraph: TestSubgraph;
beforeAll(async () => {
  subgraph = await startTestSubgraph('echo', 'type Query { greeting: String! }', {
    Query: { greeting: () => 'hello' },
  });
});
afterAll(() => subgraph.close());

function fetchSigned(url: string, init: RequestInit = {}): Promise<Response> {
  const identity = encodeIdentity(ANONYMOUS);
  const body = typeof init.body === 'string' ? init.body : '';
  const signature = signRequest([SIGNING_SECRET], { service: 'echo', identity, body }, Date.now());
  const signed = { [IDENTITY_HEADER]: identity, [SIGNATURE_HEADER]: signature };
  return fetch(url, { ...init, headers: { ...(init.headers as Record<string, string>), ...signed } });
}

const audits = serverAudits({ url: () => subgraph.url, fetchFn: fetchSigned });

describe('a subgraph speaks GraphQL over HTTP to the gateway:', () => {
  test.each(audits.filter(({ id }) => !GET_IS_NOT_SERVED.includes(id)))('$id $name', async (audit) => {
    const result = await audit.fn();
    expect({ status: result.status, reason: 'reason' in result ? result.reason : undefined }).toEqual({
      status: 'ok',
      reason: undefined,
    });
  });

  test.each(GET_IS_NOT_SERVED)('%s asks with GET, which is a 404', async (id) => {
    const result = await audits.find((audit) => audit.id === id)?.fn();
    expect(result).toMatchObject({ status: 'notice', response: { status: 404 } });
  });
});
