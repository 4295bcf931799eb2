import { z } from 'zod';

/** The environment is not usable; the message lists every problem, one line each. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/** What a value must be: zod's own sentences do not go on from the name of a variable. */
function messageOf(issue: z.core.$ZodIssue): string {
  if (issue.message.startsWith('must ')) return issue.message;
  switch (issue.code) {
    case 'invalid_value':
      return `must be ${issue.values.join(' or ')}`;
    case 'too_small':
      return `must be at least ${issue.minimum}`;
    case 'too_big':
      return `must be at most ${issue.maximum}`;
    default:
      return issue.message;
  }
}

/**
 * Reads a service's settings from the environment. Empty values count as absent.
 * @throws ConfigError naming each variable that is missing or wrong, never its value.
 */
export function loadConfig<Shape extends z.ZodRawShape>(
  service: string,
  schema: z.ZodObject<Shape>,
  env: Readonly<Record<string, string | undefined>>,
): z.infer<z.ZodObject<Shape>> {
  const present = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''));
  const result = schema.safeParse(present);
  if (result.success) return result.data;
  const problems = result.error.issues.map((issue) => {
    const [name, index] = issue.path.map(String);
    if (index !== undefined) return `${name} (value ${Number(index) + 1}) ${messageOf(issue)}`;
    return issue.code === 'invalid_type' && !(String(name) in present)
      ? `${name} is required`
      : `${name} ${messageOf(issue)}`;
  });
  throw new ConfigError(`${service} cannot start: ${problems.join('; ')}. See docs/configuration.md.`);
}

/** @param what it is when it is none, such as 'a port number'. */
function wholeNumber(what: string) {
  return z.coerce.number({ error: ({ code }) => (code === 'invalid_type' ? `must be ${what}` : undefined) }).int();
}

export const port = wholeNumber('a port number').min(1).max(65_535);
export const milliseconds = wholeNumber('a whole number of milliseconds').min(1);
export const millisecondsOrNone = wholeNumber('a whole number of milliseconds').min(0);
export const count = wholeNumber('a whole number').min(1);
export const httpUrl = z.url({ protocol: /^https?$/, error: 'must be an http(s) URL' });
export const postgresUrl = z.url({ protocol: /^postgres(ql)?$/, error: 'must be a postgres:// URL' });
export const redisUrl = z.url({ protocol: /^rediss?$/, error: 'must be a redis:// URL' });
export const secret = z.string().min(32, 'must have at least 32 characters');

/** Comma-separated values, each checked by `item`. */
export function listOf<Item extends z.ZodType<string, string>>(item: Item) {
  return z
    .string()
    .transform((text) =>
      text
        .split(',')
        .map((part) => part.trim())
        .filter(Boolean),
    )
    .pipe(z.array(item));
}

/** What every service reads; each config.ts extends it. */
export const serviceConfig = z.object({
  NODE_ENV: z
    .enum(['production', 'development', 'test'])
    .default('development')
    .describe('`production` turns introspection and suggestions off.'),
  HOST: z.string().default('127.0.0.1').describe('Address to listen on.'),
  METRICS_PORT: port
    .optional()
    .describe('Port that serves `GET /metrics` for Prometheus; without it nothing is served.'),
  LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'silent'])
    .default('info')
    .describe('Least severe level that is logged.'),
  SIGNING_SECRETS: listOf(secret)
    .refine((list) => list.length > 0, 'must hold at least one secret')
    .describe(
      'Secrets of the HMAC between gateway and subgraphs, comma-separated: the first signs, all are accepted. To rotate, add a new one behind everywhere, then put it first.',
    ),
});

/** What every subgraph reads besides. */
export const subgraphConfig = serviceConfig.extend({
  DATABASE_URL: postgresUrl.describe(
    "The primary to begin with, with this subgraph's own role; the one that is promoted is found.",
  ),
  DATABASE_REPLICA_URLS: listOf(postgresUrl)
    .default([])
    .describe('Replicas that may answer reads, comma-separated; without any, the primary answers all.'),
  DATABASE_POOL_SIZE: count
    .max(10)
    .default(10)
    .describe('Connections of a process to all nodes together, the one to each that watches it included.'),
  DATABASE_ACQUIRE_TIMEOUT_MS: milliseconds
    .default(500)
    .describe('Longest wait for a connection; then the answer is UPSTREAM_UNAVAILABLE.'),
});
