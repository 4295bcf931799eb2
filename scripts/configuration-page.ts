import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { format } from 'prettier';
import { z } from 'zod';
import { gatewayConfig } from '../gateway/config.ts';
import { aiConfig } from '../subgraphs/ai/config.ts';
import { registryConfig } from '../subgraphs/registry/config.ts';
import { userConfig } from '../subgraphs/user/config.ts';
import { valuationConfig } from '../subgraphs/valuation/config.ts';
import { importConfig } from './import-kbo.ts';
import { migrateConfig } from './migrate.ts';
import { seedConfig } from './seed.ts';

/** Every program that reads the environment, with the schema that it checks it against. */
export const CONFIGURED_PROGRAMS = {
  gateway: gatewayConfig,
  user: userConfig,
  registry: registryConfig,
  valuation: valuationConfig,
  ai: aiConfig,
  migrate: migrateConfig,
  seed: seedConfig,
  'import-kbo': importConfig,
} satisfies Record<string, z.ZodObject>;

const INTRODUCTION = `# Configuration

Everything is set through environment variables, read once at the start and checked by a zod schema in the program's
\`config.ts\`. A variable that is missing or wrong ends the program with one sentence that names it, never its value.
Secrets have no default in any mode. \`npm start\` makes the secrets of this machine at its first start and sets all of
this by itself; it passes on what is set in its own environment: \`PORT\`, \`METRICS_PORT\`, \`NODE_ENV\`, \`LOG_LEVEL\`,
\`SUPERGRAPH\`, \`CORS_…\`, \`CDN\`, \`CDN_…\`, \`TRUSTED_PROXIES\`, the rate limits, \`OPENAI_…\`, \`AI_…\`, \`DATABASE_URL\` with
\`DATABASE_REPLICA_URLS\` and \`REDIS_URL\` (stores that are named are not started here), \`DATA_DIRECTORY\`, where it keeps
its data (\`.data\`), \`BACKUP_DIRECTORY\`, where \`npm run backup\` puts backups and their log (\`.data/backups\`), and
\`SUPERGRAPH_CONFIG\`, from whose routing URLs it takes the subgraphs' ports (\`supergraph.yaml\`).

This page is written by \`npm run docs\` from the schemas, and a test holds it to them.
`;

interface Property {
  readonly description?: string;
  readonly default?: unknown;
}

function defaultOf(property: Property, required: boolean): string {
  if (required) return 'required';
  const { default: value } = property;
  if (value === undefined || value === '') return 'none';
  const empty = typeof value === 'object' && value !== null && Object.keys(value).length === 0;
  return empty ? 'none' : `\`${typeof value === 'string' ? value : JSON.stringify(value)}\``;
}

function tableOf(schema: z.ZodObject): string {
  const { properties = {}, required = [] } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  const rows = Object.entries(properties as Record<string, Property>).map(
    ([name, property]) =>
      `| \`${name}\` | ${defaultOf(property, required.includes(name))} | ${property.description ?? ''} |`,
  );
  return ['| variable | default | meaning |', '| --- | --- | --- |', ...rows].join('\n');
}

/** The text of docs/configuration.md as the schemas say it should be. */
export async function renderConfigurationPage(): Promise<string> {
  const sections = Object.entries(CONFIGURED_PROGRAMS).map(([name, schema]) => `## ${name}\n\n${tableOf(schema)}\n`);
  const options = JSON.parse(await readFile(path.join(import.meta.dirname, '../.prettierrc.json'), 'utf8')) as object;
  return format([INTRODUCTION, ...sections].join('\n'), { ...options, parser: 'markdown' });
}

if (import.meta.main)
  await writeFile(path.join(import.meta.dirname, '../docs/configuration.md'), await renderConfigurationPage());
