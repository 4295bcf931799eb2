import { sql } from 'kysely';
import type { Kysely } from 'kysely';

/** A calculation and a language name a narrative; valuation ids are opaque here, so they are text. */
const LANGUAGE_CHECK = sql`language in ('EN', 'FR', 'NL')`;

export async function up(db: Kysely<unknown>): Promise<void> {
  const schema = db.schema.withSchema('app_ai');

  await schema
    .createTable('narratives')
    .addColumn('valuation_id', 'text', (column) => column.notNull())
    .addColumn('version_number', 'integer', (column) => column.notNull())
    .addColumn('language', 'text', (column) => column.notNull())
    .addColumn('text', 'text', (column) => column.notNull())
    .addColumn('source', 'text', (column) => column.notNull())
    .addColumn('model', 'text', (column) => column.notNull())
    .addColumn('prompt_version', 'text', (column) => column.notNull())
    .addColumn('input_tokens', 'integer', (column) => column.notNull())
    .addColumn('output_tokens', 'integer', (column) => column.notNull())
    .addColumn('cost_micro_euro', 'integer', (column) => column.notNull())
    .addColumn('created_at', 'timestamptz', (column) => column.notNull())
    .addPrimaryKeyConstraint('narratives_pkey', ['valuation_id', 'version_number', 'language'])
    .addCheckConstraint('narratives_language_check', LANGUAGE_CHECK)
    .addCheckConstraint('narratives_source_check', sql`source in ('LANGUAGE_MODEL', 'OFFLINE_TEMPLATE')`)
    .execute();

  await schema
    .createTable('narrative_claims')
    .addColumn('valuation_id', 'text', (column) => column.notNull())
    .addColumn('version_number', 'integer', (column) => column.notNull())
    .addColumn('language', 'text', (column) => column.notNull())
    .addColumn('claim_id', 'uuid', (column) => column.notNull())
    .addColumn('expires_at', 'timestamptz', (column) => column.notNull())
    .addPrimaryKeyConstraint('narrative_claims_pkey', ['valuation_id', 'version_number', 'language'])
    .execute();

  await schema
    .createTable('ai_calls')
    .addColumn('id', 'uuid', (column) => column.primaryKey().defaultTo(sql`uuidv7()`))
    .addColumn('created_at', 'timestamptz', (column) => column.notNull())
    .addColumn('valuation_id', 'text', (column) => column.notNull())
    .addColumn('version_number', 'integer', (column) => column.notNull())
    .addColumn('language', 'text', (column) => column.notNull())
    .addColumn('model', 'text', (column) => column.notNull())
    .addColumn('prompt_version', 'text', (column) => column.notNull())
    .addColumn('input_tokens', 'integer')
    .addColumn('cached_input_tokens', 'integer')
    .addColumn('output_tokens', 'integer')
    .addColumn('cost_micro_euro', 'integer', (column) => column.notNull())
    .addColumn('duration_ms', 'integer', (column) => column.notNull())
    .addColumn('outcome', 'text', (column) => column.notNull())
    .addCheckConstraint('ai_calls_cost_check', sql`cost_micro_euro >= 0`)
    .execute();
  await schema
    .createIndex('ai_calls_narrative_idx')
    .on('ai_calls')
    .columns(['valuation_id', 'version_number', 'language'])
    .execute();
  await schema.createIndex('ai_calls_created_at_idx').on('ai_calls').column('created_at').execute();
  // A ledger: rows are added, and removed at the end of their retention, but never changed.
  await sql`revoke update on app_ai.ai_calls from app_ai`.execute(db);

  await schema
    .createTable('model_quotas')
    .addColumn('model', 'text', (column) => column.primaryKey())
    .addColumn('minute', 'timestamptz', (column) => column.notNull())
    .addColumn('minute_requests', 'integer', (column) => column.notNull())
    .addColumn('minute_tokens', 'integer', (column) => column.notNull())
    .addColumn('day', 'timestamptz', (column) => column.notNull())
    .addColumn('day_requests', 'integer', (column) => column.notNull())
    .execute();
}
