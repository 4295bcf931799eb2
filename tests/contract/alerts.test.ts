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

test('every metric that an alert names is one that the services have', async () => {
  const names = await metricNames();
  for (const { alert, expr } of alerts) {
    const used = (expr.match(/\b(?:database|gateway)_\w+/g) ?? []).map((name) =>
      name.replace(/_(bucket|count|sum)$/, ''),
    );
    expect(used.length).toBeGreaterThan(0);
    expect({ alert, missing: used.filter((name) => !names.has(name)) }).toEqual({ alert, missing: [] });
  }
});

test('every alert leads to a page that exists', async () => {
  for (const { annotations } of alerts) await access(path.join(ROOT, annotations.runbook));
});
