import { createServer } from 'node:http';
import type { RequestListener } from 'node:http';
import { collectDefaultMetrics, Registry } from 'prom-client';
import { ConfigError } from './config.ts';

export interface ServiceMetrics {
  /** Where the parts of the service register what they count. */
  readonly registry: Registry;
  /** Lets a running scrape finish and stops listening. */
  close(): Promise<void>;
}

export interface MetricsConfig {
  readonly HOST: string;
  readonly METRICS_PORT?: number | undefined;
}

/**
 * A registry of the service and, with `METRICS_PORT`, its page at `GET /metrics` on a port of its own, so that whoever
 * reaches the service's port does not reach it. @throws ConfigError when the port cannot be listened on.
 */
export async function startMetrics(service: string, config: MetricsConfig): Promise<ServiceMetrics> {
  const { HOST: host, METRICS_PORT: port } = config;
  const registry = new Registry();
  if (port === undefined) return { registry, close: async () => undefined };

  registry.setDefaultLabels({ service });
  collectDefaultMetrics({ register: registry });
  const answer: RequestListener = (request, response) => {
    if (request.method !== 'GET' || request.url !== '/metrics') return void response.writeHead(404).end();
    registry.metrics().then(
      (page) => response.writeHead(200, { 'content-type': registry.contentType }).end(page),
      (error: unknown) => response.destroy(error as Error),
    );
  };
  const server = createServer(answer);
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) =>
      reject(
        new ConfigError(`${service} cannot start: METRICS_PORT ${port} cannot be listened on (${cause.code}).`, {
          cause,
        }),
      ),
    );
    server.listen(port, host, resolve);
  });
  return {
    registry,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeIdleConnections();
      }),
  };
}

export interface DurationsOptions<Label extends string> {
  /** Ends in `_seconds`. */
  readonly name: string;
  readonly help: string;
  /** Upper bounds in seconds, ascending. */
  readonly buckets: readonly number[];
  readonly labels: readonly Label[];
  readonly registry: Registry;
}

/** Counts one duration. */
export type Observe = (seconds: number) => void;

/**
 * A histogram whose series are taken once and then observed in some 20 ns: prom-client's own hashes the labels of every
 * observation anew, which takes 30 times as long. Labels must come from a bounded set, for a series is never dropped.
 */
export function createDurations<Label extends string>(
  options: DurationsOptions<Label>,
): (labels: Readonly<Record<Label, string>>) => Observe {
  const { name, help, buckets, labels: labelNames, registry } = options;
  const seriesOf = new Map<string, { labels: Readonly<Record<Label, string>>; counts: Float64Array; sum: number }>();

  function get(): object {
    const values = [...seriesOf.values()].flatMap(({ labels, counts, sum }) => {
      let count = 0;
      const cumulative = [...buckets, '+Inf'].map((le, i) => {
        count += counts[i] ?? 0;
        return { metricName: `${name}_bucket`, labels: { le, ...labels }, value: count };
      });
      return [
        ...cumulative,
        { metricName: `${name}_sum`, labels, value: sum },
        { metricName: `${name}_count`, labels, value: count },
      ];
    });
    return { name, help, type: 'histogram', aggregator: 'sum', values };
  }
  registry.registerMetric({ name, get, reset: () => seriesOf.clear() } as never);

  return (labels) => {
    const key = labelNames.map((label) => labels[label]).join('\0');
    const series = seriesOf.get(key) ?? { labels, counts: new Float64Array(buckets.length + 1), sum: 0 };
    seriesOf.set(key, series);
    const { counts } = series;
    return (seconds) => {
      let i = 0;
      while (i < buckets.length && seconds > (buckets[i] as number)) i++;
      counts[i] = (counts[i] as number) + 1;
      series.sum += seconds;
    };
  };
}
