import { expect, test } from 'vitest';
import { loadConfig } from '../lib/config.ts';
import { gatewayConfig } from './config.ts';

const load = (env: Record<string, string>) => loadConfig('gateway', gatewayConfig, env);

test('origins are taken as browsers write them, and those that no browser writes are refused', () => {
  const origins = ['https://app.example.com', 'http://localhost:3000'];
  expect(load({ CORS_ORIGINS: origins.join(', ') }).CORS_ORIGINS).toEqual(origins);
  for (const wrong of ['*', 'https://app.example.com/', 'https://app.example.com/page', 'app.example.com'])
    expect(() => load({ CORS_ORIGINS: wrong })).toThrow(/CORS_ORIGINS \(value 1\) must be an origin/);
});

test('a shutdown delay that would leave no time to finish what runs is refused', () => {
  expect(load({ SHUTDOWN_DELAY_MS: '5000' }).SHUTDOWN_DELAY_MS).toBe(5_000);
  expect(() => load({ SHUTDOWN_DELAY_MS: '10000' })).toThrow('SHUTDOWN_DELAY_MS must be at most 8000');
});
