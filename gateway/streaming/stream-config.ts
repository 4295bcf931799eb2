import { KEEP_ALIVE_MS } from '../../lib/event-stream.ts';
import { count, milliseconds } from '../../lib/config.ts';

/** What the environment sets of subscriptions; docs/subscriptions.md says what clients see of it. */
export const streamConfig = {
  SUBSCRIPTIONS_PER_IDENTITY: count
    .default(20)
    .describe('Open subscriptions of one account, or of one network address without an account, in each process.'),
  STREAMS_PER_ADDRESS: count
    .default(500)
    .describe('Open event streams and WebSockets of one network address in each process.'),
  STREAM_KEEP_ALIVE_MS: milliseconds
    .default(KEEP_ALIVE_MS)
    .describe('Time between signs of life on a stream; a client that takes nothing for two of them is disconnected.'),
  SUBGRAPH_STREAM_IDLE_MS: milliseconds
    .default(3 * KEEP_ALIVE_MS)
    .describe('Longest that the event stream of a subgraph may be silent, above the interval of its keep-alive.'),
};
