import { requireScope } from '../../../lib/identity.ts';
import type { Identity } from '../../../lib/identity.ts';
import type { UserContext } from '../context.ts';

/** What the operations on partners need, whether a request or a command runs them. */
export type AdminContext = Pick<UserContext, 'identity' | 'db' | 'clock'>;

/** @throws AppError UNAUTHENTICATED or FORBIDDEN unless it is an administrator, or a key with that scope. */
export function requireAdmin(identity: Identity): void {
  requireScope(identity, 'admin', 'That is for administrators.');
}
