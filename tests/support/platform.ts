import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { findFreePorts } from '../../lib/cluster/free-port.ts';
import { startPlatform } from '../../scripts/platform/start-platform.ts';
import type { Platform } from '../../scripts/platform/start-platform.ts';

/** The whole platform on free ports, with its data in a directory that goes when it is stopped. */
export async function startTestPlatform({ acquireTimeoutMs = 500 } = {}): Promise<Platform & { directory: string }> {
  const directory = await mkdtemp(path.join(tmpdir(), 'platform-'));
  // As root, PostgreSQL runs as another user, who has to pass through.
  await chmod(directory, 0o711);
  const [gateway = 0, user = 0, registry = 0, valuation = 0, ai = 0] = await findFreePorts(5);
  const { PATH, HOME } = process.env;
  const platform = await startPlatform({
    directory,
    gatewayPort: gateway,
    subgraphPorts: { user, registry, valuation, ai },
    env: {
      PATH,
      HOME,
      DATABASE_ACQUIRE_TIMEOUT_MS: String(acquireTimeoutMs),
      RATE_LIMIT_PER_MINUTE: '1000000',
      ANONYMOUS_RATE_LIMIT_PER_MINUTE: '1000000',
    },
    signal: new AbortController().signal,
    onProgress: () => undefined,
  });
  return {
    ...platform,
    directory,
    async stop() {
      await platform.stop();
      await rm(directory, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
    },
  };
}
