import { randomUUID } from 'node:crypto';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import cors from '@fastify/cors';
import Fastify from 'fastify';
import type { FastifyInstance } from 'fastify';
import { drainOnClose } from '../../lib/drain-on-close.ts';
import { AppError } from '../../lib/errors.ts';
import { CONSISTENCY_TOKEN_HEADER, REQUEST_ID_HEADER } from '../../lib/platform-headers.ts';
import type { GatewayConfig } from '../config.ts';

/** Of a request body after inflation. */
const BODY_LIMIT_BYTES = 2_097_152;
const HEADERS_TIMEOUT_MS = 10_000;
const REQUEST_TIMEOUT_MS = 15_000;
/** Above the 60 s that load balancers keep idle connections, so that the balancer closes them first. */
const KEEP_ALIVE_TIMEOUT_MS = 65_000;
const WELL_FORMED_REQUEST_ID = /^[\w-]{8,64}$/;

const DECOMPRESSORS = { gzip: createGunzip, deflate: createInflate, br: createBrotliDecompress };

/** The HTTP server with its limits on time, size and connections; a request id on every request and answer. */
export async function createHttpServer(config: GatewayConfig): Promise<FastifyInstance> {
  const app = Fastify({
    bodyLimit: BODY_LIMIT_BYTES,
    requestTimeout: REQUEST_TIMEOUT_MS,
    keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS,
    http: { headersTimeout: HEADERS_TIMEOUT_MS },
    forceCloseConnections: 'idle',
    trustProxy: config.TRUSTED_PROXIES.length > 0 ? [...config.TRUSTED_PROXIES] : false,
    genReqId: ({ headers }) => {
      const given = headers[REQUEST_ID_HEADER];
      return typeof given === 'string' && WELL_FORMED_REQUEST_ID.test(given) ? given : randomUUID();
    },
  });
  app.server.maxConnections = config.MAX_CONNECTIONS;
  drainOnClose(app);
  if (config.CORS_ORIGINS.length > 0)
    await app.register(cors, {
      origin: [...config.CORS_ORIGINS],
      exposedHeaders: [CONSISTENCY_TOKEN_HEADER, REQUEST_ID_HEADER, 'retry-after'],
      maxAge: 86_400,
    });
  app.removeAllContentTypeParsers();
  // Names such as `__proto__` are for GraphQL to judge, and JSON.parse makes own properties of them.
  app.addContentTypeParser<string>('application/json', { parseAs: 'string' }, (_request, body, done) => {
    try {
      done(null, JSON.parse(body));
    } catch (error) {
      done(error as SyntaxError);
    }
  });

  // Hooks with a callback: those with a promise let every request wait its turn once more for each.
  app.addHook('onRequest', (request, reply, done) => {
    reply.header(REQUEST_ID_HEADER, request.id);
    done();
  });
  // Fastify counts the bytes of the stream returned here, so the limit holds for the inflated body.
  app.addHook('preParsing', (request, _reply, payload, done) => {
    const encoding = request.headers['content-encoding'];
    if (encoding === undefined || encoding === 'identity') return done(null, payload);
    if (!Object.hasOwn(DECOMPRESSORS, encoding))
      return done(new AppError('UNSUPPORTED_MEDIA_TYPE', 'Content-Encoding must be gzip, deflate or br.'));
    delete request.headers['content-length'];
    const inflated = payload.pipe(DECOMPRESSORS[encoding as keyof typeof DECOMPRESSORS]());
    payload.once('error', (error) => inflated.destroy(error));
    done(null, inflated);
  });
  return app;
}
