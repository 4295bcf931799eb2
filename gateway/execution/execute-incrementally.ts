import type { CompiledOperation, OperationVariant } from './compile-operation.ts';
import { copyData, isDataObject } from './data.ts';
import type { DataObject } from './data.ts';
import type { DeferredPart } from './deferred-parts.ts';
import { coerceVariables, refuse, runVariant } from './execute.ts';
import type { ExecutionInput, ExecutionResult } from './execute.ts';
import type { AnswerError } from './subgraph-fetch.ts';

type Path = readonly (string | number)[];

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
  readonly first: ExecutionResult;
  /** The parts in the `deferSpec=20220824` format, each when its fetches are done. */
  readonly later: AsyncGenerator<LaterResult, void, undefined>;
}

/** Runs a query with its deferred parts side by side. Undefined, and nothing was run, when nothing is deferred. */
export async function executeIncrementally(
  compiled: CompiledOperation,
  input: ExecutionInput,
): Promise<IncrementalExecution | undefined> {
  const { coerced } = coerceVariables(compiled, input.variables);
  if (!coerced) return undefined;
  const { primary, parts } = compiled.deferredFor(coerced);
  if (parts.length === 0) return undefined;
  const run = (variant: OperationVariant): Promise<ExecutionResult> => runVariant(variant, coerced, input);
  const running = new Map(
    parts.map(({ part, variant }) => [
      part,
      run(variant)
        .catch(failed)
        .then((result) => ({ part, result })),
    ]),
  );
  const first = await run(primary);
  return { first, later: laterResults(running, parse(first.dataText)) };
}

/** A defect in one part is an error of that part. */
function failed(error: unknown): ExecutionResult {
  return refuse([{ message: error instanceof Error ? error.message : String(error) }]);
}

async function* laterResults(
  running: Map<DeferredPart, Promise<{ part: DeferredPart; result: ExecutionResult }>>,
  answer: unknown,
): AsyncGenerator<LaterResult, void, undefined> {
  const answered = new Set<DeferredPart>();
  while (running.size > 0) {
    const ready = [...running]
      .filter(([part]) => !part.parent || answered.has(part.parent))
      .map(([, promise]) => promise);
    const { part, result } = await Promise.race(ready);
    running.delete(part);
    answered.add(part);
    const incremental = payloads(part, result, answer);
    yield { ...(incremental.length > 0 && { incremental }), hasNext: running.size > 0 };
  }
}

/** What of a part belongs to each object that the answer so far holds at its path; nothing where its type does not fit. */
function payloads(part: DeferredPart, result: ExecutionResult, answer: unknown): DeferredPayload[] {
  const partData = parse(result.dataText);
  let errors = result.errors;
  return placesOf(answer, part.path).flatMap((path) => {
    const data = valueAt(partData, path) ?? null;
    if (isDataObject(data) && Object.keys(data).length === 0) return [];
    mergeInto(valueAt(answer, path), data);
    const own = errors.filter((error) => concerns(error, path));
    errors = errors.filter((error) => !own.includes(error));
    const valueCompletion = result.extensions?.valueCompletion.filter((error) => concerns(error, path)) ?? [];
    return [
      {
        data,
        path,
        ...(part.label !== undefined && { label: part.label }),
        ...(own.length > 0 && { errors: own }),
        ...(valueCompletion.length > 0 && { extensions: { valueCompletion } }),
      },
    ];
  });
}

function parse(text: string | undefined): unknown {
  return text === undefined ? null : JSON.parse(text);
}

/** The places, with list indices, of the objects at a path of response names. */
function placesOf(value: unknown, path: readonly string[], place: Path = []): Path[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => placesOf(item, path, [...place, index]));
  if (!isDataObject(value)) return [];
  const [name, ...rest] = path;
  return name === undefined ? [place] : placesOf(value[name], rest, [...place, name]);
}

function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (at, key) =>
      typeof at === 'object' && at !== null && Object.hasOwn(at, key) ? (at as DataObject)[key] : undefined,
    value,
  );
}

/** Parts within a part find their places in what it brought. */
function mergeInto(target: unknown, found: unknown): void {
  if (Array.isArray(target) && Array.isArray(found)) {
    for (const [index, item] of found.entries()) mergeInto(target[index], item);
    return;
  }
  if (!isDataObject(target) || !isDataObject(found)) return;
  for (const [name, value] of Object.entries(found))
    if (target[name] === undefined) target[name] = copyData(value);
    else mergeInto(target[name], value);
}

/** Whether an error lies in what is at a place, or on the way there. */
function concerns({ path = [] }: AnswerError, place: Path): boolean {
  return place.every((key, index) => index >= path.length || path[index] === key);
}
