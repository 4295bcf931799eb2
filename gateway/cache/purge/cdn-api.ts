/** What a CDN offers for purging: its answers that carry any of some surrogate keys are dropped at every place. */
export interface CdnApi {
  readonly name: string;
  /** Most keys, and most bytes of keys with a separator each, that one call may name. */
  readonly mostKeys: number;
  readonly mostKeysBytes: number;
  /** Resolves when the CDN has taken the purge. @throws CdnRefusal, or the network's own error. */
  purge(keys: readonly string[], signal: AbortSignal): Promise<void>;
}

/** The CDN did not take a purge. */
export class CdnRefusal extends Error {
  override readonly name = 'CdnRefusal';
  /** Whether the same call would be refused again: a wrong token, an unknown service. */
  readonly isFinal: boolean;
  /** How long the CDN asks to wait. */
  readonly retryAfterMs: number | undefined;

  constructor(message: string, { isFinal = false, retryAfterMs }: { isFinal?: boolean; retryAfterMs?: number } = {}) {
    super(message);
    this.isFinal = isFinal;
    this.retryAfterMs = retryAfterMs;
  }
}

const SHOWN_CHARACTERS = 200;

/** Of `Retry-After`, in seconds or as a date. */
function retryAfterMsOf(header: string | null, nowMs: number): number | undefined {
  if (header === null) return undefined;
  const waitMs = /^\d+$/.test(header) ? Number(header) * 1_000 : Date.parse(header) - nowMs;
  return Number.isFinite(waitMs) ? Math.max(0, waitMs) : undefined;
}

/** One call to a CDN; returns the text of its answer. @throws CdnRefusal when that is not a 2xx. */
export async function callCdn(name: string, url: string, init: RequestInit): Promise<string> {
  const response = await fetch(url, { ...init, redirect: 'error' });
  const text = await response.text();
  if (response.ok) return text;
  const { status } = response;
  const retryAfterMs = retryAfterMsOf(response.headers.get('retry-after'), Date.now());
  throw new CdnRefusal(`${name} answered a purge with ${status}: ${text.slice(0, SHOWN_CHARACTERS)}`, {
    isFinal: status < 500 && status !== 408 && status !== 429,
    ...(retryAfterMs !== undefined && { retryAfterMs }),
  });
}
