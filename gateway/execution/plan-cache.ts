import { print } from 'graphql';
import type { DocumentNode } from 'graphql';
import { LRUCache } from 'lru-cache';
import { compileOperation } from './compile-operation.ts';
import type { CompiledOperation } from './compile-operation.ts';
import type { ExecutionSchema } from './execution-schema.ts';
import type { Planner } from './planner.ts';

/** Compiled operations by schema and normalised text: another schema's are neither found nor thrown away. */
export interface PlanCache {
  /** Throws what `compileOperation` throws; a failure is not kept. */
  compiledFor(
    schema: ExecutionSchema,
    planner: Planner,
    document: DocumentNode,
    operationName?: string,
  ): CompiledOperation;
}

/** Of all texts together: 2 KB each for 2,000 operations. What is compiled of a text takes up to 100 times as much. */
const MAX_CHARACTERS = 4 * 1_048_576;

export function createPlanCache(maxOperations: number): PlanCache {
  const compiled = new LRUCache<string, CompiledOperation>({
    max: maxOperations,
    maxSize: MAX_CHARACTERS,
    sizeCalculation: (_operation, key) => key.length,
  });
  const texts = new WeakMap<DocumentNode, string>();

  const normalised = (document: DocumentNode): string => {
    let text = texts.get(document);
    if (text === undefined) {
      text = print(document);
      texts.set(document, text);
    }
    return text;
  };

  return {
    compiledFor(schema, planner, document, operationName) {
      const key = `${schema.id} ${JSON.stringify(operationName)} ${normalised(document)}`;
      let operation = compiled.get(key);
      if (!operation) {
        operation = compileOperation(schema, planner, document, operationName);
        compiled.set(key, operation);
      }
      return operation;
    },
  };
}
