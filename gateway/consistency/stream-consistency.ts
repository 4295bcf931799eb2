import { CONSISTENCY_TOKEN_TTL_SECONDS, mergeConsistencyTokens } from '../../lib/consistency-token.ts';

/** What the operations of a stream must see of the databases: what the client brought, and what they have written since. */
export class StreamConsistency {
  #token: string | undefined;
  #expiresAtMs = 0;

  constructor(token: string | undefined) {
    if (token !== undefined) this.add(token);
  }

  get required(): string | undefined {
    return Date.now() < this.#expiresAtMs ? this.#token : undefined;
  }

  add(token: string): void {
    this.#token = mergeConsistencyTokens(this.required, token);
    this.#expiresAtMs = Date.now() + CONSISTENCY_TOKEN_TTL_SECONDS * 1_000;
  }
}
