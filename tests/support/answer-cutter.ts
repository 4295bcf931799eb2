import { connect, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';

export interface AnswerCutter {
  readonly url: string;
  /** How many answers have been lost. */
  cutCount(): number;
  close(): Promise<void>;
}

/** Passes every request on and breaks the connection once the answer comes: what was asked for has happened by then. */
export async function startAnswerCutter(target: string): Promise<AnswerCutter> {
  const { hostname: host, port } = new URL(target);
  const sockets = new Set<Socket>();
  let cuts = 0;
  const server = createServer((inward) => {
    const outward = connect({ host, port: Number(port) });
    for (const socket of [inward, outward]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        sockets.delete(socket);
        inward.destroy();
        outward.destroy();
      });
    }
    inward.pipe(outward);
    outward.once('data', () => {
      cuts++;
      inward.destroy();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    cutCount: () => cuts,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}
