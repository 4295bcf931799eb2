import type { Identity } from '../../../lib/identity.ts';

/** As whom this subgraph calls others. */
export const USER_SERVICE: Identity = { kind: 'service', id: 'user', roles: [], scopes: [], clientName: 'user' };

/** What a guest owns, on its way to a user. */
export interface GuestMove {
  readonly guestSessionId: string;
  readonly userId: string;
  readonly requestId: string;
  readonly signal: AbortSignal;
}
