import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { decodeIdentity } from '../../../lib/identity.ts';
import type { Identity } from '../../../lib/identity.ts';
import { IDENTITY_HEADER, SIGNATURE_HEADER } from '../../../lib/platform-headers.ts';
import { requireSignature } from '../../../lib/request-signature.ts';
import { SIGNING_SECRET } from '../../support/signed-client.ts';

export interface Move {
  readonly identity: Identity;
  readonly guestSessionId: string;
  readonly userId: string;
}

export interface ScriptedOwner {
  readonly url: string;
  /** What it was asked to move, refused requests included. */
  readonly moves: readonly Move[];
  /** How the next requests go: a number of rows that move, an outage, or no answer at all. */
  behaviour: number | 'down' | 'silent';
  close(): Promise<void>;
}

const MUTATIONS = { valuation: 'migrateGuestValuations', ai: 'migrateGuestNarratives' };

/** Stands in for a subgraph that holds what guests own: a real socket that takes signed requests only. */
export async function startScriptedOwner(service: keyof typeof MUTATIONS): Promise<ScriptedOwner> {
  const mutation = MUTATIONS[service];
  const moves: Move[] = [];
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      const identity = String(request.headers[IDENTITY_HEADER]);
      const signature = String(request.headers[SIGNATURE_HEADER]);
      requireSignature([SIGNING_SECRET], { service, identity, body }, signature, Date.now());
      const { query, variables } = JSON.parse(body) as { query: string; variables: Omit<Move, 'identity'> };
      if (!query.includes(`${mutation}(guestSessionId: $guestSessionId, userId: $userId)`))
        throw new Error(`Not the agreed mutation: ${query}`);
      moves.push({ identity: decodeIdentity(identity), ...variables });
      if (owner.behaviour === 'down') return response.destroy();
      if (owner.behaviour === 'silent') return undefined;
      response.setHeader('content-type', 'application/json');
      return response.end(JSON.stringify({ data: { [mutation]: owner.behaviour } }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const owner: ScriptedOwner = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`,
    moves,
    behaviour: 0,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return owner;
}
