import { access, glob, readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';

const ROOT = path.join(import.meta.dirname, '../..');
const alerts = z
  .object({
    groups: z.array(
      z.object({
        rules: z.array(
          z.strictObject({
            alert: z.string(),
            expr: z.string(),
            for: z.string(),
            labels: z.strictObject({ severity: z.enum(['warning', 'critical']) }),
            annotations: z.strictObject({ summary: z.string(), runbook: z.string() }),
          }),
        ),
      }),
    ),
  })
  .parse(parse(await readFile(path.join(ROOT, 'deploy/prometheus/alerts.yml'), 'utf8')))
  .groups.flatMap(({ rules }) => rules);

const board = z
  .object({ panels: z.array(z.object({ title: z.string(), targets: z.array(z.object({ expr: z.string() })) })) })
  .parse(JSON.parse(await readFile(path.join(ROOT, 'deploy/grafana/valuation-graph.json'), 'utf8')));
const queries = board.panels.flatMap(({ title, targets }) => targets.map(({ expr }) => [title, expr] as const));

/** Names of metrics as the sources write them, in quotes. */
async function metricNames(): Promise<Set<string>> {
  const names = new Set<string>();
  for await (const file of glob('{gateway,lib,subgraphs}/**/*.ts', { cwd: ROOT }))
    for (const [, name = ''] of (await readFile(path.join(ROOT, file), 'utf8')).matchAll(
      /'((?:database|gateway)_\w+)'/g,
    ))
      names.add(name);
  return names;
}

/** Names of metrics in a query. */
const metricsIn = (expr: string): string[] =>
  (expr.match(/\b(?:database|gateway)_\w+/g) ?? []).map((name) => name.replace(/_(bucket|count|sum)$/, ''));

test.each([...alerts.map(({ alert, expr }) => [alert, expr] as const), ...queries])(
  'every metric that "%s" names is one that the services have',
  async (_name, expr) => {
    const names = await metricNames();
    // `up` is Prometheus' own.
    if (!expr.startsWith('up{')) expect(metricsIn(expr)).not.toEqual([]);
    expect(metricsIn(expr).filter((name) => !names.has(name))).toEqual([]);
  },
);

test('the board shows what every alert is about', () => {
  const shown = new Set(queries.flatMap(([, expr]) => metricsIn(expr)));
  expect(alerts.flatMap(({ expr }) => metricsIn(expr)).filter((name) => !shown.has(name))).toEqual([]);
  expect(queries.some(([, expr]) => expr.startsWith('up{'))).toBe(true);
});

test('every metric of ours is on the page that describes them', async () => {
  const page = await readFile(path.join(ROOT, 'docs/operations/metrics.md'), 'utf8');
  expect([...(await metricNames())].filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
});

test('every alert leads to a page that exists', async () => {
  for (const { annotations } of alerts) await access(path.join(ROOT, annotations.runbook));
});
