import type { CompiledOperation, OperationVariant } from './compile-operation.ts';
import { isDataObject } from './data.ts';
import type { DataObject } from './data.ts';
import { coerceVariables, refuse, runVariant } from './execute.ts';
import type { ExecutionInput, ExecutionResult } from './execute.ts';
import type { DeferredPart } from './deferred-parts.ts';
import type { AnswerError } from './subgraph-fetch.ts';

type Path = readonly (string | number)[];

/**
 * Runs a query and yields the JSON texts of its payloads in the `deferSpec=20220824` format: the answer without its deferred
 * parts, then each part when its fetches are done. One complete answer when nothing is deferred.
 */
export async function* executeIncrementally(
  compiled: CompiledOperation,
  input: ExecutionInput,
): AsyncGenerator<string, void, undefined> {
  const { coerced, errors } = coerceVariables(compiled, input.variables);
  if (!coerced) {
    yield refuse(errors).body;
    return;
  }
  const { primary, parts } = compiled.deferredFor(coerced);
  const run = (variant: OperationVariant): Promise<ExecutionResult> => runVariant(variant, coerced, input);
  if (parts.length === 0) {
    yield (await run(primary)).body;
    return;
  }
  const running = new Map(parts.map(({ part, variant }) => [part, run(variant).then((result) => ({ part, result }))]));
  // A part that fails while an earlier one is awaited is told when its own turn comes.
  for (const promise of running.values()) promise.catch(() => undefined);
  const first = await run(primary);
  yield `${first.body.slice(0, -1)},"hasNext":true}`;

  const data = parse(first.dataText);
  const answered = new Set<DeferredPart>();
  while (running.size > 0) {
    const ready = [...running]
      .filter(([part]) => !part.parent || answered.has(part.parent))
      .map(([, promise]) => promise);
    const { part, result } = await Promise.race(ready);
    running.delete(part);
    answered.add(part);
    const incremental = payloads(part, result, data);
    yield JSON.stringify({ ...(incremental.length > 0 && { incremental }), hasNext: running.size > 0 });
  }
}

/** What of a part belongs to each object that the answer so far holds at its path; nothing where its type does not fit. */
function payloads(part: DeferredPart, result: ExecutionResult, answer: unknown) {
  const partData = parse(result.dataText);
  return placesOf(answer, part.path).flatMap((path) => {
    const found = valueAt(partData, path);
    if (isDataObject(found) && Object.keys(found).length === 0) return [];
    const errors = found === undefined ? result.errors : result.errors.filter((error) => isUnder(error, path));
    merge(answer, path, found);
    return [
      {
        data: found ?? null,
        path,
        ...(part.label !== undefined && { label: part.label }),
        ...(errors.length > 0 && { errors }),
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

/** Parts within this one find their places in what it brought. */
function merge(answer: unknown, path: Path, found: unknown): void {
  const target = valueAt(answer, path);
  if (isDataObject(target) && isDataObject(found)) mergeObjects(target, found);
}

function mergeObjects(target: DataObject, found: DataObject): void {
  for (const [name, value] of Object.entries(found)) {
    const present = target[name];
    if (isDataObject(present) && isDataObject(value)) mergeObjects(present, value);
    else if (present === undefined) target[name] = value;
  }
}

function isUnder({ path }: AnswerError, place: Path): boolean {
  return path !== undefined && place.every((key, index) => path[index] === key);
}
