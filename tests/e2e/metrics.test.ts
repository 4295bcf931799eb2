import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeAll, expect, inject, test } from 'vitest';
import { parse } from 'yaml';
import { startGuest } from '../support/account.ts';

const DEPLOY = path.join(import.meta.dirname, '../../deploy');
const SERVICES = ['gateway', 'user', 'registry', 'valuation', 'ai'];
const FIRST_DOCUMENTED_PORT = 9464;

interface Prometheus {
  readonly scrape_configs: readonly { readonly static_configs: readonly { readonly targets: readonly string[] }[] }[];
}

async function targets(): Promise<string[]> {
  const config = parse(await readFile(path.join(DEPLOY, 'prometheus/prometheus.yml'), 'utf8')) as Prometheus;
  return config.scrape_configs.flatMap((job) => job.static_configs.flatMap((part) => part.targets));
}

let pages: readonly string[];
beforeAll(async () => {
  await startGuest(inject('gatewayUrl'));
  pages = await Promise.all(
    (await targets()).map(async (target) => {
      const port = Number(new URL(`http://${target}`).port) - FIRST_DOCUMENTED_PORT + inject('metricsPort');
      return (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
    }),
  );
});

test('Prometheus reads every service with the configuration that is shipped', () => {
  expect(pages.map((page) => /service="(\w+)"/.exec(page)?.[1])).toEqual(SERVICES);
});

test('every metric that an alert or the board asks for is served, but for that of a CDN, which is not set here', async () => {
  const asked = new Set<string>();
  for (const file of ['prometheus/alerts.yml', 'grafana/valuation-graph.json'])
    for (const [name] of (await readFile(path.join(DEPLOY, file), 'utf8')).matchAll(/\b(?:gateway|database)_\w+/g))
      asked.add(name.replace(/_(bucket|count|sum)$/, ''));
  expect(asked.size).toBeGreaterThan(5);
  const served = pages.join('\n');
  expect([...asked].filter((name) => !served.includes(`# TYPE ${name} `))).toEqual(['gateway_cdn_purge_calls_total']);
});

test('each subgraph tells of every database node', () => {
  for (const page of pages.slice(1))
    expect(page.match(/^database_node_usable\{.*\} 1$/gm)?.length, page.slice(0, 200)).toBe(3);
});
