import { execFile } from 'node:child_process';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createVarnishApi } from '../../../gateway/cache/purge/varnish.ts';
import { keysToPurge, surrogateKeysOf } from '../../../gateway/cache/surrogate-keys.ts';
import { findFreePorts } from '../../../lib/cluster/free-port.ts';
import { findOnPath } from '../../../lib/cluster/find-on-path.ts';
import { startNginx, startVarnish } from '../../../scripts/platform/cdn-process.ts';
import type { CdnProcess } from '../../../scripts/platform/cdn-process.ts';
import { identityOf, startCdnOrigin } from '../../support/cdn-origin.ts';
import type { CdnOrigin } from '../../support/cdn-origin.ts';

const PURGE_TOKEN = 'tests-purge-token-0123456789abcdef';
const ROOT = path.join(import.meta.dirname, '../../..');
const varnishd = await findOnPath('varnishd');
const nginx = await findOnPath('nginx');
if (varnishd === undefined) console.warn('SKIPPED: the tests of Varnish, since varnishd is not on the PATH.');
if (nginx === undefined) console.warn('SKIPPED: the tests of nginx, since it is not on the PATH.');

let directory: string;
let origin: CdnOrigin;
let cdn: CdnProcess;
let paths = 0;

/** A path that no test has asked for. */
const freshPath = (): string => `/p/web/operation-${paths++}?variables=%7B%22id%22%3A1%7D`;
const get = async (url: string, headers: Record<string, string> = {}, method = 'GET') => {
  const response = await fetch(`${cdn.url}${url}`, { method, headers, signal: AbortSignal.timeout(10_000) });
  return { status: response.status, headers: response.headers, text: await response.text() };
};
const purge = (headers: Record<string, string>) => get('/', headers, 'PURGE');

async function start(startServer: typeof startVarnish): Promise<void> {
  directory = await mkdtemp(path.join(tmpdir(), 'cdn-'));
  await chmod(directory, 0o711);
  origin = await startCdnOrigin();
  const [port = 0] = await findFreePorts(1);
  cdn = (await startServer({ directory, port, gatewayPort: origin.port, purgeToken: PURGE_TOKEN })) as CdnProcess;
}

async function stop(): Promise<void> {
  await cdn.stop();
  await origin.refuse();
  await rm(directory, { recursive: true, force: true });
}

afterEach(() => {
  origin.answer((request, count) => ({ body: `${identityOf(request)} ${count}` }));
});

/** What every CDN before the gateway must do. */
function holdsOnlyWhatIsPublic(): void {
  it('sends a public answer again without asking the gateway, and keeps its surrogate keys to itself', async () => {
    const url = freshPath();
    const first = await get(url);
    const second = await get(url);
    expect(second.text).toBe(first.text);
    expect(second.headers.get('x-cache')).toMatch(/^hit$/i);
    expect(second.headers.get('cache-control')).toBe('public, max-age=0, must-revalidate');
    for (const name of ['surrogate-key', 'cache-tag', 'vercel-cache-tag', 'xkey'])
      expect(second.headers.has(name), name).toBe(false);
  });

  const notHeld = {
    'a private answer': { facts: { scope: 'PRIVATE' } },
    'an answer with errors': { facts: { hasErrors: true } },
    'an answer with a consistency token': { headers: { 'x-consistency-token': 'token' } },
    'an answer with a cookie': { headers: { 'set-cookie': 'a=b' } },
    'a refusal': { status: 403 },
  } as const;
  for (const [name, answer] of Object.entries(notHeld))
    it(`never holds ${name}`, async () => {
      const url = freshPath();
      origin.answer((_request, count) => ({ ...answer, body: String(count) }));
      const texts = [await get(url), await get(url), await get(url)].map(({ text }) => text);
      expect(new Set(texts).size).toBe(3);
    });

  it('never holds what was fetched for a request with credentials', async () => {
    const url = freshPath();
    // A gateway that forgets to say so: only the CDN's own rule stands between two callers.
    origin.answer((request) => ({ facts: { hasCredentials: false }, body: identityOf(request) }));
    expect((await get(url, { authorization: 'Bearer a' })).text).toBe('Bearer a');
    expect((await get(url, { authorization: 'Bearer b' })).text).toBe('Bearer b');
    expect((await get(url, { 'x-api-key': 'c' })).text).toBe('c');
    expect((await get(url)).text).toBe('anonymous');
  });

  it('sends who has just written to the gateway', async () => {
    const url = freshPath();
    const first = await get(url);
    expect((await get(url, { 'x-consistency-token': 't' })).text).not.toBe(first.text);
    expect((await get(url, { cookie: 'a=b; consistency-token=t' })).text).not.toBe(first.text);
    expect((await get(url, { cookie: 'a=b' })).text).toBe(first.text);
  });

  it('passes on every POST and every other path', async () => {
    for (const [method, url] of [
      ['POST', '/graphql'],
      ['POST', freshPath()],
      ['GET', '/graphql?query=%7Ba%7D'],
      ['GET', '/health/ready'],
    ] as const) {
      const before = origin.requests.length;
      await get(url, {}, method);
      await get(url, {}, method);
      expect(origin.requests.length - before, `${method} ${url}`).toBe(2);
    }
  });

  it('holds answers to hashed queries, by hash and variables', async () => {
    const urlOf = (id: number): string =>
      `/graphql?variables=%7B%22id%22%3A${id}%7D&extensions=%7B%22persistedQuery%22%3A${paths}%7D`;
    const [one, two, again] = [await get(urlOf(1)), await get(urlOf(2)), await get(urlOf(1))];
    expect(two.text).not.toBe(one.text);
    expect(again.text).toBe(one.text);
  });

  it('keeps one variant for each media type, however Accept is written', async () => {
    const url = freshPath();
    const texts = [];
    for (const accept of ['application/json', '*/*', 'application/json, text/plain'])
      texts.push((await get(url, { accept })).text);
    expect(new Set(texts).size).toBe(1);
    const other = await get(url, { accept: 'application/graphql-response+json, application/json' });
    expect(other.headers.get('content-type')).toContain('application/graphql-response+json');
    expect(texts).not.toContain(other.text);
  });

  it('answers 304 to who has the answer', async () => {
    const url = freshPath();
    const etag = (await get(url)).headers.get('etag') ?? '';
    const before = origin.requests.length;
    const again = await get(url, { 'if-none-match': etag });
    const strong = (tag: string | null): string | undefined => tag?.replace('W/', '');
    expect([again.status, again.text, strong(again.headers.get('etag'))]).toEqual([304, '', strong(etag)]);
    expect(origin.requests).toHaveLength(before);
  });

  it('fetches an answer once for all who ask for it at the same time', async () => {
    const url = freshPath();
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    const before = origin.requests.length;
    origin.answer(async (_request, count) => {
      await held;
      return { body: String(count) };
    });
    const answers = Promise.all(Array.from({ length: 50 }, () => get(url)));
    await expect.poll(() => origin.requests.length).toBeGreaterThan(before);
    release();
    expect(new Set((await answers).map(({ text }) => text)).size).toBe(1);
    expect(origin.requests.length - before).toBe(1);
  });

  it('compresses for those who take it', async () => {
    const url = freshPath();
    const body = JSON.stringify(Array.from({ length: 200 }, (_, id) => ({ id })));
    origin.answer(() => ({ body }));
    const zipped = await get(url, { 'accept-encoding': 'gzip' });
    const plain = await get(url, { 'accept-encoding': 'identity' });
    expect([zipped.headers.get('content-encoding'), zipped.text === body]).toEqual(['gzip', true]);
    expect([plain.headers.get('content-encoding'), plain.text === body]).toEqual([null, true]);
    expect(zipped.headers.get('vary')?.toLowerCase()).toContain('accept-encoding');
  });
}

describe.skipIf(varnishd === undefined)('Varnish before the gateway', () => {
  beforeAll(() => start(startVarnish));
  afterAll(stop);
  holdsOnlyWhatIsPublic();

  it('sends what it holds to who brings credentials, as it is the same for everyone', async () => {
    const url = freshPath();
    const { text } = await get(url);
    expect((await get(url, { authorization: 'Bearer a' })).text).toBe(text);
  });

  it('drops what parameters of advertisers add, and nothing else', async () => {
    const url = freshPath();
    const { text } = await get(url);
    for (const added of ['&utm_source=x', '&gclid=1&utm_medium=y']) expect((await get(url + added)).text).toBe(text);
    expect((await get(url.replace('?', '?fbclid=2&'))).text).toBe(text);
    expect((await get(`${url}&other=1`)).text).not.toBe(text);
  });

  it('purges by surrogate key, and nothing but what carries it', async () => {
    const [one, two] = [freshPath(), freshPath()];
    origin.answer((request, count) => ({
      facts: {
        surrogateKeys: () => surrogateKeysOf([request.url === one ? 'Company:1' : 'Company:2'], 'Company'),
      },
      body: String(count),
    }));
    const [first, second] = [await get(one), await get(two)];
    const api = createVarnishApi({ urls: [cdn.url], token: PURGE_TOKEN });
    await api.purge(keysToPurge(['Company:1', 'Company:9']), AbortSignal.timeout(5_000));
    expect((await get(one)).text).not.toBe(first.text);
    expect((await get(two)).text).toBe(second.text);
  });

  it('refuses a purge without the token', async () => {
    const url = freshPath();
    const { text } = await get(url);
    for (const authorization of ['', 'Bearer ', `Bearer ${PURGE_TOKEN}x`])
      expect((await purge({ authorization, 'xkey-purge': 'Company:1' })).status).toBe(403);
    expect((await get(url)).text).toBe(text);
  });

  it('marks by a soft purge, so that the old answer is sent once more while a fresh one is fetched', async () => {
    const url = freshPath();
    const { text } = await get(url);
    await purge({ authorization: `Bearer ${PURGE_TOKEN}`, 'xkey-softpurge': 'Company:1' });
    const stale = await get(url);
    expect([stale.text, stale.headers.get('x-cache')]).toEqual([text, 'stale']);
    await expect.poll(async () => (await get(url)).text).not.toBe(text);
  });

  it('sends an answer past its time while the gateway fails or is away', async () => {
    const url = freshPath();
    origin.answer((_request, count) => ({ facts: { freshForSeconds: 1 }, body: String(count) }));
    const { text } = await get(url);
    origin.answer(() => ({ status: 503, facts: { hasErrors: true } }));
    await expect.poll(async () => (await get(url)).headers.get('x-cache'), { timeout: 5_000 }).toBe('stale');
    expect((await get(url)).text).toBe(text);
    await origin.refuse();
    try {
      expect((await get(url)).text).toBe(text);
      const unknown = await get(freshPath());
      expect([unknown.status, unknown.headers.get('cache-control')]).toEqual([503, 'private, no-store']);
      expect(JSON.parse(unknown.text)).toMatchObject({ errors: [{ extensions: { code: 'UPSTREAM_UNAVAILABLE' } }] });
    } finally {
      await origin.listen();
    }
    origin.answer(() => ({ body: 'back' }));
    await expect.poll(async () => (await get(freshPath())).status, { timeout: 10_000 }).toBe(200);
  });

  it('takes the example of a backend', async () => {
    const rules = path.join(ROOT, 'deploy/cdn/varnish');
    const args = [
      '-C',
      '-f',
      path.join(rules, 'gateway.vcl'),
      '-p',
      `vcl_path=${rules}`,
      '-n',
      path.join(directory, 'c'),
    ];
    await promisify(execFile)(varnishd ?? '', args, { maxBuffer: 10_000_000 });
  });
});

describe.skipIf(nginx === undefined)('nginx before the gateway', () => {
  beforeAll(() => start(startNginx));
  afterAll(stop);
  holdsOnlyWhatIsPublic();

  it('sends an answer past its 10 s while the gateway is away', { timeout: 40_000 }, async () => {
    const url = freshPath();
    const { text } = await get(url);
    await origin.refuse();
    try {
      const stale = expect.poll(async () => (await get(url)).headers.get('x-cache'), {
        timeout: 20_000,
        interval: 500,
      });
      await stale.toBe('STALE');
      expect((await get(url)).text).toBe(text);
    } finally {
      await origin.listen();
    }
  });

  it('takes the example of a whole configuration', async () => {
    await promisify(execFile)(nginx ?? '', [
      '-t',
      '-p',
      directory,
      '-c',
      path.join(ROOT, 'deploy/cdn/nginx/nginx.conf'),
    ]);
  });
});
