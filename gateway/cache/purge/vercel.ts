import { callCdn } from './cdn-api.ts';
import type { CdnApi } from './cdn-api.ts';

export interface VercelOptions {
  readonly url: string;
  readonly project: string;
  /** Of a project that belongs to a team. */
  readonly teamId: string | undefined;
  readonly token: string;
}

/**
 * Vercel's deletion by tag: https://vercel.com/docs/rest-api/reference/endpoints/edge-cache. Not its invalidation by tag,
 * which sends the old answer once more while it fetches a fresh one.
 */
export function createVercelApi({ url, project, teamId, token }: VercelOptions): CdnApi {
  const query = new URLSearchParams({ projectIdOrName: project, ...(teamId !== undefined && { teamId }) });
  return {
    name: 'Vercel',
    mostKeys: 16,
    mostKeysBytes: 16_384,
    async purge(keys, signal) {
      await callCdn('Vercel', `${url}/v1/edge-cache/dangerously-delete-by-tags?${query.toString()}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify({ tags: keys, target: 'production' }),
        signal,
      });
    },
  };
}
