import { getOperationAST, parse } from 'graphql';
import type { DocumentNode } from 'graphql';
import { LRUCache } from 'lru-cache';
import { sha256Hex } from '../../../lib/sha256-hex.ts';
import type { OperationManifest } from './operation-manifest.ts';
import { normalText } from './normal-text.ts';

export interface RegisteredOperation {
  readonly client: string;
  readonly id: string;
  readonly name: string;
  readonly type: 'query' | 'mutation' | 'subscription';
  readonly text: string;
  readonly document: DocumentNode;
  /** SHA-256 of the text, in hex. */
  readonly hash: string;
  /** Names of the variables that it declares. */
  readonly variables: ReadonlySet<string>;
}

export interface RetiredOperation {
  readonly id: string;
  readonly name: string;
  /** The day, such as `2026-01-31`. */
  readonly retiredOn: string;
}

/** What one client has registered. */
export interface ClientOperations {
  readonly byId: ReadonlyMap<string, RegisteredOperation>;
  /** By their exact text. */
  readonly byText: ReadonlyMap<string, RegisteredOperation>;
  readonly retired: ReadonlyMap<string, RetiredOperation>;
  /** Finds the operation that a text is but for its form. `parseText` may throw; what is no GraphQL is not found. */
  findByDocument(text: string, requireParsable: (text: string) => void): RegisteredOperation | undefined;
}

/** Of each client: anybody may say that it is one. */
const MAX_FORMS_BYTES = 2 * 1_048_576;
const ENTRY_BYTES = 200;

type ManifestOperation = OperationManifest['operations'][number];

/** @throws Error when the body is not that operation. */
function operationOf(client: string, { id, name, type, body }: ManifestOperation): RegisteredOperation {
  const document = parse(body, { noLocation: true });
  const operation = getOperationAST(document);
  if (operation?.name?.value !== name) throw new Error('the body does not hold that operation and no other');
  const kind: string = operation.operation;
  if (kind !== type) throw new Error(`the body is a ${kind} and no ${type}`);
  const declared = operation.variableDefinitions ?? [];
  return {
    client,
    id,
    name,
    type,
    text: body,
    document,
    hash: sha256Hex(body),
    variables: new Set(declared.map(({ variable }) => variable.name.value)),
  };
}

/** @throws Error that names the operation whose body is wrong, and says what is. */
export function createClientOperations(client: string, manifest: OperationManifest): ClientOperations {
  const operations = manifest.operations.map((entry) => {
    try {
      return operationOf(client, entry);
    } catch (cause) {
      throw new Error(`operation ${entry.name}: ${(cause as Error).message}`, { cause });
    }
  });
  const byText = new Map(operations.map((operation) => [operation.text, operation]));
  const byNormalText = new Map(operations.map((operation) => [normalText(operation.document), operation]));
  const forms = new LRUCache<string, { readonly operation: RegisteredOperation | undefined }>({
    maxSize: MAX_FORMS_BYTES,
    sizeCalculation: (_found, text) => 2 * text.length + ENTRY_BYTES,
  });

  function search(text: string): RegisteredOperation | undefined {
    try {
      return byNormalText.get(normalText(parse(text, { noLocation: true })));
    } catch {
      return undefined;
    }
  }

  return {
    byId: new Map(operations.map((operation) => [operation.id, operation])),
    byText,
    retired: new Map(manifest.retired?.map((operation) => [operation.id, operation])),
    findByDocument(text, requireParsable) {
      const exact = byText.get(text);
      if (exact) return exact;
      const known = forms.get(text);
      if (known) return known.operation;
      requireParsable(text);
      const operation = search(text);
      forms.set(text, { operation });
      return operation;
    },
  };
}
