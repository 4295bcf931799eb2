import { once } from 'node:events';
import { z } from 'zod';
import { storeInvalidation } from '../lib/cache-invalidation.ts';
import { ConfigError, loadConfig, postgresUrl, redisUrl } from '../lib/config.ts';
import { AppError } from '../lib/errors.ts';
import { createLogger } from '../lib/log.ts';
import { createRedis } from '../lib/redis.ts';
import { ExtractError } from '../subgraphs/registry/extract/extract-error.ts';
import { importExtract } from '../subgraphs/registry/operations/import-extract.ts';
import { runningDatabaseUrl, runningRedisUrl } from './platform/running-platform.ts';

export const importConfig = z.object({
  REGISTRY_DATABASE_URL: postgresUrl
    .optional()
    .describe(
      'The primary, with the role and password of the registry subgraph. Without it the import goes into the running `npm start`.',
    ),
  REDIS_URL: redisUrl
    .optional()
    .describe(
      'Redis of the gateways, so that they and the CDN drop what an import changed; that of the running `npm start` is known. Without it they may give old companies for up to a day.',
    ),
});

/** Types of which an import may change everything. */
const IMPORTED_TYPES = ['Company', 'NaceCode'];
const REDIS_WAIT_MS = 5_000;

/** Tells every gateway, and through them the CDN, what to drop. */
async function announceImport(url: string): Promise<void> {
  const redis = createRedis(url, createLogger('import-kbo', 'fatal'));
  try {
    await once(redis, 'ready', { signal: AbortSignal.timeout(REDIS_WAIT_MS) });
    await storeInvalidation(redis, { id: 0, replyTo: '', tags: IMPORTED_TYPES });
  } catch (cause) {
    throw new ConfigError(
      'The extract is imported, but Redis at REDIS_URL did not answer, so caches may give old companies for up to a day: have them dropped with POST /admin/cache/invalidate.',
      { cause },
    );
  } finally {
    redis.disconnect();
  }
}

if (import.meta.main) {
  const [path] = process.argv.slice(2);
  try {
    if (path === undefined) throw new ConfigError('Say which extract: npm run import-kbo -- <zip file or directory>.');
    const config = loadConfig('import-kbo', importConfig, process.env);
    const isElsewhere = config.REGISTRY_DATABASE_URL !== undefined;
    const gatewaysRedisUrl = config.REDIS_URL ?? (isElsewhere ? undefined : await runningRedisUrl(process.env));
    const result = await importExtract({
      databaseUrl:
        config.REGISTRY_DATABASE_URL ?? (await runningDatabaseUrl(process.env, 'registry', 'REGISTRY_DATABASE_URL')),
      path,
      onProgress: (message) => console.log(`${message}.`),
    });
    const state = `The register stands at extract ${result.extractNumber} with ${result.companies} companies`;
    console.log(result.imported ? `${state}.` : `${state}; nothing of ${path} is newer.`);
    if (result.imported && gatewaysRedisUrl !== undefined) await announceImport(gatewaysRedisUrl);
  } catch (error) {
    if (error instanceof ConfigError) console.error(error.message);
    else if (error instanceof ExtractError || error instanceof AppError)
      console.error(`Nothing was imported: ${error.message}`);
    else console.error(error);
    process.exitCode = 1;
  }
}
