import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import {
  auditTrigger,
  createAuditEntries,
  createDefaultPartition,
  createPartitionFunctions,
} from './monthly-partitions.ts';

const SCHEMA = 'app_valuation';
const VERSIONS = ['valuation_versions', 'valuation_results'] as const;

/**
 * What there is becomes one partition that holds everything up to the end of this month: nothing is copied, and the
 * tables are locked for as long as it takes to read through them once.
 */
const adopt = (table: (typeof VERSIONS)[number]) =>
  sql`do ${sql.lit(`
  declare
    next_month timestamptz := date_trunc('month', now() + interval '1 month', 'UTC');
    adopted text := '${table}_until_' || to_char(next_month at time zone 'UTC', 'YYYY_MM');
  begin
    execute format('alter table ${SCHEMA}.${table} rename to %I', adopted);
    execute format('alter index ${SCHEMA}.${table}_pkey rename to %I', adopted || '_pkey');
    execute format('create table ${SCHEMA}.${table} (like ${SCHEMA}.%I including defaults including constraints
      including comments) partition by range (valuation_id)', adopted);
    alter table ${SCHEMA}.${table} add constraint ${table}_pkey primary key (valuation_id, number);
    execute format('alter table ${SCHEMA}.${table} attach partition ${SCHEMA}.%I for values from (minvalue) to (%L)',
      adopted, ${SCHEMA}.first_uuid(next_month));
    execute format('revoke all on ${SCHEMA}.%I from ${SCHEMA}', adopted);
  end`)}`;

const STATEMENTS = [
  // Who waits for longer for a table in use would hold up everybody behind: better to fail, and to try again.
  sql`set local lock_timeout = '5s'`,
  ...createPartitionFunctions(SCHEMA, [...VERSIONS, 'audit_entries']),
  ...createAuditEntries(SCHEMA),

  sql`alter table app_valuation.valuation_results drop constraint valuation_results_valuation_id_number_fkey`,
  ...VERSIONS.map(adopt),
  sql`alter table app_valuation.valuation_versions add foreign key (valuation_id) references app_valuation.valuations`,
  sql`alter table app_valuation.valuation_results
    add foreign key (valuation_id, number) references app_valuation.valuation_versions`,
  ...VERSIONS.flatMap((table) => createDefaultPartition(SCHEMA, table)),
  sql`revoke update, delete on app_valuation.valuation_versions, app_valuation.valuation_results from app_valuation`,
  sql`comment on table app_valuation.valuation_versions is
    'Immutable calculations: what lists show of them. Partitioned by the month of the valuation.'`,
  sql`comment on table app_valuation.valuation_results is
    'The draft of each version as it was calculated, and the whole outcome. Apart, so that lists never load it.'`,
  sql`select app_valuation.make_partitions()`,

  auditTrigger(SCHEMA, 'valuations', { event: 'insert', action: 'valuation.created', subject: 'id' }),
  auditTrigger(SCHEMA, 'valuations', { event: 'update of draft', action: 'valuation.saved', subject: 'id' }),
  auditTrigger(SCHEMA, 'valuations', { event: 'update of owner_id', action: 'valuation.moved', subject: 'id' }),
  auditTrigger(SCHEMA, 'valuations', { event: 'delete', action: 'valuation.erased', subject: 'id' }),
  auditTrigger(SCHEMA, 'valuation_versions', {
    event: 'insert',
    action: 'valuation.calculated',
    subject: 'valuation_id',
  }),

  sql`create function app_valuation.erase_account(account_id uuid) returns setof uuid
    language plpgsql set search_path = app_valuation, pg_temp as ${sql.lit(`
    declare
      erased uuid[] := array(select id from valuations where owner_id = account_id for update);
    begin
      delete from valuation_results where valuation_id = any(erased);
      delete from valuation_versions where valuation_id = any(erased);
      delete from valuations where id = any(erased);
      return query select unnest(erased);
    end`)}`,
  sql`comment on function app_valuation.erase_account is
    'Erases all valuations of an account with their versions, for administrators; returns the ids of the valuations'`,
  sql`revoke execute on function app_valuation.erase_account from public`,
];

/** Versions and the audit trail, partitioned by month. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await statement.execute(db);
}
