import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import { createIndexConcurrently } from './concurrent-index.ts';

export const runsOutsideTransaction = true;

/** The narratives of an account, which move with its valuations. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await createIndexConcurrently(db, {
    schema: 'app_ai',
    name: 'narratives_owner_id',
    on: sql`app_ai.narratives (owner_id)`,
  });
}
