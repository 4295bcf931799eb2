import type { FastifyInstance } from 'fastify';

/** Resolves when the part answers; rejects, within its own deadline, when it does not. */
export type HealthCheck = () => Promise<unknown>;

export interface HealthOptions {
  /** Whether the gateway itself can serve: it has a supergraph and is not closing. */
  readonly canServe: () => boolean;
  /** Every part that must answer for the platform to be whole. */
  readonly checks: () => Readonly<Record<string, HealthCheck>>;
}

interface HealthReport {
  readonly status: 'ok' | 'degraded' | 'unavailable';
  readonly parts: Readonly<Record<string, 'ok' | 'unavailable'>>;
}

/** A report is reused this long, so that probes cannot load the parts. */
const REPORT_AGE_MS = 1_000;

/**
 * `/health/live`: the process runs. `/health/ready`: every part answers, else 503.
 * `/api/v1/health`, for load balancers: 503 only when this gateway cannot serve, since taking all gateways out because
 * one subgraph is down would turn a partial outage into a whole one.
 */
export function addHealthRoutes(app: FastifyInstance, { canServe, checks }: HealthOptions): void {
  let report: Promise<HealthReport> | undefined;

  async function examine(): Promise<HealthReport> {
    const names = Object.entries(checks());
    const results = await Promise.allSettled(names.map(([, check]) => check()));
    const parts = Object.fromEntries(
      names.map(([name], i) => [name, results[i]?.status === 'fulfilled' ? ('ok' as const) : ('unavailable' as const)]),
    );
    if (!canServe()) return { status: 'unavailable', parts };
    return { status: Object.values(parts).every((part) => part === 'ok') ? 'ok' : 'degraded', parts };
  }

  function currentReport(): Promise<HealthReport> {
    if (!canServe()) return Promise.resolve({ status: 'unavailable', parts: {} });
    report ??= examine().finally(() => setTimeout(() => (report = undefined), REPORT_AGE_MS).unref());
    return report;
  }

  app.get('/health/live', async () => ({ status: 'ok' }));
  app.get('/health/ready', async (_request, reply) => {
    const current = await currentReport();
    return reply.status(current.status === 'ok' ? 200 : 503).send(current);
  });
  app.get('/api/v1/health', async (_request, reply) => {
    const current = await currentReport();
    return reply.status(current.status === 'unavailable' ? 503 : 200).send(current);
  });
}
