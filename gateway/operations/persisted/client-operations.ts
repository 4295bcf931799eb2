import { Kind, parse } from 'graphql';
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

const MAX_FORMS_BYTES = 8 * 1_048_576;
const ENTRY_BYTES = 200;

function operationOf(client: string, { id, name, type, body }: OperationManifest['operations'][number]) {
  const [definition] = parse(body).definitions.filter(({ kind }) => kind === Kind.OPERATION_DEFINITION);
  const declared = definition?.kind === Kind.OPERATION_DEFINITION ? (definition.variableDefinitions ?? []) : [];
  return {
    client,
    id,
    name,
    type,
    text: body,
    hash: sha256Hex(body),
    variables: new Set(declared.map(({ variable }) => variable.name.value)),
  };
}

export function createClientOperations(client: string, manifest: OperationManifest): ClientOperations {
  const operations = manifest.operations.map((entry): RegisteredOperation => operationOf(client, entry));
  const byText = new Map(operations.map((operation) => [operation.text, operation]));
  const byNormalText = new Map(operations.map((operation) => [normalText(parse(operation.text)), operation]));
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
