import type { FastifyRequest } from 'fastify';
import { JSON_TYPE, namedMediaType } from '../../lib/accept.ts';
import { isDataObject } from '../execution/data.ts';
import type { RequestedOperation } from '../operations/persisted/requested-operation.ts';
import { acceptsDeferred } from '../streaming/accepts-deferred.ts';
import type { AskedOperation } from './response-cache.ts';

/** Under which media type an answer in one piece of JSON goes to the client; undefined when Apollo Server must decide. */
export function contentTypeFor(accept: string): string | undefined {
  if (accept === '' || accept === '*/*') return JSON_TYPE;
  return acceptsDeferred(accept) ? undefined : namedMediaType(accept);
}

/** Whether a page elsewhere cannot have made a browser send it, by the rule of Apollo Server's CSRF prevention. */
function isDeliberate({ method, headers }: FastifyRequest, { form }: RequestedOperation): boolean {
  return (
    (method === 'GET' && form.text === undefined) ||
    headers['content-type']?.startsWith('application/json') === true ||
    Boolean(headers['apollo-require-preflight']) ||
    Boolean(headers['x-apollo-operation-name'])
  );
}

/** What a well-formed request asks; undefined for every other, which Apollo Server answers. */
export function askedOperation(
  request: FastifyRequest,
  requested: RequestedOperation | undefined,
): AskedOperation | undefined {
  if (!requested || requested.text === '' || !isDeliberate(request, requested)) return undefined;
  const { text, operationName, variables } = requested;
  if (variables != null && !isDataObject(variables)) return undefined;
  const named = (request.body as { readonly operationName?: unknown } | undefined)?.operationName;
  if (named != null && typeof named !== 'string') return undefined;
  return { text, operationName, variables: variables ? requested.variablesText() : '' };
}
