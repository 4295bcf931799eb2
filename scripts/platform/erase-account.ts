import { withAdministrator } from '../../lib/db-admin.ts';

export interface ErasedAccount {
  readonly valuationCount: number;
}

/**
 * Erases an account with all that it owns, in one transaction; undefined when no account has the address. A guest of whom
 * it takes over valuations that have not moved yet goes with it.
 * @param url the primary, as a role that owns the tables. docs/decisions/0009 says what remains.
 */
export async function eraseAccount(url: string, email: string): Promise<ErasedAccount | undefined> {
  return withAdministrator(url, async (client) => {
    await client.query('begin');
    const { rows } = await client.query<{ id: string }>('select id from app_user.users where email = $1 for update', [
      email,
    ]);
    const [user] = rows;
    if (!user) return undefined;
    const valuations = await client.query<{ id: string }>(
      `select app_valuation.erase_account(owner.id) as id from (
         select $1::uuid as id union select guest_session_id from app_user.guest_migrations where user_id = $1
       ) as owner`,
      [user.id],
    );
    const ids = valuations.rows.map(({ id }) => id);
    await client.query('delete from app_ai.narratives where valuation_id = any($1)', [ids]);
    await client.query(
      'delete from app_user.guest_sessions where id in (select guest_session_id from app_user.guest_migrations where user_id = $1)',
      [user.id],
    );
    await client.query('delete from app_user.users where id = $1', [user.id]);
    await client.query('commit');
    return { valuationCount: ids.length };
  });
}
