import { callCdn, CdnRefusal } from './cdn-api.ts';
import type { CdnApi } from './cdn-api.ts';

export interface CloudflareOptions {
  readonly url: string;
  readonly zoneId: string;
  readonly token: string;
}

interface CloudflareAnswer {
  readonly success?: boolean;
  readonly errors?: readonly { readonly code: number; readonly message: string }[];
}

/** Cloudflare's purge by tag: https://developers.cloudflare.com/api/resources/cache/methods/purge/. */
export function createCloudflareApi({ url, zoneId, token }: CloudflareOptions): CdnApi {
  return {
    name: 'Cloudflare',
    // What every plan takes in one call; some take 100.
    mostKeys: 30,
    mostKeysBytes: 16_384,
    async purge(keys, signal) {
      const text = await callCdn('Cloudflare', `${url}/client/v4/zones/${encodeURIComponent(zoneId)}/purge_cache`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify({ tags: keys }),
        signal,
      });
      const { success, errors = [] } = JSON.parse(text) as CloudflareAnswer;
      if (success) return;
      const reasons = errors.map(({ code, message }) => `${message} (${code})`).join(', ');
      throw new CdnRefusal(`Cloudflare did not purge: ${reasons}`, { isFinal: true });
    },
  };
}
