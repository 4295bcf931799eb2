import type { FastifyRequest } from 'fastify';
import { AppError } from '../../../lib/errors.ts';
import type { Identity } from '../../../lib/identity.ts';
import { canonicalVariables } from './canonical-variables.ts';
import { formOfBody, formOfParameters, jsonParameter } from './operation-form.ts';
import type { OperationForm } from './operation-form.ts';
import { isPartnerClient } from './persisted-operation-config.ts';
import type { ResolvedOperation, ResolveOperation } from './resolve-operation.ts';

/** An operation as one HTTP request asks for it. */
export interface RequestedOperation extends ResolvedOperation {
  readonly form: OperationForm;
  readonly operationName: string | undefined;
  readonly variables: Readonly<Record<string, unknown>> | undefined;
  /**
   * Whether caches on the way may keep a public answer under the URL: a GET that names the operation by hash or id, in
   * the one spelling that all clients share where there is one. Other spellings have the same answer, but keeping each
   * would let one answer fill a cache.
   */
  readonly isCacheableUrl: boolean;
}

interface Asked {
  readonly form: OperationForm;
  readonly client: string;
  readonly operationName: unknown;
  readonly variables: Readonly<Record<string, unknown>> | undefined;
  readonly isCacheableUrl: (operation: ResolvedOperation) => boolean;
}

const never = (): boolean => false;
const always = (): boolean => true;

function askedInBody({ body, identity }: FastifyRequest): Asked | undefined {
  const form = formOfBody(body);
  if (!form) return undefined;
  const { operationName, variables } = body as { operationName?: unknown; variables?: Record<string, unknown> };
  return { form, client: identity.clientName, operationName, variables, isCacheableUrl: never };
}

function parametersOf(url: string): URLSearchParams {
  const start = url.indexOf('?');
  return new URLSearchParams(start < 0 ? '' : url.slice(start));
}

function askedInParameters({ url, identity }: FastifyRequest): Asked | undefined {
  const parameters = parametersOf(url);
  const form = formOfParameters(parameters);
  if (!form) return undefined;
  return {
    form,
    client: identity.clientName,
    operationName: parameters.get('operationName') ?? undefined,
    variables: jsonParameter(parameters, 'variables'),
    isCacheableUrl: form.text === undefined ? always : never,
  };
}

/** Who registers texts, for the number that each may. */
export function registrantOf({ kind, id }: Identity, address: string): string {
  return kind === 'anonymous' ? address : `${kind}:${id}`;
}

/** @throws AppError for a partner's operations without the partner's key, and for a key of another client. */
function requireClient(identity: Identity, client: string): void {
  if (identity.kind === 'partner' && identity.clientName !== client)
    throw new AppError('FORBIDDEN', `This API key is for the operations of ${identity.clientName}.`);
  if (identity.kind !== 'partner' && isPartnerClient(client))
    throw new AppError('UNAUTHENTICATED', `The operations of ${client} need its API key in the header x-api-key.`);
}

/** Path and query of the URL that all clients share for an operation with these variables. */
function canonicalUrl(client: string, id: string, variables: string): string {
  const path = `/p/${client}/${encodeURIComponent(id)}`;
  return variables === '' ? path : `${path}?variables=${encodeURIComponent(variables)}`;
}

function askedInPath({ url, params, identity }: FastifyRequest): Asked {
  const { client, id } = params as { client: string; id: string };
  requireClient(identity, client);
  const variables = jsonParameter(parametersOf(url), 'variables');
  return {
    form: { text: undefined, id, hash: undefined },
    client,
    operationName: undefined,
    variables,
    isCacheableUrl: ({ registered }) =>
      registered !== undefined && url === canonicalUrl(client, id, canonicalVariables(variables, registered.variables)),
  };
}

export type ReadOperation = (
  request: FastifyRequest,
) => RequestedOperation | undefined | Promise<RequestedOperation | undefined>;

/** How requests to /graphql, and to /p/<client>/<id>, say what they ask for; undefined when they name no operation. */
export function createOperationReader(resolve: ResolveOperation): { ofGraphQL: ReadOperation; ofPath: ReadOperation } {
  const reader =
    (ask: (request: FastifyRequest) => Asked | undefined): ReadOperation =>
    (request) => {
      const asked = ask(request);
      if (!asked) return undefined;
      const { form, client, operationName, variables, isCacheableUrl } = asked;
      const resolved = resolve(form, { client, registrant: registrantOf(request.identity, request.ip) });
      const complete = (operation: ResolvedOperation): RequestedOperation => ({
        ...operation,
        form,
        operationName: typeof operationName === 'string' ? operationName : undefined,
        variables,
        isCacheableUrl: isCacheableUrl(operation),
      });
      return resolved instanceof Promise ? resolved.then(complete) : complete(resolved);
    };
  return {
    ofGraphQL: reader((request) => (request.method === 'POST' ? askedInBody(request) : askedInParameters(request))),
    ofPath: reader(askedInPath),
  };
}
