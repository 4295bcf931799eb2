import { describe, expect, test } from 'vitest';
import { AppError } from './errors.ts';
import { REPLAY_WINDOW_MS, requireSignature, signRequest } from './request-signature.ts';

const NOW_MS = Date.UTC(2026, 0, 31);
const SECRET = 'a'.repeat(32);
const REQUEST = { service: 'user', identity: 'aWRlbnRpdHk', body: '{"query":"{ me { id } }"}' };

function verdict(overrides: {
  request?: Partial<typeof REQUEST>;
  header?: string | undefined;
  secrets?: string[];
  nowMs?: number;
}) {
  const header = 'header' in overrides ? overrides.header : signRequest([SECRET], REQUEST, NOW_MS);
  try {
    requireSignature(
      overrides.secrets ?? [SECRET],
      { ...REQUEST, ...overrides.request },
      header,
      overrides.nowMs ?? NOW_MS,
    );
    return 'accepted';
  } catch (error) {
    return error instanceof AppError ? error.code : error;
  }
}

describe('a signed request', () => {
  test('is accepted as it was signed', () => expect(verdict({})).toBe('accepted'));

  test.each([
    ['another body', { request: { body: '{"query":"{ secrets }"}' } }],
    ['another identity', { request: { identity: 'YWRtaW4' } }],
    ['another subgraph', { request: { service: 'ai' } }],
    ['another secret', { secrets: ['b'.repeat(32)] }],
    ['no signature', { header: undefined }],
    ['a malformed signature', { header: 't=1,v1=zz' }],
    [
      'a later time written into the header',
      { header: signRequest([SECRET], REQUEST, NOW_MS).replace(/t=\d+/, `t=${NOW_MS + 1}`) },
    ],
  ])('is refused with %s', (_what, overrides) => expect(verdict(overrides)).toBe('UNAUTHENTICATED'));

  test('is accepted to the end of the replay window and refused after it, on either side', () => {
    expect(verdict({ nowMs: NOW_MS + REPLAY_WINDOW_MS })).toBe('accepted');
    expect(verdict({ nowMs: NOW_MS + REPLAY_WINDOW_MS + 1 })).toBe('UNAUTHENTICATED');
    expect(verdict({ nowMs: NOW_MS - REPLAY_WINDOW_MS - 1 })).toBe('UNAUTHENTICATED');
  });

  test('is accepted under an old secret while a new one is rolled out', () => {
    expect(verdict({ secrets: ['b'.repeat(32), SECRET] })).toBe('accepted');
  });
});
