import { AsyncLocalStorage } from 'node:async_hooks';
import type { GraphQLFormattedError } from 'graphql';
import type { Logger } from '../../lib/log.ts';
import { maskGatewayError } from './mask-errors.ts';

export interface ErrorMask {
  /** What a client may see of an error; one that it may see nothing of is logged. Without `requestId`, that of the answer. */
  readonly mask: (formatted: GraphQLFormattedError, error: unknown, requestId?: string) => GraphQLFormattedError;
  /** Runs what makes one answer. */
  readonly withinAnswer: <Result>(requestId: string, make: () => Result) => Result;
}

const LOGGED_ERRORS_PER_ANSWER = 10;

export function createErrorMask(logger: Logger): ErrorMask {
  const answers = new AsyncLocalStorage<{ readonly requestId: string; loggedErrors: number }>();
  return {
    mask(formatted, error, givenId) {
      const answer = answers.getStore() ?? { requestId: '', loggedErrors: 0 };
      const requestId = givenId ?? answer.requestId;
      const masked = maskGatewayError(formatted, error, requestId);
      // One defect in a long list is an error at every item: the first few tell it all.
      if (masked.extensions?.['code'] === 'INTERNAL_SERVER_ERROR' && answer.loggedErrors++ < LOGGED_ERRORS_PER_ANSWER)
        logger.error({ err: error, requestId, path: formatted.path }, 'unexpected error');
      return masked;
    },
    withinAnswer: (requestId, make) => answers.run({ requestId, loggedErrors: 0 }, make),
  };
}
