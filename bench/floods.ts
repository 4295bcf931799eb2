import { performance } from 'node:perf_hooks';
import { FLOODS } from '../tests/support/floods.ts';
import { startForeignSubgraph } from '../tests/support/foreign-subgraph.ts';
import { compose, startTestGateway } from '../tests/support/gateway.ts';

/**
 * How long the gateway takes to refuse each flood, over HTTP, and the processor time of that, client included, in
 * milliseconds.
 */
const ROUNDS = 20;

const subgraph = await startForeignSubgraph({
  name: 'things',
  sdl: 'type Query { thing: Thing! } type Thing { name: String! self: Thing! many(first: Int): [Thing!]! }',
  resolvers: { Query: { thing: () => ({ name: 'a thing' }) } },
});
const gateway = await startTestGateway(compose([subgraph]), { ANONYMOUS_RATE_LIMIT_PER_MINUTE: '1000000' });

// The first request of all pays for the start.
await gateway.ask('{ thing { name } }');

console.log('first  median  slowest  first CPU  median CPU  flood');
for (const { name, query, variables = {} } of FLOODS) {
  const times: number[] = [];
  const cpuTimes: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const startMs = performance.now();
    const usage = process.cpuUsage();
    await gateway.ask(query, { variables });
    const { user, system } = process.cpuUsage(usage);
    times.push(performance.now() - startMs);
    cpuTimes.push((user + system) / 1_000);
  }
  const first = (values: readonly number[]): number => values[0] ?? 0;
  const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[ROUNDS / 2] ?? 0;
  const columns = [first(times), median(times), Math.max(...times), first(cpuTimes), median(cpuTimes)].map((ms) =>
    ms.toFixed(1).padStart(6),
  );
  console.log(`${columns.join('  ')}   ${name}`);
}
console.log(`requests that reached the subgraph: ${subgraph.requestCount() - 1}`);

await gateway.close();
await subgraph.close();
