import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from 'vitest';
import type { CdnApi } from '../../../gateway/cache/purge/cdn-api.ts';
import { createCdnApi } from '../../../gateway/cache/purge/cdn-config.ts';
import type { CdnConfig } from '../../../gateway/cache/purge/cdn-config.ts';

const TOKEN = 'tests-token-0123456789';

interface Call {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** What a CDN documents of its purge: which calls it takes, and how it answers. */
interface Contract {
  readonly config: Omit<CdnConfig, 'CDN_PURGE_URLS' | 'CDN_PURGE_TOKEN'>;
  readonly mostKeys: number;
  readonly isAuthorized: (call: Call) => boolean;
  /** The keys of a well-formed call. */
  readonly keysOf: (call: Call) => readonly string[] | undefined;
  readonly done: (keys: readonly string[]) => object | string;
  readonly refusal: (message: string) => object | string;
}

const bearer = ({ headers }: Call): boolean => headers.authorization === `Bearer ${TOKEN}`;
const json = ({ headers, body }: Call): { tags?: string[]; target?: string } =>
  headers['content-type'] === 'application/json' ? (JSON.parse(body) as { tags?: string[] }) : {};

const CONTRACTS: Record<string, Contract> = {
  // PURGE / with xkey-purge, as deploy/cdn/varnish/gateway.vcl reads it.
  varnish: {
    config: { CDN: 'varnish' },
    mostKeys: 1_000,
    isAuthorized: bearer,
    keysOf: ({ method, headers }) =>
      method === 'PURGE' ? (headers['xkey-purge'] as string | undefined)?.split(' ') : undefined,
    done: (keys) => `Purged ${keys.length}`,
    refusal: (message) => message,
  },
  // https://www.fastly.com/documentation/reference/api/purging/: POST /service/{service_id}/purge
  fastly: {
    config: { CDN: 'fastly', CDN_ID: 'SU1Z0isxPaozGVKXdv0eY' },
    mostKeys: 256,
    isAuthorized: ({ headers }) => headers['fastly-key'] === TOKEN,
    keysOf: ({ method, url, headers }) =>
      method === 'POST' && url === '/service/SU1Z0isxPaozGVKXdv0eY/purge' && headers['fastly-soft-purge'] === undefined
        ? (headers['surrogate-key'] as string | undefined)?.split(' ')
        : undefined,
    done: (keys) => Object.fromEntries(keys.map((key, i) => [key, `108-1391560174-${i}`])),
    refusal: (message) => ({ msg: message }),
  },
  // https://developers.cloudflare.com/api/resources/cache/methods/purge/: POST /zones/{zone_id}/purge_cache
  cloudflare: {
    config: { CDN: 'cloudflare', CDN_ID: '023e105f4ecef8ad9ca31a8372d0c353' },
    mostKeys: 30,
    isAuthorized: bearer,
    keysOf: (call) =>
      call.method === 'POST' && call.url === '/client/v4/zones/023e105f4ecef8ad9ca31a8372d0c353/purge_cache'
        ? json(call).tags
        : undefined,
    done: () => ({ success: true, errors: [], messages: [], result: { id: '023e105f4ecef8ad9ca31a8372d0c353' } }),
    refusal: (message) => ({ success: false, errors: [{ code: 1_000, message }], messages: [], result: null }),
  },
  // https://vercel.com/docs/rest-api/reference/endpoints/edge-cache: POST /v1/edge-cache/dangerously-delete-by-tags
  vercel: {
    config: { CDN: 'vercel', CDN_ID: 'prj_12HKQaOmR5t5Uy6vdcQsNIiZgHGB', CDN_TEAM_ID: 'team_1' },
    mostKeys: 16,
    isAuthorized: bearer,
    keysOf: (call) =>
      call.method === 'POST' &&
      call.url ===
        '/v1/edge-cache/dangerously-delete-by-tags?projectIdOrName=prj_12HKQaOmR5t5Uy6vdcQsNIiZgHGB&teamId=team_1' &&
      json(call).target === 'production'
        ? json(call).tags
        : undefined,
    done: () => '',
    refusal: (message) => ({ error: { code: 'bad_request', message } }),
  },
};

let server: Server | undefined;
let calls: Call[] = [];

type Script = (call: Call, response: ServerResponse) => boolean;

/** A CDN that keeps to its contract, unless the script answers first. */
async function startCdn(contract: Contract, script: Script = () => false): Promise<string> {
  calls = [];
  const answer = (response: ServerResponse, status: number, body: object | string): void => {
    response.statusCode = status;
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  };
  server = createServer((request, response) => {
    void text(request).then((body) => {
      const call = { method: request.method, url: request.url, headers: request.headers, body };
      calls.push(call);
      if (script(call, response)) return;
      if (!contract.isAuthorized(call)) return answer(response, 403, contract.refusal('Invalid token'));
      const keys = contract.keysOf(call);
      if (!keys || keys.length === 0 || keys.length > contract.mostKeys)
        return answer(response, 400, contract.refusal('Malformed purge'));
      answer(response, 200, contract.done(keys));
    });
  });
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

afterEach(
  () =>
    new Promise<void>((resolve) => {
      server?.close(() => resolve());
      server?.closeAllConnections();
    }),
);

const apiOf = ({ config }: Contract, url: string, token = TOKEN): CdnApi =>
  createCdnApi({ ...config, CDN_PURGE_URLS: [url], CDN_PURGE_TOKEN: token }) as CdnApi;
const signal = (): AbortSignal => AbortSignal.timeout(10_000);

for (const [name, contract] of Object.entries(CONTRACTS))
  describe(`purging at ${name}`, () => {
    it('names the keys as the CDN documents it, as many as it takes in one call', async () => {
      const api = apiOf(contract, await startCdn(contract));
      const keys = Array.from({ length: Math.min(contract.mostKeys, 300) }, (_, i) => `Company:${i}`);
      await api.purge(keys, signal());
      expect(calls.map((call) => contract.keysOf(call))).toEqual([keys]);
      expect(api.mostKeys).toBe(contract.mostKeys);
    });

    it('is refused for good with a wrong token, in words that hold no token', async () => {
      const api = apiOf(contract, await startCdn(contract), 'another-token-0123456789');
      const refusal = await api.purge(['a'], signal()).catch((error: unknown) => error as Error);
      expect(refusal).toMatchObject({ name: 'CdnRefusal', isFinal: true });
      expect((refusal as Error).message).toMatch(/answered a purge with 403: .*Invalid token/);
      expect((refusal as Error).message).not.toContain('another-token');
    });

    it('may be tried again after as long as the CDN says, when it is asked too often', async () => {
      const api = apiOf(
        contract,
        await startCdn(contract, (_call, response) => {
          response.writeHead(429, { 'retry-after': '7' }).end(JSON.stringify(contract.refusal('Too many')));
          return true;
        }),
      );
      await expect(api.purge(['a'], signal())).rejects.toMatchObject({ isFinal: false, retryAfterMs: 7_000 });
    });

    it('may be tried again when the CDN fails or breaks the connection', async () => {
      const url = await startCdn(contract, (_call, response) => {
        if (calls.length === 1) response.writeHead(503).end('no');
        else response.destroy();
        return true;
      });
      const api = apiOf(contract, url);
      await expect(api.purge(['a'], signal())).rejects.toMatchObject({ isFinal: false });
      const broken = await api.purge(['a'], signal()).catch((error: unknown) => error);
      expect(broken).toBeInstanceOf(TypeError);
    });

    it('ends when its time is up', async () => {
      const api = apiOf(contract, await startCdn(contract, () => true));
      const ending = new AbortController();
      const purging = api.purge(['a'], ending.signal);
      await expect.poll(() => calls.length).toBe(1);
      ending.abort(new Error('its time is up'));
      await expect(purging).rejects.toThrow('its time is up');
    });
  });

describe('purging at several places and with errors in a 200', () => {
  it('reaches every Varnish', async () => {
    const contract = CONTRACTS['varnish'] as Contract;
    const url = await startCdn(contract);
    const api = createCdnApi({ CDN: 'varnish', CDN_PURGE_URLS: [`${url}/a`, `${url}/b`], CDN_PURGE_TOKEN: TOKEN });
    await api?.purge(['key'], signal());
    expect(calls.map(({ url: called }) => called).sort()).toEqual(['/a', '/b']);
  });

  it('is not done when Cloudflare says so in its answer', async () => {
    const contract = CONTRACTS['cloudflare'] as Contract;
    const url = await startCdn(contract, (_call, response) => {
      response.end(JSON.stringify(contract.refusal('Invalid zone')));
      return true;
    });
    await expect(apiOf(contract, url).purge(['a'], signal())).rejects.toThrow(
      'Cloudflare did not purge: Invalid zone (1000)',
    );
  });
});

describe('the settings of a CDN', () => {
  it('name what is missing', () => {
    const create = (config: Partial<CdnConfig>) => () => createCdnApi({ CDN_PURGE_URLS: [], ...config });
    expect(create({})()).toBeUndefined();
    expect(create({ CDN: 'fastly', CDN_ID: 'x' })).toThrow('CDN_PURGE_TOKEN is required with CDN=fastly');
    expect(create({ CDN: 'vercel', CDN_PURGE_TOKEN: TOKEN })).toThrow('CDN_ID is required with CDN=vercel');
    expect(create({ CDN: 'varnish', CDN_PURGE_TOKEN: TOKEN })).toThrow('CDN_PURGE_URLS is required with CDN=varnish');
  });
});
