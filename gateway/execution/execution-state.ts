import type { DataObject } from './data.ts';
import type { AnswerError, SubgraphFetch } from './subgraph-fetch.ts';

/** A fetch that brought nothing: the places it was to fill are found when the answer is written. */
export interface FetchFailure {
  readonly error: AnswerError;
  /** Whether the fetch was to bring the value at this path of names in the data. */
  covers(dataPath: readonly string[]): boolean;
}

/** What one execution knows and gathers. */
export interface ExecutionState {
  readonly data: DataObject;
  readonly variables: DataObject;
  readonly fetch: SubgraphFetch;
  readonly signal: AbortSignal;
  /** Paths are still in the data's names. */
  readonly errors: AnswerError[];
  readonly failures: FetchFailure[];
  /** Whether a string of the data may need an escape in JSON. One object for all parts of the execution. */
  readonly strings: { mayNeedEscape: boolean };
}

/** A node of the plan, ready to run. Undefined when there is nothing to wait for. */
export type Step = (state: ExecutionState) => Promise<void> | undefined;
