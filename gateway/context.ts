import type { Identity } from '../lib/identity.ts';
import type { OperationEffects } from './execution/operation-effects.ts';

/** What travels with one operation. */
export interface GatewayContext {
  readonly identity: Identity;
  readonly requestId: string;
  /** Aborted when the client goes away or the operation's deadline passes. */
  readonly signal: AbortSignal;
  readonly deadlineAtMs: number;
  readonly effects: OperationEffects;
}
