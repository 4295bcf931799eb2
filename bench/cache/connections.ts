import { once } from 'node:events';
import { connect } from 'node:net';
import { createMessageReader } from '../gateway/http-messages.ts';
import type { HttpMessage } from '../gateway/http-messages.ts';

/** A keep-alive connection that carries one request at a time. */
export interface Connection {
  /** @throws Error when the answer is no 200, or the connection ends. */
  ask(request: string): Promise<HttpMessage>;
  isOpen(): boolean;
  close(): void;
}

const AT_ONCE = 500;

async function openConnection(port: number): Promise<Connection> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  let waiting: PromiseWithResolvers<HttpMessage> | undefined;
  const read = createMessageReader((message) => {
    if (message.head.startsWith('HTTP/1.1 200 ')) waiting?.resolve(message);
    else waiting?.reject(new Error(`${message.head}\n\n${message.body.toString()}`));
  });
  await once(socket, 'connect');
  socket.on('data', read).on('error', () => socket.destroy());
  socket.on('close', () => waiting?.reject(new Error('the gateway closed a connection')));
  return {
    ask(request) {
      waiting = Promise.withResolvers();
      socket.write(request);
      return waiting.promise;
    },
    isOpen: () => socket.readyState === 'open',
    close: () => socket.destroy(),
  };
}

/** Opens connections, 500 at a time, and has each ask once, so that it is kept alive. */
export async function openConnections(port: number, count: number, request: string): Promise<Connection[]> {
  const connections: Connection[] = [];
  while (connections.length < count) {
    const length = Math.min(AT_ONCE, count - connections.length);
    const opened = await Promise.all(Array.from({ length }, () => openConnection(port)));
    await Promise.all(opened.map((connection) => connection.ask(request)));
    connections.push(...opened);
  }
  return connections;
}
