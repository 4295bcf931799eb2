import { hash } from 'node:crypto';
import { print } from 'graphql';
import type { DocumentNode } from 'graphql';
import { LRUCache } from 'lru-cache';
import { compileOperation } from './compile-operation.ts';
import type { CompiledOperation, DeferredVariants, OperationVariant } from './compile-operation.ts';
import type { ExecutionSchema } from './execution-schema.ts';
import type { Planner } from './planner.ts';

/** What is planned and compiled, by schema and normalised text: another schema's is neither found nor thrown away. */
export interface PlanCache {
  /** Throws what `compileOperation` throws; a failure is not kept. */
  compiledFor(
    schema: ExecutionSchema,
    planner: Planner,
    document: DocumentNode,
    operationName?: string,
  ): CompiledOperation;
}

/** Measured: 10 to 15 KB, and 30 to 75 bytes for each character of what is planned. */
const VARIANT_BYTES = 15_000;
const BYTES_PER_PLANNED_CHARACTER = 75;

const bytesOfVariant = ({ plannable: { document } }: OperationVariant): number =>
  VARIANT_BYTES + (document ? print(document).length * BYTES_PER_PLANNED_CHARACTER : 0);

function bytesOf(compiled: OperationVariant | DeferredVariants): number {
  if ('plannable' in compiled) return bytesOfVariant(compiled);
  return compiled.parts.reduce((sum, { variant }) => sum + bytesOfVariant(variant), bytesOfVariant(compiled.primary));
}

/** @param maxBytes of all variants: each counts by itself, since a short text with conditions or fragments has large ones. */
export function createPlanCache(maxBytes: number): PlanCache {
  // Found by their documents without reading those again, and gone with them.
  const operations = new WeakMap<DocumentNode, CompiledOperation>();
  const variants = new LRUCache<string, OperationVariant | DeferredVariants>({
    maxSize: maxBytes,
    sizeCalculation: bytesOf,
  });

  return {
    compiledFor(schema, planner, document, operationName) {
      const known = operations.get(document);
      if (known?.schema === schema && known.operationName === operationName) return known;
      const key = hash('sha256', `${schema.id} ${JSON.stringify(operationName)} ${print(document)}`, 'base64url');
      const operation = compileOperation(schema, planner, document, operationName, (name, make) => {
        // Without conditions the same string each time, so that it is hashed once.
        const keyOfVariant = name === '' ? key : `${key} ${name}`;
        const kept = variants.get(keyOfVariant) as ReturnType<typeof make> | undefined;
        if (kept) return kept;
        const made = make();
        variants.set(keyOfVariant, made);
        return made;
      });
      operations.set(document, operation);
      return operation;
    },
  };
}
