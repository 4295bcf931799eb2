import { encodeIdentity } from '../../lib/identity.ts';
import type { Identity } from '../../lib/identity.ts';
import { IDENTITY_HEADER, SIGNATURE_HEADER } from '../../lib/platform-headers.ts';
import { signRequest } from '../../lib/request-signature.ts';

export const SIGNING_SECRET = 'tests-signing-secret-0123456789abcdef';

export interface GraphQLResponse<Data> {
  readonly status: number;
  readonly data: Data;
  readonly errors?: readonly {
    readonly message: string;
    readonly path?: readonly (string | number)[];
    readonly extensions: Record<string, unknown>;
  }[];
}

/** Asks a subgraph as the gateway does: signed, with an identity. `url` is the subgraph's base URL. */
export function createSignedClient(service: string, url: string) {
  return async function ask<Data = Record<string, unknown>>(
    identity: Identity,
    query: string,
    variables: Record<string, unknown> = {},
    operationName?: string,
  ): Promise<GraphQLResponse<Data>> {
    const body = JSON.stringify({ query, variables, operationName });
    const encodedIdentity = encodeIdentity(identity);
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        [IDENTITY_HEADER]: encodedIdentity,
        [SIGNATURE_HEADER]: signRequest([SIGNING_SECRET], { service, identity: encodedIdentity, body }, Date.now()),
      },
      body,
      signal: AbortSignal.timeout(15_000),
    });
    return { status: response.status, ...((await response.json()) as Omit<GraphQLResponse<Data>, 'status'>) };
  };
}

export const guest = (id: string): Identity => ({
  kind: 'guest',
  id,
  roles: [],
  scopes: [],
  clientName: 'tests',
});

export const user = (id: string): Identity => ({ ...guest(id), kind: 'user' });
