import path from 'node:path';
import { z } from 'zod';
import { loadConfig, postgresUrl } from '../lib/config.ts';
import { importExtract } from '../subgraphs/registry/operations/import-extract.ts';

export const seedConfig = z.object({
  REGISTRY_DATABASE_URL: postgresUrl.describe('The primary, with the role and password of the registry subgraph.'),
});

const SHIPPED_EXTRACT = path.join(import.meta.dirname, '../subgraphs/registry/extract/KboOpenData_0001_2026_01_Full');

/** Fills an empty register with the shipped, synthetic extract. A register that holds any extract is left alone. */
export async function seedDatabase(registryUrl: string, onProgress: (message: string) => void): Promise<void> {
  const { imported, companies } = await importExtract({ databaseUrl: registryUrl, path: SHIPPED_EXTRACT });
  if (imported) onProgress(`Loaded ${companies} synthetic companies into the registry`);
}

if (import.meta.main) {
  try {
    const config = loadConfig('seed', seedConfig, process.env);
    await seedDatabase(config.REGISTRY_DATABASE_URL, console.log);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
