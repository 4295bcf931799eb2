import { describe, expect, test } from 'vitest';
import { ConfigError, loadConfig, subgraphConfig } from './config.ts';

const GOOD = { SIGNING_SECRETS: 's'.repeat(32), DATABASE_URL: 'postgres://app_user:pw@127.0.0.1:5432/platform' };

function problem(env: Record<string, string>): string {
  try {
    loadConfig('user', subgraphConfig, env);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  return 'accepted';
}

describe('a service’s settings', () => {
  test('have defaults for everything but secrets and addresses', () => {
    expect(loadConfig('user', subgraphConfig, GOOD)).toMatchObject({ HOST: '127.0.0.1', DATABASE_REPLICA_URLS: [] });
  });

  test('name every variable that is missing, and the page that explains them', () => {
    expect(problem({})).toBe(
      'user cannot start: SIGNING_SECRETS is required; DATABASE_URL is required. See docs/configuration.md.',
    );
  });

  test('never repeat a wrong value, which may be a secret', () => {
    const message = problem({ ...GOOD, SIGNING_SECRETS: 'hunter2', DATABASE_URL: 'mysql://root:hunter2@db' });
    expect(message).not.toContain('hunter2');
    expect(message).toMatch(
      /SIGNING_SECRETS.* must have at least 32 characters; DATABASE_URL must be a postgres:\/\/ URL/,
    );
  });

  test.each([
    [{ LOG_LEVEL: 'loud' }, 'LOG_LEVEL must be fatal or error or warn or info or debug or silent.'],
    [{ METRICS_PORT: '0' }, 'METRICS_PORT must be at least 1.'],
    [{ METRICS_PORT: '70000' }, 'METRICS_PORT must be at most 65535.'],
    [{ METRICS_PORT: 'x' }, 'METRICS_PORT must be a port number.'],
    [{ DATABASE_POOL_SIZE: '11' }, 'DATABASE_POOL_SIZE must be at most 10.'],
    [{ DATABASE_POOL_SIZE: '1.5' }, 'DATABASE_POOL_SIZE must be a whole number.'],
    [{ SIGNING_SECRETS: `${'s'.repeat(32)},short` }, 'SIGNING_SECRETS (value 2) must have at least 32 characters.'],
  ])('say of each wrong value what it must be: %j', (wrong, expected) => {
    expect(problem({ ...GOOD, ...wrong })).toBe(`user cannot start: ${expected} See docs/configuration.md.`);
  });

  test('count an empty value as absent', () => {
    expect(problem({ ...GOOD, DATABASE_URL: '' })).toContain('DATABASE_URL is required');
  });

  test('accept several secrets and replicas, separated by commas', () => {
    const config = loadConfig('user', subgraphConfig, {
      SIGNING_SECRETS: `${'a'.repeat(32)}, ${'b'.repeat(32)}`,
      DATABASE_URL: GOOD.DATABASE_URL,
      DATABASE_REPLICA_URLS: `${GOOD.DATABASE_URL},${GOOD.DATABASE_URL}`,
    });
    expect(config.SIGNING_SECRETS).toEqual(['a'.repeat(32), 'b'.repeat(32)]);
    expect(config.DATABASE_REPLICA_URLS.length).toBe(2);
  });
});
