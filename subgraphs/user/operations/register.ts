import { isUniqueViolation } from '../../../lib/db-errors.ts';
import { AppError } from '../../../lib/errors.ts';
import { parseInput } from '../../../lib/parse-input.ts';
import type { UserContext } from '../context.ts';
import { insertUser, USER_EMAIL_CONSTRAINT } from '../data/user.ts';
import { registration } from './credentials.ts';
import type { RegisterInput } from '../generated/graphql.ts';
import { signIn } from './sign-in.ts';
import type { Authentication } from './sign-in.ts';

/** Makes an account and signs its owner in. @throws AppError BAD_USER_INPUT, CONFLICT when the e-mail has an account. */
export async function register(context: UserContext, input: RegisterInput): Promise<Authentication> {
  const { email, password, displayName } = parseInput(registration, input);
  const passwordHash = await context.passwords.hash(password, context.signal);
  try {
    return await signIn(context, (db, createdAt) => insertUser(db, { email, displayName, passwordHash, createdAt }), {
      key: input.idempotencyKey,
      mutation: 'register',
      input: { email, password, displayName },
    });
  } catch (error) {
    if (!isUniqueViolation(error, USER_EMAIL_CONSTRAINT)) throw error;
    throw new AppError('CONFLICT', 'This e-mail address has an account already: sign in instead.');
  }
}
