import type { FastifyRequest } from 'fastify';
import { LRUCache } from 'lru-cache';
import { AppError } from '../../../lib/errors.ts';
import type { Identity } from '../../../lib/identity.ts';
import { holderOf } from '../../auth/quota.ts';
import { canonicalJson, canonicalVariables } from './canonical-variables.ts';
import { formOfBody, formOfParameters, jsonParameter } from './operation-form.ts';
import type { OperationForm } from './operation-form.ts';
import { isPartnerClient } from './persisted-operation-config.ts';
import type { ResolvedOperation, ResolveOperation } from './resolve-operation.ts';

/** An operation as one HTTP request asks for it. */
export interface RequestedOperation extends ResolvedOperation {
  readonly form: OperationForm;
  readonly operationName: string | undefined;
  readonly variables: Readonly<Record<string, unknown>> | undefined;
  /** All variables as JSON, the same for equal ones. */
  readonly variablesText: () => string;
  /**
   * Whether caches on the way may keep a public answer under the URL: a GET that names the operation by hash or id, in
   * the one spelling that all clients share where there is one. Other spellings have the same answer, but keeping each
   * would let one answer fill a cache.
   */
  readonly isCacheableUrl: boolean;
}

interface OperationPath {
  readonly client: string;
  readonly id: string;
}

interface Asked {
  readonly form: OperationForm;
  readonly client: string;
  readonly operationName: unknown;
  readonly variables: Readonly<Record<string, unknown>> | undefined;
  readonly variablesText: () => string;
  readonly isCacheableUrl: (operation: ResolvedOperation) => boolean;
}

const MAX_PATHS_BYTES = 16 * 1_048_576;
const PATH_BYTES = 1_000;
/** The variables in a URL take up to 20 times its characters when they are empty lists. */
const BYTES_PER_CHARACTER = 20;
const LONGEST_PATH_KEPT = 500;

const never = (): boolean => false;
const always = (): boolean => true;

function askedInBody({ body, identity }: FastifyRequest): Asked | undefined {
  const form = formOfBody(body);
  if (!form) return undefined;
  const { operationName, variables } = body as { operationName?: unknown; variables?: Record<string, unknown> };
  return {
    form,
    client: identity.clientName,
    operationName,
    variables,
    variablesText: () => canonicalJson(variables),
    isCacheableUrl: never,
  };
}

function parametersOf(url: string): URLSearchParams {
  const start = url.indexOf('?');
  return new URLSearchParams(start < 0 ? '' : url.slice(start));
}

function askedInParameters({ url, identity }: FastifyRequest): Asked | undefined {
  const parameters = parametersOf(url);
  const form = formOfParameters(parameters);
  if (!form) return undefined;
  const variables = jsonParameter(parameters, 'variables');
  return {
    form,
    client: identity.clientName,
    operationName: parameters.get('operationName') ?? undefined,
    variables,
    variablesText: () => canonicalJson(variables),
    isCacheableUrl: form.text === undefined ? always : never,
  };
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

/** What a URL says by itself, whoever asks. */
function readPath(url: string, { client, id }: OperationPath): Asked {
  const variables = jsonParameter(parametersOf(url), 'variables');
  let text: string | undefined;
  let checked: ResolvedOperation['registered'];
  let isCanonical = false;
  return {
    form: { text: undefined, id, hash: undefined },
    client,
    operationName: undefined,
    variables,
    variablesText: () => (text ??= canonicalJson(variables)),
    isCacheableUrl({ registered }) {
      if (registered && registered !== checked) {
        isCanonical = url === canonicalUrl(client, id, canonicalVariables(variables, registered.variables));
        checked = registered;
      }
      return registered !== undefined && isCanonical;
    },
  };
}

/** Remembers what short URLs say, since most of what is asked for by URL is asked for again. */
function createPathReader(): (request: FastifyRequest) => Asked {
  const paths = new LRUCache<string, Asked>({
    maxSize: MAX_PATHS_BYTES,
    sizeCalculation: (_asked, url) => PATH_BYTES + BYTES_PER_CHARACTER * url.length,
  });
  return ({ url, params, identity }) => {
    const path = params as OperationPath;
    requireClient(identity, path.client);
    const known = paths.get(url);
    if (known) return known;
    const asked = readPath(url, path);
    if (url.length <= LONGEST_PATH_KEPT) paths.set(url, asked);
    return asked;
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
      const { form, client, operationName, variables, variablesText, isCacheableUrl } = asked;
      const resolved = resolve(form, { client, registrant: holderOf(request.identity, request.ip) });
      const complete = (operation: ResolvedOperation): RequestedOperation => ({
        ...operation,
        form,
        operationName: typeof operationName === 'string' ? operationName : undefined,
        variables,
        variablesText,
        isCacheableUrl: isCacheableUrl(operation),
      });
      return resolved instanceof Promise ? resolved.then(complete) : complete(resolved);
    };
  return {
    ofGraphQL: reader((request) => (request.method === 'POST' ? askedInBody(request) : askedInParameters(request))),
    ofPath: reader(createPathReader()),
  };
}
