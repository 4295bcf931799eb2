import { callCdn } from './cdn-api.ts';
import type { CdnApi } from './cdn-api.ts';

export interface VarnishOptions {
  /** Base URL of every Varnish before the gateway. */
  readonly urls: readonly string[];
  readonly token: string;
}

/** Varnish with `deploy/cdn/varnish/gateway.vcl`: `PURGE /` with the keys in `xkey-purge`. */
export function createVarnishApi({ urls, token }: VarnishOptions): CdnApi {
  return {
    name: 'Varnish',
    mostKeys: 1_000,
    // Varnish takes header lines of 8 KB.
    mostKeysBytes: 6_000,
    async purge(keys, signal) {
      const headers = { authorization: `Bearer ${token}`, 'xkey-purge': keys.join(' ') };
      await Promise.all(urls.map((url) => callCdn('Varnish', url, { method: 'PURGE', headers, signal })));
    },
  };
}
