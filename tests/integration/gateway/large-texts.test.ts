import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { compose, startTestGateway, startTestSubgraph } from '../../support/gateway.ts';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

const TEXTS = 100;
const TEXT_BYTES = 1_900_000;

test('texts too large to be answered leave no memory taken', async () => {
  const subgraph = await startTestSubgraph('words', 'type Query { word: String! }', { Query: { word: () => 'yes' } });
  const gateway = await startTestGateway(compose([subgraph]), { RESPONSE_CACHE: 'on', DEFAULT_CLIENT_MODE: 'log' });
  const send = async (n: number) => (await gateway.ask(`query Q${n} { word } # ${'x'.repeat(TEXT_BYTES)}`)).status;
  const heapBytes = (): number => {
    collectGarbage();
    return process.memoryUsage().heapUsed;
  };
  await send(0);
  const before = heapBytes();
  for (let n = 1; n <= TEXTS; n++) expect(await send(n)).toBe(400);
  expect(heapBytes() - before).toBeLessThan((TEXTS * TEXT_BYTES) / 2);
  expect((await gateway.ask('{ word }')).body.data).toEqual({ word: 'yes' });
  await gateway.close();
  await subgraph.close();
});
