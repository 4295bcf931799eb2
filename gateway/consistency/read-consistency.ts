import type { IncomingHttpHeaders } from 'node:http';
import { PRIMARY_ONLY, requiredPositions } from '../../lib/consistency-token.ts';
import type { Identity } from '../../lib/identity.ts';
import { CONSISTENCY_TOKEN_HEADER } from '../../lib/platform-headers.ts';
import { createQuota, holderOf } from '../auth/quota.ts';
import { RateLimitError } from '../auth/rate-limit.ts';

/** Carries the token for browsers, whose scripts never see it. */
export const CONSISTENCY_COOKIE = 'consistency-token';

/**
 * What the client must see of the databases: its token, `PRIMARY_ONLY` for one that cannot be believed, or undefined. With
 * anything but undefined no answer comes from a cache or is kept in one.
 * @throws RateLimitError for more unbelievable tokens a minute than an honest client can have.
 */
export type ReadConsistency = (headers: IncomingHttpHeaders, identity: Identity, address: string) => string | undefined;

const UNBELIEVABLE_PER_MINUTE = 60;
const MAX_HOLDERS = 20_000;
const COOKIE = new RegExp(`(?:^|;\\s*)${CONSISTENCY_COOKIE}=([^;]*)`);

function tokenOf(headers: IncomingHttpHeaders): string | undefined {
  const header = headers[CONSISTENCY_TOKEN_HEADER];
  return header === undefined ? COOKIE.exec(headers.cookie ?? '')?.[1] : String(header);
}

/** Reads tokens that were signed with one of the secrets; without secrets there are none. */
export function createConsistencyReader(secrets: readonly string[]): ReadConsistency {
  const takeUnbelievable = createQuota({ max: UNBELIEVABLE_PER_MINUTE, windowMs: 60_000, maxHolders: MAX_HOLDERS });

  return (headers, identity, address) => {
    if (secrets.length === 0) return undefined;
    const token = tokenOf(headers);
    if (token === undefined || token === '') return undefined;
    if (requiredPositions(secrets, token, Date.now()) !== PRIMARY_ONLY) return token;
    if (!takeUnbelievable(holderOf(identity, address))) throw new RateLimitError(60);
    return PRIMARY_ONLY;
  };
}
