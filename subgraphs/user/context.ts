import type { Kysely } from 'kysely';
import type { SessionDatabase } from '../../lib/db.ts';
import type { RequestScope } from '../../lib/request-scope.ts';
import type { AccessTokens } from './access-tokens.ts';
import type { AiClient } from './clients/ai.ts';
import type { ValuationClient } from './clients/valuation.ts';
import type { UserSchema } from './data/tables.ts';
import type { UserLoaders } from './loaders.ts';
import type { Passwords } from './passwords.ts';

/** What the operations need, whether a request or a background task runs them. */
export interface UserServices {
  /** The primary; what only reads goes through the loaders. */
  readonly db: Kysely<UserSchema>;
  readonly clock: () => Date;
  readonly passwords: Passwords;
  readonly accessTokens: AccessTokens;
  readonly valuation: ValuationClient;
  readonly ai: AiClient;
}

export interface UserContext extends RequestScope, UserServices {
  /** The database as whoever asks, which shows their own account alone. */
  readonly ownDb: SessionDatabase<UserSchema>;
  readonly loaders: UserLoaders;
}
