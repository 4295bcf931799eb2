import { ServerResponse } from 'node:http';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { WebSocket, WebSocketServer } from 'ws';

export interface Upgrades {
  /** Whether the request asks for a WebSocket. */
  isAsked(request: FastifyRequest): boolean;
  /** Answers with the upgrade, or with 400 when the handshake is wrong; `onClose` is called either way. */
  accept(request: FastifyRequest, reply: FastifyReply, options: AcceptOptions): void;
}

export interface AcceptOptions {
  readonly server: WebSocketServer;
  readonly onOpen: (socket: WebSocket) => void;
  readonly onClose: () => void;
}

interface Upgrade {
  readonly socket: Duplex;
  readonly head: Buffer;
}

/**
 * Lets upgrade requests for WebSockets through the routes and hooks like any other request, so that they are refused in
 * the same words. Requests for another protocol (such as h2c) are answered over HTTP/1.1 as if they had not asked.
 */
export function routeUpgrades(app: FastifyInstance): Upgrades {
  const upgrades = new WeakMap<IncomingMessage, Upgrade>();
  Object.assign(app.server, {
    shouldUpgradeCallback: ({ headers }: IncomingMessage) => headers.upgrade?.toLowerCase() === 'websocket',
  });
  app.server.on('upgrade', (request, socket, head) => {
    // Node.js has taken its own listeners off, and an error nobody listens for ends the process.
    socket.on('error', () => socket.destroy());
    upgrades.set(request, { socket, head });
    const response = new ServerResponse(request);
    response.shouldKeepAlive = false;
    response.assignSocket(socket as never);
    response.once('finish', () => socket.end());
    app.routing(request, response);
  });
  return {
    isAsked: ({ raw }) => upgrades.has(raw),
    accept({ raw }, reply, { server, onOpen, onClose }) {
      const { socket, head } = upgrades.get(raw) as Upgrade;
      reply.hijack();
      // Its client may have gone away while it was authenticated.
      if (socket.destroyed) return onClose();
      reply.raw.detachSocket(socket as never);
      socket.once('close', onClose);
      server.handleUpgrade(raw, socket, head, onOpen);
    },
  };
}
