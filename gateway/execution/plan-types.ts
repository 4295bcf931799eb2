/** Why a plan speaks its own language here: execution does not know which planner made it. */

/** A step into the data: a response name, `@` for every item of a list, or only objects of these types. */
export type PathSegment = string | { readonly types: readonly string[] };
export type PlanPath = readonly PathSegment[];

/** Changes a value on its way to or from a subgraph: sets it, or gives its key another name. */
export type Rewrite =
  | { readonly kind: 'set'; readonly path: PlanPath; readonly value: unknown }
  | { readonly kind: 'rename'; readonly path: PlanPath; readonly to: string };

/** What of an entity goes into its representation. `source` is the name in the data, `name` the subgraph's. */
export type Requirement =
  | {
      readonly kind: 'field';
      readonly name: string;
      readonly source: string;
      readonly selections?: readonly Requirement[];
    }
  | {
      readonly kind: 'fragment';
      readonly type: string;
      readonly selections: readonly Requirement[];
    };

export type OperationKind = 'query' | 'mutation' | 'subscription';

interface Request {
  readonly serviceName: string;
  readonly operation: string;
  readonly operationName?: string;
  readonly operationKind: OperationKind;
  readonly variableUsages: readonly string[];
  /** How many rounds of requests wait for this one: it must leave them time. Compiling the plan tells. */
  readonly laterRounds?: number;
}

/** Root fields of one subgraph, merged into the objects at `path` (the root of the answer unless said otherwise). */
export interface RootFetch extends Request {
  readonly kind: 'RootFetch';
  readonly path: PlanPath;
  readonly outputRewrites: readonly Rewrite[];
}

/** A `@fromContext` argument: `path` leads to its value from the object that lies `up` fields above the entity. */
export interface ContextArgument {
  readonly variable: string;
  readonly up: number;
  readonly path: PlanPath;
}

/** One `_entities` field of a request: which entities it asks for, and where its answer goes. */
export interface EntityTarget {
  readonly alias: string;
  readonly representationsVariable: string;
  readonly paths: readonly PlanPath[];
  readonly requires: readonly Requirement[];
  readonly inputRewrites: readonly Rewrite[];
  readonly outputRewrites: readonly Rewrite[];
  /** Several may give one variable: the first that leads somewhere does. */
  readonly context?: readonly ContextArgument[];
}

/** Entities of one subgraph, in one request however many `_entities` fields it takes. */
export interface EntityFetch extends Request {
  readonly kind: 'EntityFetch';
  readonly targets: readonly EntityTarget[];
}

export type FetchNode = RootFetch | EntityFetch;

export type PlanNode =
  | FetchNode
  | { readonly kind: 'Sequence'; readonly nodes: readonly PlanNode[] }
  | { readonly kind: 'Parallel'; readonly nodes: readonly PlanNode[] }
  /** Parts side by side that must not see each other's data: each has a copy of what is there, and all are merged at the end. */
  | { readonly kind: 'Separate'; readonly nodes: readonly PlanNode[] };

/** A plan without a node needs no subgraph: only introspection or the root's `__typename` was asked. */
export interface Plan {
  readonly node?: PlanNode;
  /** The event source of a subscription; `node` then completes each event. */
  readonly subscription?: RootFetch;
}

/** The fetches of a plan, wherever they stand in it. */
export function fetchesOf(node: PlanNode): FetchNode[] {
  return node.kind === 'RootFetch' || node.kind === 'EntityFetch' ? [node] : node.nodes.flatMap(fetchesOf);
}
