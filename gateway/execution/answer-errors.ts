import type { OperationVariant } from './compile-operation.ts';
import type { ExecutionState, FetchFailure } from './execution-state.ts';
import type { AnswerError } from './subgraph-fetch.ts';

/**
 * The errors of an answer with the places the client knows: those that subgraphs located, one for each field that a
 * failed fetch left empty, and the values that broke the schema's promise.
 */
export function answerErrors(variant: OperationVariant, state: ExecutionState) {
  const errors: AnswerError[] = state.errors.map((error) => ({
    ...error,
    path: (error.path ?? []).map((key) =>
      typeof key === 'string' ? (variant.plannable.responseNameOf(key) ?? key) : key,
    ),
  }));
  const invalidValues: AnswerError[] = [];
  const located = new Set<FetchFailure>();
  const path: (string | number)[] = [];
  const dataPath: string[] = [];
  variant.project(state.data, {
    variables: state.variables,
    foundInvalid: false,
    texts: new Map(),
    trace: {
      path,
      dataPath,
      onInvalid(message) {
        invalidValues.push({ message, path: [...path], extensions: { code: 'INVALID_GRAPHQL' } });
      },
      onAbsent() {
        const failure = state.failures.find((one) => one.covers(dataPath));
        if (!failure) return;
        located.add(failure);
        errors.push({ ...failure.error, path: [...path] });
      },
    },
  });
  for (const failure of state.failures) if (!located.has(failure)) errors.push(failure.error);
  return { errors: withoutRepeats(errors), invalidValues };
}

/** Two fetches may come upon one error: of a field that subgraphs share, or in parts that were planned apart. */
function withoutRepeats(errors: readonly AnswerError[]): AnswerError[] {
  const byPlace = new Map<string, AnswerError>();
  for (const error of errors) {
    const place = JSON.stringify([error.path, error.message]);
    if (!byPlace.has(place)) byPlace.set(place, error);
  }
  return [...byPlace.values()];
}
