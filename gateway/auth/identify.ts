import type { IncomingHttpHeaders } from 'node:http';
import { ANONYMOUS } from '../../lib/identity.ts';
import type { Identity } from '../../lib/identity.ts';
import type { Redis } from '../../lib/redis.ts';
import type { GatewayConfig } from '../config.ts';
import { createAuthenticator } from './authenticate.ts';
import { createCredentialWatch } from './credential-watch.ts';
import type { WatchCredentials } from './credential-watch.ts';
import { createPartnerKeys } from './partner-keys.ts';
import { createRateLimit } from './rate-limit.ts';
import type { RequireCapacity } from './rate-limit.ts';

export interface Identification {
  /**
   * Who is asking, which counts as one request. At once for most, since promises would cost a request more than all else of
   * this. @throws AppError UNAUTHENTICATED, RATE_LIMITED or UPSTREAM_UNAVAILABLE, or rejects with it.
   */
  readonly identify: (headers: IncomingHttpHeaders, address: string) => Identity | Promise<Identity>;
  /** Counts one more request of somebody identified. */
  readonly requireCapacity: RequireCapacity;
  /** For streams, which outlive the request that began them. */
  readonly watchCredentials: WatchCredentials;
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
  const admit = (identity: Identity, address: string): Identity | Promise<Identity> =>
    requireCapacity(identity, address)?.then(() => identity) ?? identity;
  return {
    identify(headers, address) {
      const identity = authenticate(headers, address);
      if (!(identity instanceof Promise)) return admit(identity, address);
      return identity.then(
        (found) => admit(found, address),
        async (error: unknown) => {
          // A refused token counts against its address, so that guessing is limited too.
          await requireCapacity(ANONYMOUS, address);
          throw error;
        },
      );
    },
    requireCapacity,
    watchCredentials: createCredentialWatch(partnerKeys),
    close: () => partnerKeys.close(),
  };
}
