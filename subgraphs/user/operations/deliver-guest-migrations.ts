import { randomUUID } from 'node:crypto';
import type { Logger } from '../../../lib/log.ts';
import type { UserServices } from '../context.ts';
import { addMovedValuations, claimGuestMigration, completeGuestMigration } from '../data/guest-migration.ts';
import type { GuestMigrationRow } from '../data/guest-migration.ts';

export type GuestMigration =
  | { readonly status: 'COMPLETED'; readonly valuationCount: number }
  | { readonly status: 'PENDING'; readonly valuationCount: null };

type Services = Pick<UserServices, 'db' | 'clock' | 'valuation' | 'ai'> & { readonly logger: Logger };

/** Tries one stored migration that the caller has taken up. Never throws: what fails stays stored and is retried. */
export async function deliverGuestMigration(
  { db, clock, valuation, ai, logger }: Services,
  migration: GuestMigrationRow,
  { requestId, signal }: { requestId: string; signal: AbortSignal },
): Promise<GuestMigration> {
  const move = { ...migration, requestId, signal };
  try {
    const movedCount = await valuation.migrateGuestValuations(move);
    const valuationCount = await addMovedValuations(db, migration.guestSessionId, movedCount);
    await ai.migrateGuestNarratives(move);
    await completeGuestMigration(db, migration.guestSessionId, clock());
    return { status: 'COMPLETED', valuationCount };
  } catch (error) {
    logger.warn({ err: error, requestId, ...migration }, 'a guest migration failed: it will be retried');
    return { status: 'PENDING', valuationCount: null };
  }
}

/** Delivers what is due, one by one, until nothing is or one fails: then a subgraph is likely to be down. */
export async function deliverGuestMigrations(services: Services, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const migration = await claimGuestMigration(services.db, services.clock());
    if (!migration) return;
    const { status } = await deliverGuestMigration(services, migration, { requestId: randomUUID(), signal });
    if (status === 'PENDING') return;
  }
}
