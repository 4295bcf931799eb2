import { z } from 'zod';
import { ConfigError, loadConfig, postgresUrl } from '../lib/config.ts';
import { AppError } from '../lib/errors.ts';
import { ExtractError } from '../subgraphs/registry/extract/extract-error.ts';
import { importExtract } from '../subgraphs/registry/operations/import-extract.ts';

export const importConfig = z.object({
  REGISTRY_DATABASE_URL: postgresUrl.describe('The primary, with the role and password of the registry subgraph.'),
});

if (import.meta.main) {
  const [path] = process.argv.slice(2);
  try {
    if (path === undefined) throw new ConfigError('Say which extract: npm run import-kbo -- <zip file or directory>.');
    const { REGISTRY_DATABASE_URL: databaseUrl } = loadConfig('import-kbo', importConfig, process.env);
    const result = await importExtract({ databaseUrl, path, onProgress: (message) => console.log(`${message}.`) });
    const state = `The register stands at extract ${result.extractNumber} with ${result.companies} companies`;
    console.log(result.imported ? `${state}.` : `${state}; nothing of ${path} is newer.`);
  } catch (error) {
    if (error instanceof ConfigError) console.error(error.message);
    else if (error instanceof ExtractError || error instanceof AppError)
      console.error(`Nothing was imported: ${error.message}`);
    else console.error(error);
    process.exitCode = 1;
  }
}
