import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';

/**
 * Functions of a schema that keep tables partitioned by month, by the time that is in their version 7 identifiers: the
 * month of a row never changes, and looking a row up by its identifier looks into one partition. Migrations that have
 * run rely on this text: change it by replacing the functions in a new one.
 */
export function createPartitionFunctions(schema: string, tables: readonly string[]): readonly RawBuilder<unknown>[] {
  const role = sql.id(schema);
  return [
    sql`create function ${sql.id(schema, 'first_uuid')}(instant timestamptz) returns uuid
      language sql immutable strict parallel safe
      return (lpad(to_hex((extract(epoch from instant) * 1000)::bigint), 12, '0') || repeat('0', 20))::uuid`,

    // The service may not change structures, so the function runs as who made it; what it makes is reached through the
    // parent alone, whose rights and policies hold.
    sql`create function ${sql.id(schema, 'make_partitions')}() returns bigint
      language plpgsql security definer set search_path = pg_catalog, pg_temp as ${sql.lit(`
      declare
        parent text;
        part text;
        month timestamptz;
        stray_rows bigint := 0;
        stray bigint;
      begin
        foreach parent in array array['${tables.join("', '")}'] loop
          for ahead in 0..3 loop
            month := date_trunc('month', now(), 'UTC') + ahead * interval '1 month';
            part := parent || to_char(month at time zone 'UTC', '_YYYY_MM');
            continue when to_regclass(format('%I.%I', '${schema}', part)) is not null;
            begin
              execute format('create table %1$I.%2$I (like %1$I.%3$I including all)', '${schema}', part, parent);
              execute format('revoke all on %1$I.%2$I from %1$I', '${schema}', part);
              execute format('alter table %1$I.%3$I attach partition %1$I.%2$I for values from (%4$L) to (%5$L)',
                '${schema}', part, parent, ${schema}.first_uuid(month),
                ${schema}.first_uuid(date_trunc('month', month + interval '32 days', 'UTC')));
            exception
              when invalid_object_definition then null; -- a partition of several months holds it
              when check_violation then null; -- rows of that month lie in the default partition: they are counted below
            end;
          end loop;
          execute format('select count(*) from %I.%I', '${schema}', parent || '_default') into stray;
          stray_rows := stray_rows + stray;
        end loop;
        return stray_rows;
      end`)}`,
    sql`comment on function ${sql.id(schema, 'make_partitions')} is
      'Makes the partitions of this month and the next three, and returns how many rows lie outside of any'`,
    sql`revoke execute on function ${sql.id(schema, 'make_partitions')} from public`,
    sql`grant execute on function ${sql.id(schema, 'make_partitions')} to ${role}`,
  ];
}

/** Where rows go whose month has no partition; it should stay empty. */
export function createDefaultPartition(schema: string, table: string): readonly RawBuilder<unknown>[] {
  const partition = sql.id(schema, `${table}_default`);
  return [
    sql`create table ${partition} partition of ${sql.id(schema, table)} default`,
    sql`revoke all on ${partition} from ${sql.id(schema)}`,
  ];
}

/** A table to which rows are added by triggers, under the service's own writes, and which the service cannot change. */
export function createAuditEntries(schema: string): readonly RawBuilder<unknown>[] {
  const table = sql.id(schema, 'audit_entries');
  return [
    sql`create table ${table} (
      id uuid primary key default uuidv7(),
      occurred_at timestamptz(3) not null default now(),
      actor text,
      action text not null,
      subject_id uuid not null
    ) partition by range (id)`,
    sql`comment on table ${table} is 'Who did what to which row, without what was in it'`,
    sql`comment on column ${table}.actor is 'Kind and id of the identity, such as user:0192…; null for the platform itself'`,
    sql`create index audit_entries_subject_id on ${table} (subject_id)`,
    sql`revoke all on ${table} from ${sql.id(schema)}`,
    ...createDefaultPartition(schema, 'audit_entries'),
    // Arguments: the action, and the column of the subject.
    sql`create function ${sql.id(schema, 'write_audit_entry')}() returns trigger
      language plpgsql security definer set search_path = pg_catalog, pg_temp as ${sql.lit(`
      declare
        subject uuid;
      begin
        execute format('select ($1).%I', tg_argv[1]) into subject using coalesce(new, old);
        insert into ${schema}.audit_entries (actor, action, subject_id)
        values (nullif(current_setting('app.actor', true), ''), tg_argv[0], subject);
        return null;
      end`)}`,
  ];
}

/** Enters an action in the audit trail for each row that `event` names, such as `insert` or `update of draft`. */
export function auditTrigger(
  schema: string,
  table: string,
  { event, action, subject }: { event: string; action: string; subject: string },
): RawBuilder<unknown> {
  return sql`create trigger ${sql.id(`audit_${action.replace('.', '_')}`)} after ${sql.raw(event)}
    on ${sql.id(schema, table)} for each row
    execute function ${sql.id(schema, 'write_audit_entry')}(${sql.lit(action)}, ${sql.lit(subject)})`;
}
