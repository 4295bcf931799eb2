import type { CompiledOperation, OperationVariant } from './compile-operation.ts';
import { copyData, isDataObject, readField, writeField } from './data.ts';
import type { DataObject } from './data.ts';
import type { DeferredPart } from './deferred-parts.ts';
import { coerceVariables, refuse, runVariant } from './execute.ts';
import type { ExecutionInput, ExecutionResult } from './execute.ts';
import { findAgain, valueAt, withoutKeys } from './object-keys.ts';
import type { Path } from './object-keys.ts';
import type { AnswerError } from './subgraph-fetch.ts';

/** A deferred part at one place of the answer. */
export interface DeferredPayload {
  /** Null when a null inside moved up to the fragment. */
  readonly data: unknown;
  readonly path: Path;
  readonly label?: string;
  readonly errors?: readonly AnswerError[];
  readonly extensions?: ExecutionResult['extensions'];
}

export interface LaterResult {
  readonly incremental?: readonly DeferredPayload[];
  readonly hasNext: boolean;
}

export interface IncrementalExecution {
  /** The answer without its deferred parts. */
  readonly first: Pick<ExecutionResult, 'errors' | 'extensions'> & { readonly data: unknown };
  /** The parts in the `deferSpec=20220824` format, each when its fetches are done. */
  readonly later: AsyncGenerator<LaterResult, void, undefined>;
}

/** The way to a part is gone a second time, and what the answer holds need not be there any more. */
const GONE: AnswerError = {
  message: 'This was changed while it was being answered: ask again.',
  extensions: { code: 'CONFLICT', service: 'gateway' },
};

/**
 * Runs a query with its deferred parts side by side, and those of a mutation when it is done. Undefined, and nothing was
 * run, when nothing is deferred.
 */
export async function executeIncrementally(
  compiled: CompiledOperation,
  input: ExecutionInput,
): Promise<IncrementalExecution | undefined> {
  const { coerced } = coerceVariables(compiled, input.variables);
  if (!coerced) return undefined;
  const { primary, parts } = compiled.deferredFor(coerced);
  if (parts.length === 0) return undefined;
  const run = (variant: OperationVariant, data?: DataObject): Promise<ExecutionResult> =>
    runVariant(variant, coerced, input, data).catch(failed);
  const runningFirst = run(primary);
  const startedParts = parts.map(({ part, variant, seed }): StartedPart => ({
    part,
    result: seed ? undefined : run(variant),
    continueFrom: (answer) => run(variant, seed?.(answer)),
  }));
  const { dataText, errors, extensions } = await runningFirst;
  const answer = parse(dataText);
  return { first: { data: withoutKeys(answer), errors, extensions }, later: laterResults(startedParts, answer) };
}

interface StartedPart {
  readonly part: DeferredPart;
  /** Undefined while what it begins with is not answered. */
  result: Promise<ExecutionResult> | undefined;
  readonly continueFrom: (answer: unknown) => Promise<ExecutionResult>;
}

/** A defect in one part is an error of that part; nothing is run a second time for it. */
function failed(error: unknown): ExecutionResult {
  return refuse([{ message: error instanceof Error ? error.message : String(error) }]);
}

async function* laterResults(
  parts: readonly StartedPart[],
  answer: unknown,
): AsyncGenerator<LaterResult, void, undefined> {
  const running = new Set(parts);
  const answered = new Set<DeferredPart>();
  while (running.size > 0) {
    const ready = [...running].filter(({ part: { parent } }) => !parent || answered.has(parent));
    const results = ready.map(async (started) => {
      started.result ??= started.continueFrom(answer);
      return { started, result: await started.result };
    });
    const { started, result } = await Promise.race(results);
    running.delete(started);
    answered.add(started.part);
    const incremental = payloads(started.part, result, answer);
    yield { ...(incremental.length > 0 && { incremental }), hasNext: running.size > 0 };
  }
}

/** What of a part belongs to each object that the answer so far holds at its path; nothing where its type does not fit. */
function payloads(part: DeferredPart, result: ExecutionResult, answer: unknown): DeferredPayload[] {
  const label = part.label === undefined ? {} : { label: part.label };
  const partData = parse(result.dataText);
  const takeErrors = byPlace(result.errors);
  const takeCompletions = byPlace(result.extensions?.valueCompletion ?? []);
  return placesOf(answer, part.path).flatMap((path) => {
    const found = findAgain(answer, path, partData);
    if (!found) return [{ data: null, path, ...label, errors: [{ ...GONE, path }] }];
    const keyed = valueAt(partData, found) ?? null;
    const data = withoutKeys(keyed);
    if (isDataObject(data) && Object.keys(data).length === 0) return [];
    addFound(valueAt(answer, path), keyed);
    const move = (error: AnswerError): AnswerError => moved(error, found, path);
    const errors = takeErrors(found).map(move);
    const valueCompletion = takeCompletions(found).map(move);
    return [
      {
        data,
        path,
        ...label,
        ...(errors.length > 0 && { errors }),
        ...(valueCompletion.length > 0 && { extensions: { valueCompletion } }),
      },
    ];
  });
}

/** Gives the errors of what is at a place, and of the way there, each once. Places of a part are equally deep. */
function byPlace(errors: readonly AnswerError[]): (place: Path) => AnswerError[] {
  let untold: Map<string, AnswerError[]> | undefined;
  return (place) => {
    if (errors.length === 0) return [];
    untold ??= Map.groupBy(errors, ({ path = [] }) => JSON.stringify(path.slice(0, place.length)));
    return [...place.keys(), place.length].flatMap((depth) => {
      const key = JSON.stringify(place.slice(0, depth));
      const own = untold?.get(key) ?? [];
      untold?.delete(key);
      return own;
    });
  };
}

/** The error at the place where the answer has what a part found elsewhere. */
function moved(error: AnswerError, from: Path, to: Path): AnswerError {
  const { path } = error;
  return path && path.length >= from.length ? { ...error, path: [...to, ...path.slice(from.length)] } : error;
}

function parse(text: string | undefined): unknown {
  return text === undefined ? null : JSON.parse(text);
}

/** The places, with list indices, of the objects at a path of response names. */
function placesOf(value: unknown, path: readonly string[], place: Path = []): Path[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => placesOf(item, path, [...place, index]));
  if (!isDataObject(value)) return [];
  const [name, ...rest] = path;
  return name === undefined ? [place] : placesOf(readField(value, name), rest, [...place, name]);
}

/** Parts within a part find their places in what it brought. */
function addFound(target: unknown, found: unknown): void {
  if (Array.isArray(target) && Array.isArray(found)) {
    for (const [index, item] of found.entries()) addFound(target[index], item);
    return;
  }
  if (!isDataObject(target) || !isDataObject(found)) return;
  for (const [name, value] of Object.entries(found))
    if (readField(target, name) === undefined) writeField(target, name, copyData(value));
    else addFound(readField(target, name), value);
}
