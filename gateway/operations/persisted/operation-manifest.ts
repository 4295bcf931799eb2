import { getOperationAST, parse } from 'graphql';
import { z } from 'zod';

const manifestOperation = z.object({
  id: z.string().min(1).max(100),
  name: z.string(),
  type: z.enum(['query', 'mutation', 'subscription']),
  body: z.string(),
});

/**
 * Apollo's format, one file a client, and besides, the ids that the client has registered no longer, which Apollo's tools
 * leave alone.
 */
export const operationManifest = z.object({
  format: z.literal('apollo-persisted-query-manifest'),
  version: z.literal(1),
  operations: z.array(manifestOperation),
  retired: z
    .array(z.object({ id: z.string().min(1).max(100), name: z.string(), retiredOn: z.iso.date() }))
    .exactOptional(),
});

export type OperationManifest = z.infer<typeof operationManifest>;

/** What is wrong with an operation of a manifest, or nothing. */
function problemOf({ name, type, body }: z.infer<typeof manifestOperation>): string | undefined {
  try {
    const document = parse(body);
    const operation = getOperationAST(document);
    if (operation?.name?.value !== name) return 'the body does not hold that operation and no other';
    const kind: string = operation.operation;
    if (kind !== type) return `the body is a ${kind} and no ${type}`;
  } catch (error) {
    return (error as Error).message;
  }
  return undefined;
}

/** Reads the text of a manifest. @throws Error that says what is wrong, and where. */
export function parseOperationManifest(text: string): OperationManifest {
  const parsed = operationManifest.safeParse(JSON.parse(text));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new Error(`${issue?.path.join('.')}: ${issue?.message}`);
  }
  const seen = new Set<string>();
  for (const { id, name } of [...parsed.data.operations, ...(parsed.data.retired ?? [])]) {
    if (seen.has(id)) throw new Error(`the id ${id} is there twice, the second time as ${name}`);
    seen.add(id);
  }
  for (const entry of parsed.data.operations) {
    const problem = problemOf(entry);
    if (problem !== undefined) throw new Error(`operation ${entry.name}: ${problem}`);
  }
  return parsed.data;
}
