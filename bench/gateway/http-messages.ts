/** A whole HTTP/1.1 message, a request or a response. */
export interface HttpMessage {
  /** Start line and header fields, as sent. */
  readonly head: string;
  readonly body: Buffer;
}

const HEAD_END = '\r\n\r\n';

/** The chunks of a chunked body put together and where it ends, or `undefined` while its end has not arrived. */
function readChunked(buffer: Buffer, start: number): { body: Buffer; end: number } | undefined {
  const chunks: Buffer[] = [];
  for (let at = start; ;) {
    const lineEnd = buffer.indexOf('\r\n', at);
    if (lineEnd === -1) return undefined;
    const size = Number.parseInt(buffer.toString('latin1', at, lineEnd), 16);
    const end = lineEnd + 2 + size + 2;
    if (buffer.length < end) return undefined;
    if (size === 0) return { body: Buffer.concat(chunks), end };
    chunks.push(buffer.subarray(lineEnd + 2, end - 2));
    at = end;
  }
}

/**
 * Takes the bytes of one connection as they arrive and hands over each whole message. It knows what the contenders
 * speak: bodies with a content-length or in chunks, no trailers. `node:http` on both ends of the load would cost more
 * than the gateway between them.
 */
export function createMessageReader(onMessage: (message: HttpMessage) => void): (bytes: Buffer) => void {
  let held: Buffer[] = [];
  let heldBytes = 0;
  let neededBytes = 1;

  /** Hands over the first message of the buffer and returns its length, or 0 while it is not whole. */
  function take(buffer: Buffer): number {
    const headEnd = buffer.indexOf(HEAD_END);
    neededBytes = buffer.length + 1;
    if (headEnd === -1) return 0;
    const head = buffer.toString('latin1', 0, headEnd);
    const bodyStart = headEnd + HEAD_END.length;
    if (/\r\ntransfer-encoding: *chunked/i.test(head)) {
      const chunked = readChunked(buffer, bodyStart);
      if (!chunked) return 0;
      onMessage({ head, body: chunked.body });
      return chunked.end;
    }
    const end = bodyStart + Number(/\r\ncontent-length: *(\d+)/i.exec(head)?.[1] ?? 0);
    if (buffer.length < end) {
      neededBytes = end;
      return 0;
    }
    onMessage({ head, body: buffer.subarray(bodyStart, end) });
    return end;
  }

  return (bytes) => {
    held.push(bytes);
    heldBytes += bytes.length;
    if (heldBytes < neededBytes) return;
    let rest = held.length === 1 ? bytes : Buffer.concat(held);
    for (let length = 1; length > 0 && rest.length > 0; rest = rest.subarray(length)) length = take(rest);
    if (rest.length === 0) neededBytes = 1;
    held = rest.length === 0 ? [] : [rest];
    heldBytes = rest.length;
  };
}
