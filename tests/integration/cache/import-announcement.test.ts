import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { INVALIDATION_CHANNEL } from '../../../lib/cache-invalidation.ts';
import { startRedis } from '../../../lib/cluster/redis-process.ts';
import { createRedis } from '../../../lib/redis.ts';
import { SHIPPED_EXTRACT } from '../../../subgraphs/registry/extract/generate-extract.ts';
import { createTestDatabase } from '../../support/database.ts';
import type { TestDatabase } from '../../support/database.ts';

const SCRIPT = path.join(import.meta.dirname, '../../../scripts/import-kbo.ts');

let database: TestDatabase;
let directory: string;
beforeAll(async () => {
  database = await createTestDatabase();
  directory = await mkdtemp(path.join(tmpdir(), 'import-announcement-'));
});
afterAll(async () => {
  await database.drop();
  await rm(directory, { recursive: true });
});

async function runImport(redisUrl: string): Promise<{ code: unknown; complaint: string }> {
  const child = spawn(process.execPath, [SCRIPT, SHIPPED_EXTRACT], {
    env: { PATH: process.env['PATH'], REGISTRY_DATABASE_URL: database.urlFor('registry'), REDIS_URL: redisUrl },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let complaint = '';
  child.stderr.on('data', (bytes: Buffer) => (complaint += bytes.toString()));
  const [code] = (await once(child, 'close')) as unknown[];
  return { code, complaint };
}

describe('an import of the register', () => {
  it('that cannot tell the gateways says so, and what to do', async () => {
    const { code, complaint } = await runImport('redis://127.0.0.1:1');
    expect(complaint).toContain('The extract is imported, but Redis at REDIS_URL did not answer');
    expect(complaint).toContain('POST /admin/cache/invalidate');
    expect(code).toBe(1);
  });

  it('tells every gateway to drop what it may have changed, and nothing when it changed nothing', async () => {
    const server = await startRedis({ directory, password: 'p'.repeat(32), maxMemoryMb: 64 });
    if (!server) return console.warn('SKIPPED: what an import announces, since there is no redis-server.');
    const redis = createRedis(server.url, pino({ level: 'silent' }));
    const told: string[] = [];
    redis.on('message', (_channel, message: string) => told.push(message));
    try {
      await once(redis, 'ready');
      await redis.subscribe(INVALIDATION_CHANNEL);
      expect(await runImport(server.url)).toEqual({ code: 0, complaint: '' });
      expect(told).toEqual([]);
      await database.query('truncate app_registry.extracts');
      expect(await runImport(server.url)).toEqual({ code: 0, complaint: '' });
      await expect
        .poll(() => told.map((text) => (JSON.parse(text) as { tags: string[] }).tags))
        .toEqual([['Company', 'NaceCode']]);
    } finally {
      redis.disconnect();
      await server.stop();
    }
  });
});
