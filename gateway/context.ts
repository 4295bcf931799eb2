import type { Identity } from '../lib/identity.ts';

/** What travels with one operation. */
export interface GatewayContext {
  readonly identity: Identity;
  readonly requestId: string;
  /** Aborted when the client goes away or the operation's deadline passes. */
  readonly signal: AbortSignal;
  readonly deadlineAtMs: number;
}
