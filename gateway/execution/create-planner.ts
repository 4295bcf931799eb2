import { createApolloPlanner } from './apollo-planner.ts';
import type { ExecutionSchema } from './execution-schema.ts';
import { createNativePlanner } from './native-planner.ts';
import { createCheckedPlanner } from './planner.ts';
import type { MakePlanner, OverrideChoice, Planner } from './planner.ts';

/**
 * The planner of a supergraph: the native one where the platform has it, and Apollo's for what that one cannot plan, or for
 * everything. `warn` is told when the native one is missing.
 */
export function createPlanner(
  schema: ExecutionSchema,
  overrides: OverrideChoice,
  warn: (message: string) => void,
): Planner {
  const makeApollo: MakePlanner = (supergraphSdl) => createApolloPlanner(supergraphSdl, overrides);
  try {
    const makeNative: MakePlanner = (supergraphSdl) => createNativePlanner(supergraphSdl, overrides);
    return createCheckedPlanner(schema, [makeNative, makeApollo]);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    warn(
      `Apollo's planner plans every operation, several times slower, because the native one did not load: ${reason}`,
    );
    return createCheckedPlanner(schema, [makeApollo]);
  }
}
