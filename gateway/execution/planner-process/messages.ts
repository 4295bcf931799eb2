import type { QueryPlan } from '@graphql-hive/router-query-planner';

/** What the planner process is asked. It may have forgotten a planner, which is then loaded again. */
export type PlannerRequest =
  | { readonly kind: 'load'; readonly planner: number; readonly supergraphSdl: string }
  | {
      readonly kind: 'plan';
      readonly planner: number;
      readonly operation: string;
      readonly labels: ReadonlySet<string>;
      readonly percentage: number;
    };

export type PlannerReply =
  | { readonly kind: 'loaded' }
  | { readonly kind: 'planned'; readonly plan: QueryPlan }
  | { readonly kind: 'forgotten' }
  /** The planner refuses the request. */
  | { readonly kind: 'failed'; readonly reason: string }
  /** The process ended, or was ended, before it answered. */
  | { readonly kind: 'ended'; readonly reason: string };

/** A request on its way to the process, through a thread of its own. */
export interface PlannerTurn {
  readonly id: number;
  readonly request: PlannerRequest;
  /** Turns 1 when the reply can be read. */
  readonly done: Int32Array<SharedArrayBuffer>;
}

/** Tells the thread that nobody waits for the reply any more. */
export interface GiveUp {
  readonly id: number;
  readonly request: 'give-up';
}
