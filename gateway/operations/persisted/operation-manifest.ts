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

/** Reads the text of a manifest, but for the bodies of its operations. @throws Error that says what is wrong, and where. */
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
  return parsed.data;
}
