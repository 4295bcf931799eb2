import { describe, expect, it } from 'vitest';
import { createInflightSharing } from './inflight.ts';
import type { SubgraphAnswer, SubgraphFetch, SubgraphRequest } from './subgraph-fetch.ts';

const query: SubgraphRequest = {
  serviceName: 'products',
  query: '{ products { upc } }',
  operationName: undefined,
  variables: {},
  kind: 'query',
};

function createPending() {
  const calls: { answer: (answer: SubgraphAnswer) => void; fail: (error: Error) => void; signal: AbortSignal }[] = [];
  const fetch: SubgraphFetch = (_request, signal) =>
    new Promise((answer, fail) => {
      calls.push({ answer, fail, signal });
    });
  return { calls, fetch };
}

const { signal } = new AbortController();

describe('identical queries under way at the same time', () => {
  it('are one request, and each caller is told that others have the answer too', async () => {
    const { calls, fetch } = createPending();
    const shared = createInflightSharing().share('anyone', fetch);
    const both = [shared(query, signal), shared({ ...query }, signal)];
    calls[0]?.answer({ data: { products: [{ upc: '1' }] } });
    const [one, other] = await Promise.all(both);
    expect(calls).toHaveLength(1);
    expect([one?.isShared, other?.isShared]).toEqual([true, true]);
    const alone = shared(query, signal);
    calls[1]?.answer({ data: {} });
    expect((await alone).isShared).toBeUndefined();
  });

  it('fail together, and are asked anew afterwards', async () => {
    const { calls, fetch } = createPending();
    const shared = createInflightSharing().share('anyone', fetch);
    const both = [shared(query, signal), shared(query, signal)];
    calls[0]?.fail(new Error('refused'));
    const settled = await Promise.allSettled(both);
    expect(settled.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    void shared(query, signal);
    expect(calls).toHaveLength(2);
  });

  it('stay apart for other identities, variables and mutations', () => {
    const { calls, fetch } = createPending();
    const share = createInflightSharing().share;
    const requests = [query, { ...query, variables: { first: 1 } }, { ...query, kind: 'mutation' as const }];
    for (const request of requests) {
      void share('a', fetch)(request, signal);
      void share('b', fetch)(request, signal);
    }
    expect(calls).toHaveLength(6);
  });

  it('go on for the others when one caller leaves, and are aborted when the last one does', async () => {
    const { calls, fetch } = createPending();
    const shared = createInflightSharing().share('anyone', fetch);
    const [first, second] = [new AbortController(), new AbortController()];
    const left = shared(query, first.signal);
    const stayed = shared(query, second.signal);
    first.abort(new Error('closed'));
    await expect(left).rejects.toThrow('closed');
    expect(calls[0]?.signal.aborted).toBe(false);
    second.abort(new Error('closed too'));
    await expect(stayed).rejects.toThrow('closed too');
    expect(calls[0]?.signal.aborted).toBe(true);
  });
});
