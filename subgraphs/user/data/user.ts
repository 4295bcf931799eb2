import type { Kysely } from 'kysely';
import type { ReadonlyKysely } from 'kysely/readonly';
import type { UserSchema } from './tables.ts';

export interface UserRow {
  readonly id: string;
  readonly createdAt: Date;
  readonly email: string;
  readonly displayName: string | null;
  /** Beside what every account may do. */
  readonly roles: readonly string[];
}

export interface NewUser {
  readonly email: string;
  readonly displayName: string | null;
  readonly passwordHash: string;
  readonly createdAt: Date;
}

/** Unique constraint that refuses an e-mail which has an account. */
export const USER_EMAIL_CONSTRAINT = 'users_email_key';

const COLUMNS = ['id', 'created_at as createdAt', 'email', 'display_name as displayName', 'roles'] as const;

/** Where to read: `read`, or the transaction that must see its own writes. */
type Reader = Pick<ReadonlyKysely<UserSchema>, 'selectFrom'>;

export function findUsers(db: Reader, ids: readonly string[]): Promise<UserRow[]> {
  return db.selectFrom('users').select(COLUMNS).where('id', 'in', ids).execute();
}

/** The user of an e-mail in its normal form, and the hash that the password is checked against. */
export async function findUserWithPassword(
  db: Kysely<UserSchema>,
  email: string,
): Promise<{ readonly user: UserRow; readonly passwordHash: string } | undefined> {
  const row = await db
    .selectFrom('users')
    .select([...COLUMNS, 'password_hash as passwordHash'])
    .where('email', '=', email)
    .executeTakeFirst();
  if (!row) return undefined;
  const { passwordHash, ...user } = row;
  return { user, passwordHash };
}

export function insertUser(db: Kysely<UserSchema>, user: NewUser): Promise<UserRow> {
  return db
    .insertInto('users')
    .values({
      email: user.email,
      display_name: user.displayName,
      password_hash: user.passwordHash,
      created_at: user.createdAt,
    })
    .returning(COLUMNS)
    .executeTakeFirstOrThrow();
}

/** Gives an account its roles; false when no account has the e-mail, which is in its normal form. */
export async function updateUserRoles(
  db: Kysely<UserSchema>,
  email: string,
  roles: readonly string[],
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('users')
    .set({ roles: [...roles] })
    .where('email', '=', email)
    .executeTakeFirstOrThrow();
  return numUpdatedRows > 0n;
}
