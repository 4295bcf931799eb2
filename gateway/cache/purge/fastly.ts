import { callCdn } from './cdn-api.ts';
import type { CdnApi } from './cdn-api.ts';

export interface FastlyOptions {
  readonly url: string;
  readonly serviceId: string;
  readonly token: string;
}

/**
 * Fastly's batch purge: https://www.fastly.com/documentation/reference/api/purging/. Not a soft purge: that would let
 * stale-while-revalidate send the old answer once more, after the write.
 */
export function createFastlyApi({ url, serviceId, token }: FastlyOptions): CdnApi {
  return {
    name: 'Fastly',
    mostKeys: 256,
    mostKeysBytes: 16_384,
    async purge(keys, signal) {
      await callCdn('Fastly', `${url}/service/${encodeURIComponent(serviceId)}/purge`, {
        method: 'POST',
        headers: { 'fastly-key': token, 'surrogate-key': keys.join(' '), accept: 'application/json' },
        signal,
      });
    },
  };
}
