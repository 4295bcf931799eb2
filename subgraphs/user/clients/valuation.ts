import { createSubgraphClient } from '../../../lib/subgraph-client.ts';
import { USER_SERVICE } from './user-service.ts';
import type { GuestMove } from './user-service.ts';

export interface ValuationClient {
  /**
   * Makes a user the owner of everything a guest owns and returns how many valuations moved. Safe to repeat.
   * @throws AppError UPSTREAM_TIMEOUT after 2 s, UPSTREAM_UNAVAILABLE, or what the valuation subgraph answers.
   */
  migrateGuestValuations(move: GuestMove): Promise<number>;
  close(): Promise<void>;
}

const TIMEOUT_MS = 2_000;
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
        identity: USER_SERVICE,
        requestId,
        signal,
      });
      return migrateGuestValuations;
    },
    close: () => client.close(),
  };
}
