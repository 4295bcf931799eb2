import type { DocumentNode } from 'graphql';
import type { Plan } from './plan-types.ts';

/** Makes plans for one supergraph. Throws when an operation cannot be resolved by its subgraphs. */
export interface Planner {
  /** `document` holds one operation, already valid against the schema that clients see. */
  plan(document: DocumentNode): Plan;
}
