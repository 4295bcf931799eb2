import { AppError } from '../../../lib/errors.ts';
import { parseInput } from '../../../lib/parse-input.ts';
import type { UserContext } from '../context.ts';
import { insertLoginFailure } from '../data/audit-entry.ts';
import { deleteLoginThrottle, insertLoginAttempt } from '../data/login-throttle.ts';
import { findUserWithPassword } from '../data/user.ts';
import { loginCredentials } from './credentials.ts';
import { sha256 } from './sha256.ts';
import { signIn } from './sign-in.ts';
import type { Authentication } from './sign-in.ts';

const FREE_ATTEMPTS = 10;
const WINDOW_MS = 15 * 60 * 1_000;
const WAIT_MS = 30_000;

/**
 * Counts the attempt against the address, known or not. After ten in 15 minutes one in 30 s is let through: guessing gets
 * nowhere, while the owner of an attacked account waits seconds, and the sessions already open go on.
 * @throws AppError RATE_LIMITED.
 */
async function requireAttemptAllowed({ db, clock }: UserContext, emailHash: Buffer): Promise<void> {
  const now = clock();
  const ago = (durationMs: number): Date => new Date(now.getTime() - durationMs);
  const allowed = await insertLoginAttempt(db, emailHash, now, {
    freeAttempts: FREE_ATTEMPTS,
    windowStartedBefore: ago(WINDOW_MS),
    lastAttemptBefore: ago(WAIT_MS),
  });
  if (!allowed) throw new AppError('RATE_LIMITED', 'Too many attempts for this e-mail: wait 30 seconds and try again.');
}

/**
 * Signs a person in. Whether the address or the password is wrong cannot be told from the answer or its timing.
 * @throws AppError BAD_USER_INPUT, RATE_LIMITED, UNAUTHENTICATED.
 */
export async function login(context: UserContext, input: unknown): Promise<Authentication> {
  const { email, password } = parseInput(loginCredentials, input);
  const emailHash = sha256(email);
  await requireAttemptAllowed(context, emailHash);
  const found = await findUserWithPassword(context.db, email);
  const matches = await context.passwords.verify(password, found?.passwordHash, context.signal);
  if (!found || !matches) {
    await insertLoginFailure(context.db, found?.user.id);
    throw new AppError('UNAUTHENTICATED', 'E-mail or password is wrong.');
  }
  return signIn(
    context,
    async (db) => {
      await deleteLoginThrottle(db, emailHash);
      return found.user;
    },
    { key: undefined, mutation: 'login', input },
  );
}
