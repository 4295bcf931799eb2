import type { ExecutionSchema } from './execution-schema.ts';
import type { EntityTarget, Requirement } from './plan-types.ts';

/**
 * An `@interfaceObject` subgraph resolves its fields for every implementation, but planners that merge fetches for several
 * of them may name one only. Gives the requirements for objects of the others; none for any other fetch.
 */
export function widenToInterface(target: EntityTarget, schema: ExecutionSchema): Requirement[] {
  const interfaceName = target.inputRewrites.map(interfaceSent).find((name) => name !== undefined);
  if (interfaceName === undefined) return [];
  return target.requires.flatMap((one) =>
    one.kind === 'fragment' && schema.isOfType(one.type, interfaceName) ? [{ ...one, type: interfaceName }] : [],
  );
}

function interfaceSent(rewrite: EntityTarget['inputRewrites'][number]): string | undefined {
  const isTypename = rewrite.kind === 'set' && rewrite.path.at(-1) === '__typename';
  return isTypename && typeof rewrite.value === 'string' ? rewrite.value : undefined;
}
