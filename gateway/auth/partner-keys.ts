import { LRUCache } from 'lru-cache';
import { AppError } from '../../lib/errors.ts';
import type { Identity } from '../../lib/identity.ts';
import { sha256Hex } from '../../lib/sha256-hex.ts';
import { createSubgraphClient } from '../../lib/subgraph-client.ts';
import { createQuota } from './quota.ts';
import { RateLimitError } from './rate-limit.ts';
import { networkOf } from './network-of.ts';

export interface PartnerKeysOptions {
  /** GraphQL endpoint of the subgraph that issues the keys; without it no key is accepted. */
  readonly url: string | undefined;
  readonly secrets: readonly string[];
}

export interface PartnerKeys {
  /** The partner of an API key. @throws AppError UNAUTHENTICATED, RATE_LIMITED or UPSTREAM_UNAVAILABLE. */
  identify(apiKey: string, address: string): Promise<Identity>;
  close(): Promise<void>;
}

/** What the subgraph says of a key, and since when. */
interface Verified {
  readonly identity: Identity | undefined;
  readonly expiresAtMs: number;
  /** When the question was sent: the answer is at least as new. */
  readonly askedAtMs: number;
}

const API_KEY = /^vgk_([0-9a-f]{16})_[\w-]{43}$/;
const VERIFY = `query ($prefix: String!, $sha256: String!) {
  verifyPartnerKey(prefix: $prefix, sha256: $sha256) { partnerId clientName scopes expiresAt }
}`;
const GATEWAY: Identity = { kind: 'service', id: 'gateway', roles: [], scopes: [], clientName: 'gateway' };

/** So long a key is taken at its word … */
const FRESH_MS = 2_000;
/** … so long while it is asked about again; within 5 s of its revocation no gateway takes it, whatever fails. */
const USABLE_MS = 4_000;
const TIMEOUT_MS = 900;
const MAX_KEYS = 10_000;

/** Keys that turn out to be unknown are looked up so often, whoever guesses. */
const GUESSES_PER_ADDRESS_AND_MINUTE = 20;
const GUESSES_PER_SECOND = 200;
const MAX_ADDRESSES = 20_000;

function notValid(): AppError {
  return new AppError('UNAUTHENTICATED', 'The API key is not valid.');
}

function identityOf({ partnerId, clientName, scopes }: PartnerFacts): Identity {
  return { kind: 'partner', id: partnerId, partnerId, roles: ['partner'], scopes: [...scopes], clientName };
}

interface PartnerFacts {
  readonly partnerId: string;
  readonly clientName: string;
  readonly scopes: readonly string[];
  readonly expiresAt: string | null;
}

/** Verifies API keys with the subgraph that issues them, which is told their hashes and never the keys. */
export function createPartnerKeys({ url, secrets }: PartnerKeysOptions): PartnerKeys {
  const user =
    url === undefined ? undefined : createSubgraphClient({ service: 'user', url, secrets, timeoutMs: TIMEOUT_MS });
  const verified = new LRUCache<string, Verified>({ max: MAX_KEYS });
  const lookUps = new Map<string, Promise<Verified>>();
  const takeGuess = createQuota({ max: GUESSES_PER_SECOND, windowMs: 1_000, maxHolders: 1 });
  const takeGuessOf = createQuota({
    max: GUESSES_PER_ADDRESS_AND_MINUTE,
    windowMs: 60_000,
    maxHolders: MAX_ADDRESSES,
  });

  async function ask(sha256: string, prefix: string): Promise<Verified> {
    if (!user) throw new AppError('UNAUTHENTICATED', 'This gateway accepts no API keys: API_KEYS_URL is not set.');
    const askedAtMs = Date.now();
    const answer = user.call<{ verifyPartnerKey: PartnerFacts | null }>({
      query: VERIFY,
      variables: { prefix, sha256 },
      identity: GATEWAY,
      requestId: 'api-key-check',
    });
    const { verifyPartnerKey: facts } = await answer.catch((cause: unknown) => {
      throw new AppError('UPSTREAM_UNAVAILABLE', 'API keys cannot be checked at the moment: try again shortly.', {
        cause,
      });
    });
    const known = verified.get(sha256)?.identity;
    const found = facts ? identityOf(facts) : undefined;
    // The same object while nothing changes: what is derived from an identity is kept with the object.
    const identity = JSON.stringify(found) === JSON.stringify(known) ? known : found;
    const expiresAtMs = facts?.expiresAt ? Date.parse(facts.expiresAt) : Infinity;
    const entry = { identity, expiresAtMs, askedAtMs };
    verified.set(sha256, entry);
    return entry;
  }

  function lookUp(sha256: string, prefix: string): Promise<Verified> {
    const running = lookUps.get(sha256);
    if (running) return running;
    const started = ask(sha256, prefix).finally(() => lookUps.delete(sha256));
    lookUps.set(sha256, started);
    return started;
  }

  function requireIdentity({ identity, expiresAtMs }: Verified): Identity {
    if (!identity || expiresAtMs <= Date.now()) throw notValid();
    return identity;
  }

  return {
    async identify(apiKey, address) {
      const [, prefix] = API_KEY.exec(apiKey) ?? [];
      if (prefix === undefined) throw notValid();
      const sha256 = sha256Hex(apiKey);
      const known = verified.get(sha256);
      const ageMs = known ? Date.now() - known.askedAtMs : Infinity;
      if (known && ageMs < FRESH_MS) return requireIdentity(known);
      if (known?.identity) {
        const asking = lookUp(sha256, prefix);
        if (ageMs >= USABLE_MS) return requireIdentity(await asking);
        // If that fails, the next request asks again.
        asking.catch(() => undefined);
        return requireIdentity(known);
      }
      if (!takeGuessOf(networkOf(address))) throw new RateLimitError(60);
      if (!takeGuess('all')) throw new RateLimitError(1);
      return requireIdentity(await lookUp(sha256, prefix));
    },
    close: async () => user?.close(),
  };
}
