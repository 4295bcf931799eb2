import { afterEach as afterEachTest } from 'vitest';

/** What the suite imports from `@jest/globals`: vitest's, and hooks that may take jest's `done`. */
export { beforeAll, afterAll, beforeEach, describe, expect, it, test, vi as jest } from 'vitest';

export function afterEach(hook: (done: () => void) => unknown): void {
  afterEachTest(() => (hook.length === 0 ? hook(() => undefined) : new Promise<void>((done) => void hook(done))));
}
