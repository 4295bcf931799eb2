import type { IncomingHttpHeaders } from 'node:http';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { PRIMARY_ONLY, requiredPositions } from '../../lib/consistency-token.ts';
import type { Identity } from '../../lib/identity.ts';
import { CONSISTENCY_TOKEN_HEADER } from '../../lib/platform-headers.ts';
import { RateLimitError } from '../auth/rate-limit.ts';

/** Carries the token for browsers, whose scripts never see it. */
export const CONSISTENCY_COOKIE = 'consistency-token';

/**
 * What the client must see of the databases: its token, `PRIMARY_ONLY` for one that cannot be believed, or undefined. With
 * anything but undefined no answer comes from a cache or is kept in one.
 * @throws RateLimitError for more unbelievable tokens a minute than an honest client can have.
 */
export type ReadConsistency = (
  headers: IncomingHttpHeaders,
  identity: Identity,
  address: string,
) => Promise<string> | string | undefined;

const UNBELIEVABLE_PER_MINUTE = 60;
const COOKIE = new RegExp(`(?:^|;\\s*)${CONSISTENCY_COOKIE}=([^;]*)`);

function tokenOf(headers: IncomingHttpHeaders): string | undefined {
  const header = headers[CONSISTENCY_TOKEN_HEADER];
  return header === undefined ? COOKIE.exec(headers.cookie ?? '')?.[1] : String(header);
}

/** Reads tokens that were signed with one of the secrets; without secrets there are none. */
export function createConsistencyReader(secrets: readonly string[]): ReadConsistency {
  const unbelievable = new RateLimiterMemory({ points: UNBELIEVABLE_PER_MINUTE, duration: 60 });

  async function countUnbelievable(key: string): Promise<string> {
    try {
      await unbelievable.consume(key);
    } catch (error) {
      if (error instanceof RateLimiterRes) throw new RateLimitError(Math.max(1, Math.ceil(error.msBeforeNext / 1_000)));
      throw error;
    }
    return PRIMARY_ONLY;
  }

  return (headers, { kind, id }, address) => {
    if (secrets.length === 0) return undefined;
    const token = tokenOf(headers);
    if (token === undefined || token === '') return undefined;
    if (requiredPositions(secrets, token, Date.now()) !== PRIMARY_ONLY) return token;
    return countUnbelievable(kind === 'anonymous' ? address : `${kind}:${id}`);
  };
}
