import type { IncomingHttpHeaders } from 'node:http';
import { ANONYMOUS } from '../../lib/identity.ts';
import type { Identity } from '../../lib/identity.ts';
import type { Redis } from '../../lib/redis.ts';
import type { GatewayConfig } from '../config.ts';
import { createAuthenticator } from './authenticate.ts';
import { createPartnerKeys } from './partner-keys.ts';
import { createRateLimit } from './rate-limit.ts';
import type { RequireCapacity } from './rate-limit.ts';

export interface Identification {
  /** Who is asking, which counts as one request. @throws AppError UNAUTHENTICATED, RATE_LIMITED or UPSTREAM_UNAVAILABLE. */
  readonly identify: (headers: IncomingHttpHeaders, address: string) => Promise<Identity>;
  /** Counts one more request of somebody identified. */
  readonly requireCapacity: RequireCapacity;
  close(): Promise<void>;
}

/** Identities of tokens and API keys, and their share of the minute. */
export function createIdentification(config: GatewayConfig, redis: Redis | undefined): Identification {
  const partnerKeys = createPartnerKeys({ url: config.API_KEYS_URL, secrets: config.SIGNING_SECRETS });
  const authenticate = createAuthenticator({ jwksUrl: config.JWKS_URL, partnerKeys });
  const requireCapacity = createRateLimit({
    perAccount: config.RATE_LIMIT_PER_MINUTE,
    perAnonymousAddress: config.ANONYMOUS_RATE_LIMIT_PER_MINUTE,
    redis,
  });
  return {
    async identify(headers, address) {
      // A refused token counts against its address, so that guessing is limited too.
      const identity = await authenticate(headers, address).catch(async (error: unknown) => {
        await requireCapacity(ANONYMOUS, address);
        throw error;
      });
      await requireCapacity(identity, address);
      return identity;
    },
    requireCapacity,
    close: () => partnerKeys.close(),
  };
}
