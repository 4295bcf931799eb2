import { entityFields } from './entity-fields.ts';
import type { ExecutionSchema } from './execution-schema.ts';
import type { EntityFetch, EntityTarget, Requirement } from './plan-types.ts';

/**
 * An `@interfaceObject` subgraph resolves its fields for every implementation. Planners that merge fetches for several of
 * them may name one only, so all are sent, unless a field has requirements that an implementation may lack.
 */
export function widenToInterface(
  target: EntityTarget,
  node: EntityFetch,
  schema: ExecutionSchema,
): readonly Requirement[] {
  const interfaceName = target.inputRewrites.map(interfaceSent).find((name) => name !== undefined);
  const hasRequirement = entityFields(node.operation, target.alias).some(
    ({ type, field }) => schema.facts.requiresOf(node.serviceName, type, field) !== undefined,
  );
  if (interfaceName === undefined || hasRequirement) return target.requires;
  return target.requires.map((one) =>
    one.kind === 'fragment' && schema.isOfType(one.type, interfaceName) ? { ...one, type: interfaceName } : one,
  );
}

function interfaceSent(rewrite: EntityTarget['inputRewrites'][number]): string | undefined {
  const isTypename = rewrite.kind === 'set' && rewrite.path.at(-1) === '__typename';
  return isTypename && typeof rewrite.value === 'string' ? rewrite.value : undefined;
}
