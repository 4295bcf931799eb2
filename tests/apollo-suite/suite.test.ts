import type { IncomingMessage } from 'node:http';
import { ApolloServer } from '@apollo/server';
import { defineIntegrationTestSuite } from '@apollo/server-integration-testsuite';
import { fastifyApolloDrainPlugin } from '@as-integrations/fastify';
import { pino } from 'pino';
import { afterAll, beforeEach, expect } from 'vitest';
import { gatewayConfig } from '../../gateway/config.ts';
import type { GatewayContext } from '../../gateway/context.ts';
import { addErrorHandlers } from '../../gateway/errors/http-errors.ts';
import { stringifyAnswer } from '../../gateway/execution/answer-text.ts';
import { createOperationHandler } from '../../gateway/http/answer-operation.ts';
import { createHttpServer } from '../../gateway/http/create-http-server.ts';
import { answerStatus } from '../../lib/answer-status.ts';
import { loadConfig } from '../../lib/config.ts';

/** It fails like the others below, but vitest cannot expect a test with an inline snapshot to fail. */
const DEFECT_OF_A_RULE = 'formatError > wraps thrown error from validation rules';

/** Why our HTTP server differs from Apollo's own, and the tests that fail for it: each must, until it is off this list. */
const KNOWN_DIFFERENCES: Readonly<Record<string, readonly string[]>> = {
  'A body without a Content-Type, or of another, is refused before Apollo Server sees it: our 415 says which type to send.':
    [
      'CSRF prevention > default',
      'graphqlHTTP > throws an error if POST body is empty',
      'graphqlHTTP > throws an error if invalid content-type',
    ],
  'Our 400 says that the body is not valid JSON, without quoting the parser.': [
    'graphqlHTTP > throws an error if POST JSON is malformed',
  ],
  'Apollo Server gets only the headers that the gateway reads: neither those of federated tracing nor another preflight.':
    [
      'CSRF prevention > csrfPrevention: {requestHeaders}',
      'Federated tracing > with nullable _Service.sdl field > reports a total duration that is longer than the duration of its resolvers',
      'Federated tracing > with nullable _Service.sdl field > includes errors in federated trace',
      'Federated tracing > with non-nullable _Service.sdl! field > reports a total duration that is longer than the duration of its resolvers',
      'Federated tracing > with non-nullable _Service.sdl! field > includes errors in federated trace',
    ],
  'It counts the errors that csrfPrevention: {requestHeaders} left behind when it failed.': [
    'CSRF prevention > csrfPrevention: false',
  ],
  'A defect of a rule or plugin ends the request, and is told in our words.': [
    DEFECT_OF_A_RULE,
    'lifecycle > errors thrown in plugins call formatError and are wrapped',
  ],
  'Every answer says `no-store` unless Apollo Server says something else.': [
    'graphqlHTTP > cache-control > runs when cache-control is disabled',
    'graphqlHTTP > cache-control not set without any hints with if-cacheable',
  ],
};

const config = loadConfig('gateway', gatewayConfig, { NODE_ENV: 'test' });
const logger = pino({ level: 'silent' });
const missing = new Set(Object.values(KNOWN_DIFFERENCES).flat());

beforeEach(({ task, skip }) => {
  // Without the names of the suite and of its file.
  const name = task.fullTestName.split(' > ').slice(2).join(' > ');
  if (!missing.delete(name)) return;
  if (name === DEFECT_OF_A_RULE) skip();
  Object.assign(task, { fails: true });
});
afterAll(() => {
  expect([...missing], 'known differences that are no test of the suite').toEqual([]);
});

defineIntegrationTestSuite<GatewayContext>(async (options, { context } = {}) => {
  const app = await createHttpServer(config);
  addErrorHandlers(app, logger);
  const apollo = new ApolloServer<GatewayContext>({
    stringifyResult: stringifyAnswer,
    ...options,
    plugins: [...(options.plugins ?? []), answerStatus, fastifyApolloDrainPlugin(app)],
  });
  await apollo.start();
  // Some tests bring a context of their own.
  if (context) {
    const execute = apollo.executeHTTPGraphQLRequest.bind(apollo);
    apollo.executeHTTPGraphQLRequest = ({ httpGraphQLRequest }) => execute({ httpGraphQLRequest, context });
    // Only Apollo Server's own HTTP layer calls it, and that serves clients that take an answer in parts.
    app.addHook('onRequest', (request, _reply, done) => {
      request.headers.accept = `${request.headers.accept ?? 'application/json'}, multipart/mixed;q=0.1`;
      done();
    });
  }
  const answerOperation = createOperationHandler({
    apollo,
    execute: (operation, contextValue) => apollo.executeOperation(operation, { contextValue }),
    timeoutMs: config.OPERATION_TIMEOUT_MS,
    addConsistencyHeaders: () => undefined,
    withinAnswer: (_requestId, make) => make(),
    cache: { settle: () => undefined, answerFromCache: undefined },
  });
  app.route({
    method: ['GET', 'POST'],
    url: '/graphql',
    // The suite tests Apollo Server's own persisted queries.
    handler: (request, reply) => answerOperation(request, reply, () => undefined),
  });
  // The suite asks at the root.
  app.server.prependListener('request', (request: IncomingMessage) => {
    request.url = request.url?.replace('/', '/graphql');
  });
  return { server: apollo, url: await app.listen({ host: '127.0.0.1', port: 0 }), extraCleanup: () => app.close() };
});
