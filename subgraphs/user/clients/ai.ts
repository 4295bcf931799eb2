import { createSubgraphClient } from '../../../lib/subgraph-client.ts';
import { USER_SERVICE } from './user-service.ts';
import type { GuestMove } from './user-service.ts';

export interface AiClient {
  /**
   * Makes a user the owner of a guest's narratives. Safe to repeat.
   * @throws AppError UPSTREAM_TIMEOUT after 2 s, UPSTREAM_UNAVAILABLE, or what the ai subgraph answers.
   */
  migrateGuestNarratives(move: GuestMove): Promise<void>;
  close(): Promise<void>;
}

const TIMEOUT_MS = 2_000;
const MUTATION = `mutation MigrateGuestNarratives($guestSessionId: ID!, $userId: ID!) {
  migrateGuestNarratives(guestSessionId: $guestSessionId, userId: $userId)
}`;

export function createAiClient(url: string, secrets: readonly string[]): AiClient {
  const client = createSubgraphClient({ service: 'ai', url, secrets, timeoutMs: TIMEOUT_MS });
  return {
    async migrateGuestNarratives({ guestSessionId, userId, ...call }) {
      const variables = { guestSessionId, userId };
      await client.call({ query: MUTATION, variables, identity: USER_SERVICE, ...call });
    },
    close: () => client.close(),
  };
}
