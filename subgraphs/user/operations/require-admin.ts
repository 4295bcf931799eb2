import { AppError } from '../../../lib/errors.ts';
import type { Identity } from '../../../lib/identity.ts';
import type { UserContext } from '../context.ts';

/** What the operations on partners need, whether a request or a command runs them. */
export type AdminContext = Pick<UserContext, 'identity' | 'db' | 'clock'>;

/** @throws AppError UNAUTHENTICATED or FORBIDDEN unless it is an administrator, or a key with that scope. */
export function requireAdmin({ kind, roles, scopes }: Identity): void {
  if (roles.includes('admin') || scopes.includes('admin')) return;
  if (kind === 'anonymous') throw new AppError('UNAUTHENTICATED');
  throw new AppError('FORBIDDEN', 'That is for administrators.');
}
