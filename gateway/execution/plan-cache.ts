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

/** What a document's operation of a name is kept under. */
interface Key {
  readonly schemaId: string;
  readonly operationName: string | undefined;
  readonly text: string;
}

/** Of all texts together: 2 KB each for 2,000 operations. What is compiled of a text takes up to 100 times as much. */
const MAX_CHARACTERS = 4 * 1_048_576;

export function createPlanCache(maxOperations: number): PlanCache {
  const compiled = new LRUCache<string, CompiledOperation>({
    max: maxOperations,
    maxSize: MAX_CHARACTERS,
    sizeCalculation: (_operation, key) => key.length,
  });
  const keys = new WeakMap<DocumentNode, Key>();

  /** The same string for the same document, so that it is put together and hashed once. */
  const keyOf = ({ id }: ExecutionSchema, document: DocumentNode, operationName: string | undefined): string => {
    let key = keys.get(document);
    if (!key || key.schemaId !== id || key.operationName !== operationName) {
      const text = `${id} ${JSON.stringify(operationName)} ${print(document)}`;
      keys.set(document, (key = { schemaId: id, operationName, text }));
    }
    return key.text;
  };

  return {
    compiledFor(schema, planner, document, operationName) {
      const key = keyOf(schema, document, operationName);
      let operation = compiled.get(key);
      if (!operation) {
        operation = compileOperation(schema, planner, document, operationName);
        compiled.set(key, operation);
      }
      return operation;
    },
  };
}
