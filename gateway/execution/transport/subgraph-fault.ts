import { GraphQLError } from 'graphql';
import { ERROR_TABLE } from '../../../lib/errors.ts';

/**
 * `timeout`: no whole answer in time · `connection`: it broke or never came about · `answer`: what came cannot be used ·
 * `circuit-open`: nothing was sent · `caller-gone`: nobody waits for the answer any more.
 */
export type FaultKind = 'timeout' | 'connection' | 'answer' | 'circuit-open' | 'caller-gone';

/** Why a subgraph gave nothing that can be used. The message is for the log, never for a client. */
export class SubgraphFault extends Error {
  override readonly name = 'SubgraphFault';
  readonly kind: FaultKind;

  constructor(kind: FaultKind, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.kind = kind;
  }
}

/** What a client may know of a fault: the code UPSTREAM_TIMEOUT or UPSTREAM_UNAVAILABLE, and which service it was. */
export function outageOf(fault: SubgraphFault, service: string): GraphQLError {
  const late = fault.kind === 'timeout' || fault.kind === 'caller-gone';
  const code = late ? 'UPSTREAM_TIMEOUT' : 'UPSTREAM_UNAVAILABLE';
  return new GraphQLError(ERROR_TABLE[code].publicMessage, { extensions: { code, service }, originalError: fault });
}
