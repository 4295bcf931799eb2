import { z } from 'zod';
import { AppError } from '../../../lib/errors.ts';
import { isDataObject } from '../../execution/data.ts';

/** How a request says what it wants: by text, by the id of a registered operation, or by hash with or without text. */
export interface OperationForm {
  readonly text: string | undefined;
  readonly id: string | undefined;
  /** Of an automatic persisted query. */
  readonly hash: string | undefined;
}

const persistedQuery = z.object({ version: z.literal(1), sha256Hash: z.string().min(1).max(200) });

/** @throws AppError BAD_REQUEST when there is something else under `persistedQuery`. */
function hashOf(extensions: unknown): string | undefined {
  if (!isDataObject(extensions) || extensions['persistedQuery'] == null) return undefined;
  const parsed = persistedQuery.safeParse(extensions['persistedQuery']);
  if (!parsed.success)
    throw new AppError('BAD_REQUEST', 'persistedQuery must be { "version": 1, "sha256Hash": "…" }.', {
      cause: parsed.error,
    });
  return parsed.data.sha256Hash;
}

/** Undefined when the body names no operation, for Apollo Server to say what is wrong with it. */
export function formOfBody(body: unknown): OperationForm | undefined {
  if (!isDataObject(body)) return undefined;
  const { query, id: shortId, documentId, extensions } = body;
  const text = typeof query === 'string' && query !== '' ? query : undefined;
  const given = shortId ?? documentId;
  const id = text === undefined && typeof given === 'string' ? given : undefined;
  const hash = extensions === undefined ? undefined : hashOf(extensions);
  return text === undefined && id === undefined && hash === undefined ? undefined : { text, id, hash };
}

/** Parses a parameter that holds a JSON object. @throws AppError BAD_REQUEST when it holds anything else. */
export function jsonParameter(
  parameters: URLSearchParams,
  name: string,
): Readonly<Record<string, unknown>> | undefined {
  const text = parameters.get(name);
  if (text === null) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    if (isDataObject(value)) return value;
  } catch {
    // As for JSON of another kind.
  }
  throw new AppError('BAD_REQUEST', `The parameter ${name} must be a JSON object.`);
}

/** Undefined when the parameters name no operation, for Apollo Server to say what is wrong with them. */
export function formOfParameters(parameters: URLSearchParams): OperationForm | undefined {
  const text = parameters.get('query') || undefined;
  const id = text === undefined ? (parameters.get('id') ?? parameters.get('documentId') ?? undefined) : undefined;
  const hash = parameters.has('extensions') ? hashOf(jsonParameter(parameters, 'extensions')) : undefined;
  return text === undefined && id === undefined && hash === undefined ? undefined : { text, id, hash };
}
