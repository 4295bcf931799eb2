import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { findFreePorts } from '../../../lib/cluster/free-port.ts';
import { startCachedFederation } from '../../support/cached-federation.ts';
import type { CachedFederation } from '../../support/cached-federation.ts';
import { holdingEverything, isInstalled, PURGE_TOKEN, startTestVarnish } from '../../support/cdn.ts';
import type { TestVarnish } from '../../support/cdn.ts';
import type { TestGateway } from '../../support/gateway.ts';
import { startTcpProxy } from '../../support/tcp-proxy.ts';

const OPERATIONS = {
  Company: 'query Company($id: ID!) { company(id: $id) { id name } }',
  Briefly: 'query Briefly($id: ID!) { briefly(id: $id) { id name } }',
  Unkept: 'query Unkept($id: ID!) { unkept(id: $id) { id name } }',
  Listed: 'query Listed { listed(ids: ["1", "2"]) { id name } }',
  Me: 'query Me { me { id note favourite { id name } } }',
  Both: 'query Both($id: ID!) { company(id: $id) { name } me { note } }',
};
const VARIABLES = { Company: { id: '1' }, Briefly: { id: '1' }, Unkept: { id: '1' }, Both: { id: '1' } };
const NAMES = Object.keys(OPERATIONS) as (keyof typeof OPERATIONS)[];

const hasVarnish = await isInstalled('varnishd');
let directory: string;
let federation: CachedFederation;
let gateway: TestGateway;
let env: Record<string, string>;
let tokens: { alice: string; bob: string };

/** The canonical URL of a registered operation. */
function urlOf(name: keyof typeof OPERATIONS, variables: object | undefined = VARIABLES[name as 'Company']): string {
  const path = `/p/web/${name}`;
  return variables ? `${path}?variables=${encodeURIComponent(JSON.stringify(variables))}` : path;
}

async function get(base: string, url: string, headers: Record<string, string> = {}) {
  const response = await fetch(base + url, { headers, signal: AbortSignal.timeout(10_000) });
  return { status: response.status, headers: response.headers, text: await response.text() };
}

const bearer = (token: string): Record<string, string> => ({ authorization: `Bearer ${token}` });

beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'operations-'));
  const operations = Object.entries(OPERATIONS).map(([name, body]) => ({ id: name, name, type: 'query', body }));
  const manifest = { format: 'apollo-persisted-query-manifest', version: 1, operations };
  await writeFile(path.join(directory, 'web.json'), JSON.stringify(manifest));
  federation = await startCachedFederation({ withRedis: false });
  const [port = 0] = await findFreePorts(1);
  env = {
    OPERATIONS_DIRECTORY: directory,
    CDN: 'varnish',
    CDN_PURGE_URLS: `http://127.0.0.1:${port}`,
    CDN_PURGE_TOKEN: PURGE_TOKEN,
  };
  gateway = await federation.startGateway(env);
  const tokenOf = (sub: string) => federation.issuer.issue({ sub, kind: 'guest' });
  tokens = { alice: await tokenOf('alice'), bob: await tokenOf('bob') };
});

afterAll(async () => {
  await federation.close();
  await rm(directory, { recursive: true, force: true });
});

beforeEach(() => {
  for (const id of ['1', '2']) federation.world.names.set(id, `Company ${id}`);
  for (const name of ['alice', 'bob']) federation.world.notes.set(name, `the note of ${name}`);
});

describe('a GET at its canonical URL', () => {
  it('that asks for what is public tells the CDN how long to hold it and what to purge it by', async () => {
    const { status, headers } = await get(gateway.url, urlOf('Company'));
    expect(status).toBe(200);
    expect(headers.get('cache-control')).toMatch(
      /^public, max-age=0, s-maxage=86\d{3}, stale-while-revalidate=60, stale-if-error=86400$/,
    );
    expect(headers.get('surrogate-key')?.split(' ')).toEqual(['graph', 'operation:Company', 'Company', 'Company:1']);
    expect(headers.get('cache-tag')).toBe(headers.get('surrogate-key')?.replaceAll(' ', ','));
    expect(headers.get('vercel-cache-tag')).toBe(headers.get('cache-tag'));
    expect(headers.get('vary')?.toLowerCase().split(/, */).sort()).toEqual(['accept', 'origin']);
    expect(headers.get('set-cookie')).toBeNull();
  });

  it('is answered 304 when the client has the answer', async () => {
    const { headers } = await get(gateway.url, urlOf('Company'));
    const etag = headers.get('etag') ?? '';
    for (const known of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
      const again = await get(gateway.url, urlOf('Company'), { 'if-none-match': known });
      expect([again.status, again.text, again.headers.get('etag')]).toEqual([304, '', etag]);
      expect(again.headers.get('cache-control')).toContain('s-maxage=');
    }
    expect((await get(gateway.url, urlOf('Company'), { 'if-none-match': '"other"' })).status).toBe(200);
  });

  it('that names an automatic persisted query is one too', async () => {
    const query = 'query Automatic { company(id: "1") { id } }';
    const sha256Hash = Buffer.from(await crypto.subtle.digest('SHA-256', Buffer.from(query))).toString('hex');
    const extensions = JSON.stringify({ persistedQuery: { version: 1, sha256Hash } });
    const ask = { query, extensions: { persistedQuery: { version: 1, sha256Hash } } };
    await gateway.post(JSON.stringify(ask), { 'content-type': 'application/json' });
    const { headers } = await get(gateway.url, `/graphql?extensions=${encodeURIComponent(extensions)}`);
    expect(headers.get('cache-control')).toContain('s-maxage=');
    expect(headers.get('surrogate-key')).toContain('operation:Automatic');
  });
});

describe('private, no-store and no surrogate key', () => {
  const told = async (url: string, headers: Record<string, string> = {}) => {
    const answer = await get(gateway.url, url, headers);
    return [answer.headers.get('cache-control'), answer.headers.get('surrogate-key')];
  };
  const nothing = ['private, no-store', null];

  it('is said of what is private, wholly or in part, or not to be kept', async () => {
    for (const name of ['Me', 'Both', 'Unkept'] as const) {
      expect(await told(urlOf(name))).toEqual(nothing);
      expect(await told(urlOf(name), bearer(tokens.alice))).toEqual(nothing);
    }
  });

  it('is said of a public answer to who brings a token, a consistency token or its cookie', async () => {
    expect(await told(urlOf('Company'), bearer(tokens.alice))).toEqual(nothing);
    expect(await told(urlOf('Company'), { 'x-consistency-token': 'forged' })).toEqual(nothing);
    expect(await told(urlOf('Company'), { cookie: 'a=b; consistency-token=forged' })).toEqual(nothing);
    expect((await told(urlOf('Company'), { cookie: 'a=b' }))[0]).toContain('s-maxage');
  });

  it('is said of other spellings of the URL', async () => {
    for (const url of [
      '/p/web/Company?variables={"id":"1"}&other=1',
      '/p/web/Company?variables=%7B%22id%22%3A%20%221%22%7D',
      '/p/web/Company?variables=%7B%22id%22%3A%221%22%2C%22more%22%3A1%7D',
    ])
      expect(await told(url), url).toEqual(nothing);
  });

  it('is said of what was read before a write and is sent after it', async () => {
    const written = Promise.withResolvers<undefined>();
    federation.world.slowness = () => written.promise;
    const url = urlOf('Company', { id: '2' });
    const reads = federation.world.companyReads;
    const slow = told(url);
    await expect.poll(() => federation.world.companyReads).toBe(reads + 1);
    federation.world.slowness = () => undefined;
    await gateway.ask('mutation { rename(id: "2", name: "Renamed") { name } }');
    written.resolve(undefined);
    expect(await slow).toEqual(nothing);
    expect((await told(url))[0]).toContain('s-maxage');
  });

  it('is said of answers with errors, of refusals and of POST', async () => {
    federation.world.failure = new Error('it is broken');
    expect(await told(urlOf('Briefly', { id: '9' }))).toEqual(nothing);
    federation.world.failure = undefined;
    expect(await told('/p/web/Unknown')).toEqual(nothing);
    expect(await told(urlOf('Company', { id: { wrong: 1 } }))).toEqual(nothing);
    const { headers } = await gateway.ask(OPERATIONS.Listed);
    expect([headers.get('cache-control'), headers.get('surrogate-key')]).toEqual(nothing);
  });
});

describe.skipIf(!hasVarnish)('the gateway behind Varnish', () => {
  let varnish: TestVarnish;
  beforeAll(async () => {
    varnish = await startTestVarnish(gateway.url, { port: Number(new URL(env['CDN_PURGE_URLS'] ?? '').port) });
  });
  afterAll(() => varnish.stop());

  /** How many answers through the CDN are not what the gateway itself tells that identity. */
  async function countCrossed(cdnUrl: string): Promise<number> {
    const identities = [{}, bearer(tokens.alice), bearer(tokens.bob)];
    let crossed = 0;
    for (let round = 0; round < 3; round++)
      for (const name of NAMES)
        for (const headers of identities) {
          const { text } = await get(cdnUrl, urlOf(name), headers);
          const { data } = (
            await gateway.ask(OPERATIONS[name], { headers, variables: VARIABLES[name as 'Both'] ?? {} })
          ).body;
          if (text !== JSON.stringify({ data })) crossed++;
        }
    return crossed;
  }

  it('sends nobody an answer that was made for another', async () => {
    expect(await countCrossed(varnish.url)).toBe(0);
  });

  it('would do so without its rules', async () => {
    const leaking = await startTestVarnish(gateway.url, { change: holdingEverything });
    try {
      expect(await countCrossed(leaking.url)).toBeGreaterThan(0);
    } finally {
      await leaking.stop();
    }
  });

  it('sends what a mutation has changed as it is now', async () => {
    const first = await get(varnish.url, urlOf('Company'));
    expect(first.text).toContain('Company 1');
    expect((await get(varnish.url, urlOf('Company'))).headers.get('x-cache')).toBe('hit');
    await gateway.ask('mutation { rename(id: "1", name: "Renamed") { id } }');
    await expect.poll(async () => (await get(varnish.url, urlOf('Company'))).text).toContain('Renamed');
  });

  it('would go on with the old answer without purges', async () => {
    const unpurged = await startTestVarnish(gateway.url);
    try {
      const first = await get(unpurged.url, urlOf('Company'));
      await gateway.ask('mutation { rename(id: "1", name: "Renamed again") { id } }');
      expect((await get(unpurged.url, urlOf('Company'))).text).toBe(first.text);
    } finally {
      await unpurged.stop();
    }
  });

  it('sends to who has just written what the gateway says, and not what is held', async () => {
    await get(varnish.url, urlOf('Listed'));
    const own = await get(varnish.url, urlOf('Listed'), { 'x-consistency-token': 'a' });
    expect(own.headers.get('x-cache')).toBe('pass');
  });

  it('is asked for less than 5 of 100 requests of partners’ pages, once they have been seen', async () => {
    const pages = Array.from({ length: 40 }, (_, i) => urlOf('Company', { id: String(i) }));
    for (let i = 0; i < 40; i++) federation.world.names.set(String(i), `Company ${i}`);
    for (const page of pages) await get(varnish.url, page);
    const readsBefore = federation.world.companyReads;
    const backendBefore = await varnish.backendRequests();
    const requests = 400;
    // By Zipf's law: the nth page is asked for as often as 1/n.
    for (let i = 0; i < requests; i++) {
      const page = pages[Math.min(39, Math.floor(40 ** ((i * 0.618) % 1)) - 1)] ?? '';
      await get(varnish.url, page);
    }
    expect((await varnish.backendRequests()) - backendBefore).toBeLessThan(requests * 0.05);
    expect(federation.world.companyReads).toBe(readsBefore);
  });

  it('may go away: what is held is sent past its time', async () => {
    const proxy = await startTcpProxy(gateway.url);
    const own = await startTestVarnish(proxy.url);
    try {
      const { text } = await get(own.url, urlOf('Briefly'));
      await proxy.cut();
      await expect
        .poll(async () => (await get(own.url, urlOf('Briefly'))).headers.get('x-cache'), { timeout: 5_000 })
        .toBe('stale');
      expect((await get(own.url, urlOf('Briefly'))).text).toBe(text);
    } finally {
      await own.stop();
    }
  });
});
