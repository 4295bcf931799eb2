import { createSubgraphClient } from '../../../lib/subgraph-client.ts';
import type { Identity } from '../../../lib/identity.ts';

export interface GuestValuationsMove {
  readonly guestSessionId: string;
  readonly userId: string;
  readonly requestId: string;
  readonly signal: AbortSignal;
}

export interface ValuationClient {
  /**
   * Makes a user the owner of everything a guest owns and returns how many valuations moved. Safe to repeat.
   * @throws AppError UPSTREAM_TIMEOUT after 2 s, UPSTREAM_UNAVAILABLE, or what the valuation subgraph answers.
   */
  migrateGuestValuations(move: GuestValuationsMove): Promise<number>;
  close(): Promise<void>;
}

const TIMEOUT_MS = 2_000;
const IDENTITY: Identity = { kind: 'service', id: 'user', roles: [], scopes: [], clientName: 'user' };
const MUTATION = `mutation MigrateGuestValuations($guestSessionId: ID!, $userId: ID!) {
  migrateGuestValuations(guestSessionId: $guestSessionId, userId: $userId)
}`;

export function createValuationClient(url: string, secrets: readonly string[]): ValuationClient {
  const client = createSubgraphClient({ service: 'valuation', url, secrets, timeoutMs: TIMEOUT_MS });
  return {
    async migrateGuestValuations({ guestSessionId, userId, requestId, signal }) {
      const { migrateGuestValuations } = await client.call<{ migrateGuestValuations: number }>({
        query: MUTATION,
        variables: { guestSessionId, userId },
        identity: IDENTITY,
        requestId,
        signal,
      });
      return migrateGuestValuations;
    },
    close: () => client.close(),
  };
}
