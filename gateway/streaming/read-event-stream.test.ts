import { describe, expect, test } from 'vitest';
import { readEventStream } from './read-event-stream.ts';
import type { StreamEvent } from './read-event-stream.ts';

async function read(chunks: readonly Uint8Array[], maxEventCharacters = 1_000): Promise<StreamEvent[]> {
  async function* sent() {
    yield* chunks;
  }
  const events: StreamEvent[] = [];
  for await (const event of readEventStream(sent(), maxEventCharacters)) events.push(event);
  return events;
}

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const STREAM = ':\n\nevent: next\ndata: {"a":"é🥖"}\n\n:\n\nevent:complete\ndata:\n\n';
const EVENTS = [
  { event: 'next', data: '{"a":"é🥖"}' },
  { event: 'complete', data: '' },
];

describe('an event stream', () => {
  test('is read the same wherever it is cut into chunks', async () => {
    const whole = bytes(STREAM);
    for (let at = 0; at <= whole.length; at++)
      expect(await read([whole.subarray(0, at), whole.subarray(at)])).toEqual(EVENTS);
    expect(await read([...whole].map((byte) => Uint8Array.of(byte)))).toEqual(EVENTS);
  });

  test('may end its lines with CR and LF', async () => {
    expect(await read([bytes(STREAM.replaceAll('\n', '\r\n'))])).toEqual(EVENTS);
  });

  test('may spread data over several lines, and hold fields nobody knows', async () => {
    const events = await read([bytes('id: 7\nevent: next\nretry: 10\ndata: {\ndata: }\n\n')]);
    expect(events).toEqual([{ event: 'next', data: '{\n}' }]);
  });

  test('gives no event that has not ended, and none without a name', async () => {
    expect(await read([bytes('data: 1\n\nevent: next\ndata: {}\n')])).toEqual([]);
  });

  test('is given up when one event is too long, on one line or on many', async () => {
    await expect(read([bytes('data: '), bytes('x'.repeat(100))], 50)).rejects.toThrow('longer than 50');
    const lines = Array.from({ length: 20 }, () => bytes('data: x\n'));
    await expect(read(lines, 50)).rejects.toThrow('longer than 50');
    const events = Array.from({ length: 20 }, () => bytes('event: next\ndata: x\n\n'));
    expect(await read(events, 50)).toHaveLength(20);
  });
});
