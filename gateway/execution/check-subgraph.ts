import { request } from 'undici';
import type { Dispatcher } from 'undici';

const CHECK_TIMEOUT_MS = 1_000;

/**
 * Resolves when the subgraph can serve. Ours say so at `/health/ready`; one that has no such route is asked the
 * smallest operation there is. Rejects within 1 s otherwise.
 */
export async function checkSubgraph(url: string, dispatcher: Dispatcher): Promise<void> {
  const options = { dispatcher, signal: AbortSignal.timeout(CHECK_TIMEOUT_MS) };
  const health = await request(new URL('/health/ready', url), options);
  await health.body.dump();
  if (health.statusCode === 200) return;
  if (health.statusCode !== 404) throw new Error(`${url} is not ready: ${health.statusCode}`);

  const answer = await request(url, {
    ...options,
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"query":"{__typename}"}',
  });
  await answer.body.dump();
  if (answer.statusCode !== 200) throw new Error(`${url} does not serve GraphQL: ${answer.statusCode}`);
}
