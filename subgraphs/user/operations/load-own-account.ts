import { AppError } from '../../../lib/errors.ts';
import type { UserContext } from '../context.ts';
import { findGuestSessions } from '../data/guest-session.ts';
import type { GuestSessionRow } from '../data/guest-session.ts';
import { findUsers } from '../data/user.ts';
import type { UserRow } from '../data/user.ts';
import type { AccountRow } from '../loaders.ts';

/** An account that no replica has may be one that was made a moment ago: whether it is there the primary decides. */
async function loadAccount({ identity: { kind, id }, ownDb, loaders }: UserContext): Promise<AccountRow | null> {
  if (kind === 'user') return (await loaders.user.load(id)) ?? (await findUsers(ownDb.write, [id]))[0] ?? null;
  if (kind === 'guest')
    return (await loaders.guestSession.load(id)) ?? (await findGuestSessions(ownDb.write, [id]))[0] ?? null;
  return null;
}

/** Who is asking; null for those who own no account. @throws AppError UNAUTHENTICATED when the account is gone. */
export async function loadMe(context: UserContext): Promise<AccountRow | null> {
  const { kind } = context.identity;
  const account = await loadAccount(context);
  if (!account && (kind === 'user' || kind === 'guest'))
    throw new AppError('UNAUTHENTICATED', 'This account exists no more: sign in or start a guest session.');
  return account;
}

function requireOwn<Row>(row: Row | null): Row {
  if (!row) throw new AppError('NOT_FOUND');
  return row;
}

/** An account by its id. @throws AppError NOT_FOUND unless it is the account of who is asking. */
export async function loadOwnAccount(context: UserContext, id: string): Promise<AccountRow> {
  return requireOwn(id === context.identity.id ? await loadAccount(context) : null);
}

/** As `loadOwnAccount`, for a registered user. */
export async function loadOwnUser({ identity, loaders }: UserContext, id: string): Promise<UserRow> {
  return requireOwn(identity.kind === 'user' && id === identity.id ? await loaders.user.load(id) : null);
}

/** As `loadOwnAccount`, for a guest session. */
export async function loadOwnGuestSession({ identity, loaders }: UserContext, id: string): Promise<GuestSessionRow> {
  return requireOwn(identity.kind === 'guest' && id === identity.id ? await loaders.guestSession.load(id) : null);
}
