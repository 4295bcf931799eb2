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
