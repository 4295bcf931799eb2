import type { ReadonlyKysely } from 'kysely/readonly';
import { createListLoader, createRowLoader } from '../../lib/loader.ts';
import { findGuestSessions } from './data/guest-session.ts';
import type { GuestSessionRow } from './data/guest-session.ts';
import { findPartnerKeys } from './data/partner-key.ts';
import type { PartnerKeyRow } from './data/partner-key.ts';
import { findPartners } from './data/partner.ts';
import type { PartnerRow } from './data/partner.ts';
import type { UserSchema } from './data/tables.ts';
import { findUsers } from './data/user.ts';
import type { UserRow } from './data/user.ts';

export type AccountRow = UserRow | GuestSessionRow;

export type UserLoaders = ReturnType<typeof createLoaders>;

/** The loaders of one request. */
export function createLoaders(db: ReadonlyKysely<UserSchema>) {
  return {
    user: createRowLoader<string, UserRow>(
      (ids) => findUsers(db, ids),
      (row) => row.id,
    ),
    guestSession: createRowLoader<string, GuestSessionRow>(
      (ids) => findGuestSessions(db, ids),
      (row) => row.id,
    ),
    partner: createRowLoader<string, PartnerRow>(
      (ids) => findPartners(db, ids),
      (row) => row.id,
    ),
    partnerKeys: createListLoader<string, PartnerKeyRow>(
      (partnerIds) => findPartnerKeys(db, partnerIds),
      (row) => row.partnerId,
    ),
  };
}
