import { withAdministrator } from '../../lib/db-admin.ts';

type Client = Parameters<Parameters<typeof withAdministrator>[1]>[0];

/** Small, so that no transaction holds its locks for long. */
const OWNERS_AT_ONCE = 500;

/** Deletes the valuations of these accounts, with versions, results and narratives; returns how many valuations. */
async function deleteValuations(client: Client, ownerIds: readonly string[]): Promise<number> {
  const { rows } = await client.query<{ id: string }>(
    'select app_valuation.erase_account(owner_id) as id from unnest($1::uuid[]) as owner_id',
    [ownerIds],
  );
  await client.query('delete from app_ai.narratives where valuation_id = any($1)', [rows.map(({ id }) => id)]);
  return rows.length;
}

/**
 * Erases an account with all that it owns, in one transaction, and returns how many valuations it had; undefined when no
 * account has the address. A guest of whom it takes over valuations that have not moved yet goes with it.
 * @param url the primary, as a role that owns the tables. docs/decisions/0009 says what remains.
 */
export async function eraseAccount(url: string, email: string): Promise<number | undefined> {
  return withAdministrator(url, async (client) => {
    await client.query('begin');
    const { rows: users } = await client.query<{ id: string }>(
      'select id from app_user.users where email = $1 for update',
      [email],
    );
    const [user] = users;
    if (!user) return undefined;
    const { rows: guests } = await client.query<{ id: string }>(
      `delete from app_user.guest_sessions
       where id in (select guest_session_id from app_user.guest_migrations where user_id = $1) returning id`,
      [user.id],
    );
    const valuationCount = await deleteValuations(
      client,
      [user, ...guests].map(({ id }) => id),
    );
    await client.query('delete from app_user.users where id = $1', [user.id]);
    await client.query('commit');
    return valuationCount;
  });
}

/** Deletes the valuations whose owner is gone, such as those of guests who never registered; returns how many. */
export async function eraseOwnerless(url: string): Promise<number> {
  return withAdministrator(url, async (client) => {
    let valuationCount = 0;
    for (;;) {
      await client.query('begin');
      const { rows } = await client.query<{ owner_id: string }>(
        `select distinct owner_id from app_valuation.valuations
         where not exists (select from app_user.users where users.id = owner_id)
           and not exists (select from app_user.guest_sessions where guest_sessions.id = owner_id)
         limit $1`,
        [OWNERS_AT_ONCE],
      );
      valuationCount += await deleteValuations(
        client,
        rows.map(({ owner_id }) => owner_id),
      );
      await client.query('commit');
      if (rows.length < OWNERS_AT_ONCE) return valuationCount;
    }
  });
}
