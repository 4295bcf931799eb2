import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Counter, Registry } from 'prom-client';
import { describe, expect, it } from 'vitest';
import { findFreePorts } from './cluster/free-port.ts';
import { createDurations, startMetrics } from './metrics.ts';

describe('the metrics page', () => {
  it('shows what was registered and the process, under the name of the service, until it is closed', async () => {
    const [port = 0] = await findFreePorts(1);
    const metrics = await startMetrics('example', { HOST: '127.0.0.1', METRICS_PORT: port });
    new Counter({ name: 'things_total', help: 'Things.', registers: [metrics.registry] }).inc();
    const response = await fetch(`http://127.0.0.1:${port}/metrics`);
    const page = await response.text();
    expect(response.headers.get('content-type')).toContain('text/plain');
    expect(page).toContain('things_total{service="example"} 1');
    expect(page).toMatch(/process_resident_memory_bytes\{service="example"\} \d+/);
    expect((await fetch(`http://127.0.0.1:${port}/`)).status).toBe(404);
    await metrics.close();
    await expect(fetch(`http://127.0.0.1:${port}/metrics`)).rejects.toThrow();
  });

  it('is not served without a port', async () => {
    const metrics = await startMetrics('example', { HOST: '127.0.0.1' });
    expect(await metrics.registry.metrics()).toBe('\n');
    await metrics.close();
  });

  it('names the variable when the port is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => other.once('listening', resolve));
    const { port } = other.address() as AddressInfo;
    const refused = startMetrics('example', { HOST: '127.0.0.1', METRICS_PORT: port });
    await expect(refused).rejects.toThrow(`METRICS_PORT ${port} cannot be listened on (EADDRINUSE)`);
    other.close();
  });
});

describe('durations', () => {
  it('are shown as a Prometheus histogram: cumulative buckets, sum and count of each series', async () => {
    const registry = new Registry();
    const durations = createDurations({
      name: 'waits_seconds',
      help: 'Waits.',
      buckets: [0.1, 1],
      labels: ['kind'],
      registry,
    });
    const observe = durations({ kind: 'long' });
    for (const seconds of [0.05, 0.1, 0.5, 2]) observe(seconds);
    durations({ kind: 'short' })(0.01);
    const page = await registry.metrics();
    expect(page).toContain('# TYPE waits_seconds histogram');
    expect(page.split('\n').filter((line) => line.includes('"long"'))).toEqual([
      'waits_seconds_bucket{le="0.1",kind="long"} 2',
      'waits_seconds_bucket{le="1",kind="long"} 3',
      'waits_seconds_bucket{le="+Inf",kind="long"} 4',
      'waits_seconds_sum{kind="long"} 2.65',
      'waits_seconds_count{kind="long"} 4',
    ]);
    expect(page).toContain('waits_seconds_count{kind="short"} 1');
  });
});
