import type { OperationVariant } from './compile-operation.ts';
import type { ExecutionState, FetchFailure } from './execution-state.ts';
import { selectedPaths } from './selected-paths.ts';
import type { AnswerError } from './subgraph-fetch.ts';

/**
 * The errors of an answer with the places the client knows: those that subgraphs located, one for each field that a
 * failed fetch left empty, one for each value that is none of its type, and one for each null that must not be. What is wrong with values is told in
 * `valueCompletion` too, as Apollo's gateway does, unless there are errors of subgraphs that may have caused it.
 */
export function answerErrors(variant: OperationVariant, state: ExecutionState) {
  const responseNameOf = (name: string) => variant.plannable.responseNameOf(name);
  const errors: AnswerError[] = [];
  const invalidValues: AnswerError[] = [];
  const nulls: AnswerError[] = [];
  const located = new Set<FetchFailure>();
  const path: (string | number)[] = [];
  const dataPath: string[] = [];
  const text = variant.project(state.data, {
    variables: state.variables,
    mayNeedEscape: state.strings.mayNeedEscape,
    foundInvalid: false,
    texts: new Map(),
    trace: {
      path,
      dataPath,
      onInvalid(message) {
        invalidValues.push({ message, path: [...path], extensions: { code: 'INVALID_GRAPHQL' } });
      },
      onNull(message) {
        nulls.push({ message, path: [...path], extensions: { code: 'INVALID_GRAPHQL' } });
      },
      onDenied({ message, code }) {
        errors.push({ message, path: [...path], extensions: { code, service: 'gateway' } });
      },
      onAbsent() {
        const failure = state.failures.find((one) => one.covers(dataPath));
        if (!failure) return;
        located.add(failure);
        errors.push({ ...failure.error, path: [...path] });
      },
    },
  });
  const isAsked = createIsAsked(variant, JSON.parse(text));
  for (const error of state.errors) {
    const dataPath = error.path ?? [];
    const path = dataPath.map((key) => (typeof key === 'string' ? (responseNameOf(key) ?? key) : key));
    if (isAsked(dataPath, path)) errors.push({ ...error, path });
  }
  for (const failure of state.failures) if (!located.has(failure)) errors.push(failure.error);
  const told = withoutRepeats([...errors, ...invalidValues]);
  return {
    errors: [...told, ...unexplained(nulls, told)],
    valueCompletion: errors.length === 0 ? [...invalidValues, ...nulls] : [],
  };
}

/**
 * Whether an error is the client's: an `@interfaceObject` is asked for all implementations, also for those of which the
 * operation selects less. Errors of what only the plan asked for are told, because they are why other fields are null.
 */
function createIsAsked(variant: OperationVariant, answer: unknown) {
  const selected = variant.plannable.document ? selectedPaths(variant.plannable.document) : new Set<string>();
  return (dataPath: readonly (string | number)[], path: readonly (string | number)[]): boolean => {
    const names = dataPath.filter((key) => typeof key === 'string');
    if (!selected.has(names.join('.'))) return true;
    let value = answer;
    for (const key of path) {
      if (typeof value !== 'object' || value === null) return true;
      if (!Object.hasOwn(value, key)) return false;
      value = (value as Record<string | number, unknown>)[key];
    }
    return true;
  };
}

/** The nulls for which no error tells the reason: at the same place, below it, or at what holds it. */
function unexplained(nulls: readonly AnswerError[], errors: readonly AnswerError[]): AnswerError[] {
  const waysTo = ({ path = [] }: AnswerError) =>
    [...path.keys(), path.length].map((end) => path.slice(0, end).join('.'));
  const places = new Set(errors.map(({ path = [] }) => path.join('.')));
  const ways = new Set(errors.flatMap(waysTo));
  return nulls.filter((one) => !ways.has((one.path ?? []).join('.')) && !waysTo(one).some((way) => places.has(way)));
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
