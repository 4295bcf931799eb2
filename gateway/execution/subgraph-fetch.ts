import type { AnswerEffects } from './answer-effects.ts';
import type { DataObject } from './data.ts';
import type { OperationKind } from './plan-types.ts';

export interface EntitiesField {
  readonly alias: string;
  readonly variable: string;
}

export interface SubgraphRequest {
  readonly serviceName: string;
  readonly query: string;
  readonly operationName: string | undefined;
  readonly variables: DataObject;
  readonly kind: OperationKind;
  /** How many rounds of requests wait for this one. */
  readonly laterRounds?: number | undefined;
  /** How many entities each `_entities` field must hold, by its response name. */
  readonly entityCounts?: Readonly<Record<string, number>> | undefined;
  /** The `_entities` fields, each with the variable that holds its representations. */
  readonly entities?: readonly EntitiesField[];
}

/** An error as GraphQL puts it into an answer. */
export interface AnswerError {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly extensions?: Readonly<Record<string, unknown>>;
}

export interface SubgraphAnswer {
  readonly data?: DataObject | null | undefined;
  readonly errors?: readonly AnswerError[] | undefined;
  /** What the answer's headers say, where they say anything. */
  readonly effects?: AnswerEffects | undefined;
  /** No string in it needs an escape in JSON: there was none in the text that it was read from. */
  readonly isPlain?: boolean;
  /** Other executions have the same objects: what is taken of them and changed must be a copy. */
  readonly isShared?: boolean;
}

/**
 * Asks one subgraph. A rejection means that nothing came back; its `extensions`, if any, go to the client. Unless the
 * answer is shared, the data is the engine's own from then on: it is changed in place.
 */
export type SubgraphFetch = (request: SubgraphRequest, signal: AbortSignal) => Promise<SubgraphAnswer>;
