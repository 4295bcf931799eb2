import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { ClosableEvents } from './closable-events.ts';

/** Media type by which a client asks for an event stream. */
export const EVENT_STREAM = 'text/event-stream';

/** How often a stream shows that it is alive when nothing happens. */
export const KEEP_ALIVE_MS = 12_000;

/**
 * Answers with an event stream as the GraphQL over SSE protocol has it for distinct connections: each JSON text as a
 * `next` event, then `complete`. A text is only asked for when the reader has taken the one before, so a slow reader
 * takes no memory; one that takes nothing for two keep-alive intervals is disconnected. The events are closed when the
 * reader goes away. Rejects when the events fail, and the stream then ends without `complete`.
 */
export async function writeEventStream(
  response: ServerResponse,
  texts: ClosableEvents<string>,
  keepAliveMs = KEEP_ALIVE_MS,
): Promise<void> {
  if (response.destroyed) return void texts.return();
  const gone = new AbortController();
  const onClose = (): void => {
    gone.abort();
    clearInterval(keepAlive);
    void texts.return();
  };
  let stalledIntervals = 0;
  const keepAlive = setInterval(() => {
    stalledIntervals = response.writableNeedDrain ? stalledIntervals + 1 : 0;
    if (stalledIntervals === 2) response.destroy();
    else if (stalledIntervals === 0) response.write(':\n\n');
  }, keepAliveMs);
  response.once('close', onClose);
  response.writeHead(200, {
    'content-type': `${EVENT_STREAM}; charset=utf-8`,
    'cache-control': 'no-cache, no-transform',
    'x-accel-buffering': 'no',
  });
  // Some browsers take a stream for open only when its first byte has come.
  response.write(':\n\n');

  try {
    for await (const text of texts) {
      gone.signal.throwIfAborted();
      if (response.write(`event: next\ndata: ${text}\n\n`)) continue;
      await once(response, 'drain', { signal: gone.signal });
      stalledIntervals = 0;
    }
    response.end('event: complete\ndata:\n\n');
  } catch (error) {
    if (gone.signal.aborted) return;
    response.destroy();
    throw error;
  } finally {
    clearInterval(keepAlive);
  }
}
