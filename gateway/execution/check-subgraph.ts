import { request } from 'undici';
import type { Dispatcher } from 'undici';
import { z } from 'zod';

const CHECK_TIMEOUT_MS = 1_000;

const readiness = z.object({ status: z.enum(['ok', 'unavailable']) });
const graphqlAnswer = z.union([z.object({ data: z.object({}) }), z.object({ errors: z.array(z.unknown()) })]);

async function jsonOf(body: Dispatcher.ResponseData['body']): Promise<unknown> {
  try {
    return JSON.parse(await body.text());
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/**
 * Resolves when the subgraph can serve. Ours say so at `/health/ready`; any other answers there whatever it likes, and
 * is asked the smallest operation there is. Rejects within 1 s otherwise.
 */
export async function checkSubgraph(url: string, dispatcher: Dispatcher): Promise<void> {
  const options = { dispatcher, signal: AbortSignal.timeout(CHECK_TIMEOUT_MS) };
  const health = await request(new URL('/health/ready', url), options);
  const report = readiness.safeParse(await jsonOf(health.body));
  if (report.success) {
    if (health.statusCode === 200 && report.data.status === 'ok') return;
    throw new Error(`${url} is not ready: ${health.statusCode}`);
  }

  const answer = await request(url, {
    ...options,
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: '{"query":"{__typename}"}',
  });
  // An operation that is refused, for want of a token say, is an answer too.
  const isGraphQL = graphqlAnswer.safeParse(await jsonOf(answer.body)).success;
  if (answer.statusCode >= 500 || !isGraphQL) throw new Error(`${url} does not serve GraphQL: ${answer.statusCode}`);
}
