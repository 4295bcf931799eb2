/** One event of an event stream. */
export interface StreamEvent {
  readonly event: string;
  readonly data: string;
}

/** Parses an event stream as it comes; what is read ahead is one chunk. Rejects when one event is longer than allowed. */
export async function* readEventStream(
  chunks: AsyncIterable<Uint8Array>,
  maxEventCharacters: number,
): AsyncGenerator<StreamEvent, void, undefined> {
  const decoder = new TextDecoder();
  let heldCharacters = 0;
  let partialLine: string[] = [];
  let event = '';
  let data: string[] = [];
  for await (const chunk of chunks) {
    const text = decoder.decode(chunk, { stream: true });
    heldCharacters += text.length;
    if (heldCharacters > maxEventCharacters) throw new Error(`an event is longer than ${maxEventCharacters}`);
    const end = text.lastIndexOf('\n') + 1;
    if (end === 0) {
      partialLine.push(text);
      continue;
    }
    const lines = (partialLine.join('') + text.slice(0, end)).split(/\r?\n/);
    partialLine = [text.slice(end)];
    // What follows the last line break is empty.
    for (const line of lines.slice(0, -1)) {
      const [, field = '', value = ''] = /^([^:]*):? ?(.*)$/s.exec(line) ?? [];
      if (field === 'event') event = value;
      else if (field === 'data') data.push(value);
      else if (line === '') {
        if (event !== '') yield { event, data: data.join('\n') };
        event = '';
        data = [];
        heldCharacters = 0;
      }
    }
  }
}
