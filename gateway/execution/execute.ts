import { getVariableValues } from 'graphql';
import { answerErrors } from './answer-errors.ts';
import type { CompiledOperation, OperationVariant } from './compile-operation.ts';
import type { DataObject } from './data.ts';
import type { ExecutionState } from './execution-state.ts';
import type { ProjectionState } from './value-writers.ts';
import type { AnswerError, SubgraphFetch } from './subgraph-fetch.ts';

export interface ExecutionInput {
  /** As the client sent them. */
  readonly variables?: Readonly<DataObject> | undefined;
  readonly fetch: SubgraphFetch;
  readonly signal: AbortSignal;
}

export interface ExecutionResult {
  /** The whole GraphQL answer as JSON text. */
  readonly body: string;
  /** The answer's `data` as JSON text; undefined when the operation did not start. */
  readonly dataText: string | undefined;
  readonly errors: readonly AnswerError[];
  readonly extensions: { readonly valueCompletion: readonly AnswerError[] } | undefined;
}

/** Runs a query or mutation. Subgraph failures are errors of the answer; only a defect of the engine rejects. */
export async function execute(compiled: CompiledOperation, input: ExecutionInput): Promise<ExecutionResult> {
  const { coerced, errors } = coerceVariables(compiled, input.variables);
  return coerced ? await runVariant(compiled.variantFor(coerced), coerced, input) : refuse(errors);
}

/** Runs one variant of an operation with variables that are coerced. */
export async function runVariant(
  variant: OperationVariant,
  variables: DataObject,
  { fetch, signal }: ExecutionInput,
  data: DataObject = {},
): Promise<ExecutionResult> {
  const state: ExecutionState = {
    data,
    variables,
    fetch,
    signal,
    errors: [],
    failures: [],
    strings: { mayNeedEscape: false },
  };
  const pending = variant.run?.(state);
  if (pending) await pending;
  return answer(variant, state);
}

export function coerceVariables(compiled: CompiledOperation, variables: Readonly<DataObject> = {}) {
  const { schema, client, conditions } = compiled;
  const definitions = client.definition.variableDefinitions ?? [];
  if (definitions.length === 0) return { coerced: {}, errors: [] };
  const { coerced, errors } = getVariableValues(schema.api, definitions, variables, { maxErrors: 50 });
  // A variable with a default may stand where null may not, and be sent as null all the same.
  const undecided = coerced ? conditions.filter((name) => coerced[name] === null) : [];
  const messages = [
    ...(errors ?? []).map(({ message }) => message),
    ...undecided.map((name) => `Variable "$${name}" must not be null where it decides about a selection.`),
  ];
  return {
    coerced: undecided.length > 0 ? undefined : coerced,
    errors: messages.map((message) => ({ message, extensions: { code: 'BAD_USER_INPUT' } })),
  };
}

/** Writes what the fetches brought; a second time with places kept when something was wrong with it. */
export function answer(variant: OperationVariant, state: ExecutionState): ExecutionResult {
  const projection: ProjectionState = {
    variables: state.variables,
    mayNeedEscape: state.strings.mayNeedEscape,
    foundInvalid: false,
    texts: new Map(),
  };
  const dataText = variant.project(state.data, projection);
  if (state.errors.length === 0 && state.failures.length === 0 && !projection.foundInvalid)
    return resultOf(dataText, []);
  const { errors, valueCompletion } = answerErrors(variant, state);
  return resultOf(dataText, errors, valueCompletion);
}

function resultOf(
  dataText: string | undefined,
  errors: readonly AnswerError[],
  valueCompletion: readonly AnswerError[] = [],
): ExecutionResult {
  const extensions = valueCompletion.length > 0 ? { valueCompletion } : undefined;
  const parts: string[] = [];
  if (dataText !== undefined) parts.push(`"data":${dataText}`);
  if (errors.length > 0) parts.push(`"errors":${JSON.stringify(errors)}`);
  if (extensions) parts.push(`"extensions":${JSON.stringify(extensions)}`);
  return { body: `{${parts.join(',')}}`, dataText, errors, extensions };
}

/** The answer to an operation that did not start. */
export function refuse(errors: readonly AnswerError[]): ExecutionResult {
  return resultOf(undefined, errors);
}
