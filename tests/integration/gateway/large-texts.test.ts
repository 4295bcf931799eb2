import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { compose, startTestGateway, startTestSubgraph } from '../../support/gateway.ts';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** `status` is what each is answered with. */
const TEXTS = [
  { what: 'too large to be answered', start: '', count: 100, bytes: 1_900_000, status: 400 },
  { what: 'as large as they may be', start: '', count: 200, bytes: 250_000, status: 200 },
  {
    what: 'under whose names answers are kept',
    start: 'query NameOfAnOperation',
    count: 600,
    bytes: 250_000,
    status: 200,
  },
];

const SDL = `directive @cacheControl(maxAge: Int) on FIELD_DEFINITION
  type Query { word(like: String): String! @cacheControl(maxAge: 3600) }`;

test.for(TEXTS)('texts $what do not fill the memory', async ({ start, count, bytes, status }) => {
  const subgraph = await startTestSubgraph('words', SDL, { Query: { word: () => 'yes' } });
  const gateway = await startTestGateway(compose([subgraph]), { RESPONSE_CACHE: 'on', DEFAULT_CLIENT_MODE: 'log' });
  const send = async (n: number) => (await gateway.ask(`${start}{ word(like: "${n}${'x'.repeat(bytes)}") }`)).status;
  const heapBytes = (): number => {
    collectGarbage();
    return process.memoryUsage().heapUsed;
  };
  await send(0);
  const before = heapBytes();
  for (let n = 1; n <= count; n++) expect(await send(n)).toBe(status);
  expect((heapBytes() - before) / 1_048_576).toBeLessThan(100);
  expect((await gateway.ask('{ word }')).body.data).toEqual({ word: 'yes' });
  await gateway.close();
  await subgraph.close();
});
