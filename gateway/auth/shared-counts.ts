import type { Redis } from '../../lib/redis.ts';

/** What somebody has done since a minute of theirs began. */
export interface CountWindow {
  count: number;
  endsAtMs: number;
}

/**
 * Adds one to a count that gateways share, and brings the window up to date. Resolves to how many there were with this one,
 * of all gateways; undefined while Redis is away.
 */
export type ShareCount = (key: string, window: CountWindow) => Promise<number> | undefined;

interface Unshared {
  window: CountWindow;
  added: number;
  /** How many there were before, once Redis has told. */
  before: number | undefined;
}

/** After it did not answer, Redis is left alone for so long. */
const PAUSE_MS = 1_000;
const COMMANDS = 3;

/**
 * Sends what was counted while the last counts were on their way all at once, so that a busy gateway asks Redis once a round
 * trip and not once a request. Nothing here rejects.
 */
export function createSharedCounts(redis: Redis, durationMs: number): ShareCount {
  let unshared = new Map<string, Unshared>();
  let sending = Promise.resolve();
  let next: Promise<void> | undefined;
  let pausedUntilMs = 0;

  async function send(batch: ReadonlyMap<string, Unshared>): Promise<void> {
    const commands = redis.pipeline();
    for (const [key, { added }] of batch) commands.set(key, 0, 'PX', durationMs, 'NX').incrby(key, added).pttl(key);
    const results = (await commands.exec()) ?? [];
    const now = Date.now();
    for (const [index, [key, entry]] of [...batch].entries()) {
      const [, total, ttlMs] = results.slice(index * COMMANDS, (index + 1) * COMMANDS);
      const failure = total?.[0] ?? ttlMs?.[0];
      if (failure) throw failure;
      entry.before = Number(total?.[1]) - entry.added;
      entry.window.count = Number(total?.[1]) + (unshared.get(key)?.added ?? 0);
      entry.window.endsAtMs = now + Number(ttlMs?.[1]);
    }
  }

  async function flush(): Promise<void> {
    sending = next ?? sending;
    next = undefined;
    const batch = unshared;
    unshared = new Map();
    if (Date.now() < pausedUntilMs) return;
    await send(batch).catch(() => {
      pausedUntilMs = Date.now() + PAUSE_MS;
    });
  }

  return (key, window) => {
    if (redis.status !== 'ready' || Date.now() < pausedUntilMs) return undefined;
    const entry = unshared.get(key) ?? { window, added: 0, before: undefined };
    entry.window = window;
    const position = ++entry.added;
    unshared.set(key, entry);
    next ??= sending.then(flush);
    return next.then(() => (entry.before === undefined ? window.count : entry.before + position));
  };
}
