import type { Generated } from 'kysely';

interface GuestSessionsTable {
  id: Generated<string>;
  created_at: Date;
  expires_at: Date;
}

interface UsersTable {
  id: Generated<string>;
  created_at: Date;
  email: string;
  display_name: string | null;
  password_hash: string;
  /** Beside what every account may do. */
  roles: Generated<string[]>;
}

interface PartnersTable {
  id: Generated<string>;
  created_at: Date;
  name: string;
  client_name: string;
}

interface PartnerKeysTable {
  id: Generated<string>;
  partner_id: string;
  created_at: Date;
  prefix: string;
  key_hash: Buffer;
  scopes: string[];
  expires_at: Date | null;
  revoked_at: Date | null;
}

interface SessionsTable {
  id: Generated<string>;
  user_id: string;
  created_at: Date;
  expires_at: Date;
}

interface RefreshTokensTable {
  token_hash: Buffer;
  session_id: string;
  issued_at: Date;
  expires_at: Date;
  used_at: Date | null;
}

interface GuestMigrationsTable {
  guest_session_id: string;
  user_id: string;
  created_at: Date;
  /** Null while a delivery is outstanding that somebody waits for. */
  completed_at: Date | null;
  valuation_count: Generated<number>;
  attempt_count: Generated<number>;
  /** When a worker may take it up; null once nothing is left to deliver. */
  next_delivery_at: Date | null;
}

interface LoginThrottlesTable {
  email_hash: Buffer;
  attempt_count: number;
  window_started_at: Date;
  last_attempt_at: Date;
}

/** The schema `app_user`, as migrations/ makes it. */
export interface UserSchema {
  guest_sessions: GuestSessionsTable;
  users: UsersTable;
  partners: PartnersTable;
  partner_keys: PartnerKeysTable;
  sessions: SessionsTable;
  refresh_tokens: RefreshTokensTable;
  guest_migrations: GuestMigrationsTable;
  login_throttles: LoginThrottlesTable;
}
