import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { parse } from 'graphql';
import { z } from 'zod';
import type { RegisteredOperation } from '../execution/plan-ahead.ts';

/** Apollo's format, one file a client. */
export const operationManifest = z.object({
  format: z.literal('apollo-persisted-query-manifest'),
  version: z.literal(1),
  operations: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      type: z.enum(['query', 'mutation', 'subscription']),
      body: z.string(),
    }),
  ),
});

/** The operations that clients have registered in a directory. @throws Error naming the file that is no manifest. */
export async function readRegisteredOperations(directory: string): Promise<RegisteredOperation[]> {
  const files = (await readdir(directory)).filter((file) => file.endsWith('.json'));
  const manifests = await Promise.all(
    files.map(async (file) => {
      try {
        return operationManifest.parse(JSON.parse(await readFile(path.join(directory, file), 'utf8')));
      } catch (cause) {
        throw new Error(`${path.join(directory, file)} is no persisted query manifest: correct it or take it away.`, {
          cause,
        });
      }
    }),
  );
  return manifests.flatMap(({ operations }) =>
    operations.map(({ name, body }) => ({ document: parse(body), operationName: name })),
  );
}
