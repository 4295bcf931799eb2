import { AppError } from '../../../lib/errors.ts';
import { requireAccount } from '../../../lib/identity.ts';
import type { Identity } from '../../../lib/identity.ts';

/** What stands for an account here; the user subgraph has the rest of it. */
export interface AccountReference {
  readonly id: string;
}

/** The account, if it is whoever asks. @throws AppError NOT_FOUND for any other. */
export function requireOwnAccount(identity: Identity, id: string): AccountReference {
  if (requireAccount(identity).id !== id) throw new AppError('NOT_FOUND');
  return { id };
}
