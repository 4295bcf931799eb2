import type { Identity } from '../lib/identity.ts';
import type { OperationEffects } from './execution/operation-effects.ts';
import type { ResolvedOperation } from './operations/persisted/resolve-operation.ts';

/** What travels with one operation. */
export interface GatewayContext {
  readonly identity: Identity;
  readonly requestId: string;
  /** Undefined for a request that names no operation. */
  readonly requested: ResolvedOperation | undefined;
  /** Aborted when the client goes away or the operation's deadline passes. */
  readonly signal: AbortSignal;
  readonly deadlineAtMs: number;
  readonly effects: OperationEffects;
}
