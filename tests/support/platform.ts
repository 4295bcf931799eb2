import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { findFreePorts, requireFreePort } from '../../lib/cluster/free-port.ts';
import { startPlatform } from '../../scripts/platform/start-platform.ts';
import type { Platform } from '../../scripts/platform/start-platform.ts';

export interface TestPlatform extends Platform {
  /** Of its data. */
  readonly directory: string;
  /** The first of five: the gateway's, then the subgraphs'. */
  readonly metricsPort: number;
}

/** The first of five free ports in a row. */
async function findMetricsPort(): Promise<number> {
  const [first = 0] = await findFreePorts(1);
  const others = [1, 2, 3, 4].map((i) => requireFreePort(first + i, 'the metrics'));
  const areFree = (await Promise.allSettled(others)).every(({ status }) => status === 'fulfilled');
  return areFree ? first : findMetricsPort();
}

/** The whole platform on free ports, with its data in a directory that goes when it is stopped. */
export async function startTestPlatform({ acquireTimeoutMs = 500 } = {}): Promise<TestPlatform> {
  const directory = await mkdtemp(path.join(tmpdir(), 'platform-'));
  // As root, PostgreSQL runs as another user, who has to pass through.
  await chmod(directory, 0o711);
  const [gateway = 0, user = 0, registry = 0, valuation = 0, ai = 0] = await findFreePorts(5);
  const metricsPort = await findMetricsPort();
  const { PATH, HOME } = process.env;
  const platform = await startPlatform({
    directory,
    gatewayPort: gateway,
    subgraphPorts: { user, registry, valuation, ai },
    env: {
      PATH,
      HOME,
      DATABASE_ACQUIRE_TIMEOUT_MS: String(acquireTimeoutMs),
      METRICS_PORT: String(metricsPort),
      RATE_LIMIT_PER_MINUTE: '1000000',
      ANONYMOUS_RATE_LIMIT_PER_MINUTE: '1000000',
    },
    signal: new AbortController().signal,
    onProgress: () => undefined,
  });
  return {
    ...platform,
    directory,
    metricsPort,
    async stop() {
      await platform.stop();
      await rm(directory, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
    },
  };
}
