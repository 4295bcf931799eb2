import { createServer } from 'node:http';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { cdnHeadersOf, entityTagOf, matchesEntityTag } from '../../gateway/cache/cdn-headers.ts';
import type { AnswerFacts } from '../../gateway/cache/cdn-headers.ts';
import { surrogateKeysOf } from '../../gateway/cache/surrogate-keys.ts';

export interface OriginAnswer {
  readonly status?: number;
  /** What differs from a public answer of 300 s. */
  readonly facts?: Partial<AnswerFacts>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface CdnOrigin {
  readonly port: number;
  /** Requests so far, without those of the health probe, each as `METHOD url`. */
  readonly requests: IncomingMessage[];
  /** What is answered from now on; by default the caller's credentials and the number of the request. */
  answer(how: (request: IncomingMessage, count: number) => OriginAnswer | Promise<OriginAnswer>): void;
  /** Breaks every connection and refuses new ones, until `listen`. */
  refuse(): Promise<void>;
  listen(): Promise<void>;
}

export const identityOf = ({ headers }: IncomingMessage): string =>
  headers.authorization ?? (headers['x-api-key'] as string | undefined) ?? 'anonymous';

/** Stands for the gateway behind a CDN, with the gateway's own headers on its answers. */
export async function startCdnOrigin(): Promise<CdnOrigin> {
  const requests: IncomingMessage[] = [];
  const byDefault = (request: IncomingMessage, count: number): OriginAnswer => ({
    body: `${identityOf(request)} ${count}`,
  });
  let how: Parameters<CdnOrigin['answer']>[0] = byDefault;
  let port = 0;

  const server = createServer((request, response) => {
    if (request.url === '/api/v1/health') return void response.end('{}');
    requests.push(request);
    void (async () => {
      const { status = 200, facts, headers = {}, body = '' } = await how(request, requests.length);
      const contentType = request.headers.accept?.startsWith('application/graphql-response+json')
        ? 'application/graphql-response+json'
        : 'application/json';
      const cdnHeaders = cdnHeadersOf({
        scope: 'PUBLIC',
        freshForSeconds: 300,
        surrogateKeys: () => surrogateKeysOf(['Company:1'], 'Company'),
        isCanonicalGet: request.method === 'GET',
        hasCredentials: identityOf(request) !== 'anonymous',
        hasErrors: false,
        isPersonal: false,
        ...facts,
      });
      const etag = entityTagOf(contentType, body);
      for (const [name, value] of Object.entries({ ...cdnHeaders, etag, 'content-type': contentType, ...headers }))
        response.setHeader(name, value);
      if (status === 200 && matchesEntityTag(request.headers['if-none-match'], etag)) response.writeHead(304).end();
      else response.writeHead(status).end(body);
    })();
  });
  const listen = async (): Promise<void> => {
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    ({ port } = server.address() as AddressInfo);
  };
  await listen();
  return {
    get port() {
      return port;
    },
    requests,
    answer: (next) => void (how = next),
    listen,
    refuse: () =>
      new Promise((resolve) => {
        if (!server.listening) return resolve();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
