import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

export interface KeepableAnswers {
  readonly url: string;
  close(): Promise<void>;
}

const OF_THE_CONNECTION = new Set([
  'host',
  'connection',
  'keep-alive',
  'transfer-encoding',
  'content-encoding',
  'content-length',
]);

/** Stands before a subgraph and calls each answer that may not be kept private for five minutes. */
export async function startKeepableAnswers(target: string): Promise<KeepableAnswers> {
  const server = createServer((request, response) => {
    void (async () => {
      const given = Object.entries(request.headers as Record<string, string>);
      const answer = await fetch(new URL(request.url ?? '', target), {
        method: request.method ?? 'POST',
        headers: Object.fromEntries(given.filter(([name]) => !OF_THE_CONNECTION.has(name))),
        body: await buffer(request),
      });
      for (const [name, value] of answer.headers) if (!OF_THE_CONNECTION.has(name)) response.setHeader(name, value);
      if (!answer.headers.get('cache-control')?.includes('max-age'))
        response.setHeader('cache-control', 'private, max-age=300');
      response.writeHead(answer.status).end(Buffer.from(await answer.arrayBuffer()));
    })().catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
