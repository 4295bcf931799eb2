-- Runs once, when the primary's volume is empty. The roles of the subgraphs are made by the migrations.
\getenv replication_password REPLICATION_PASSWORD
\getenv pgbouncer_password PGBOUNCER_PASSWORD

create role replicator login replication password :'replication_password';
create role pgbouncer login password :'pgbouncer_password';

-- What PgBouncer checks a login against. It learns nothing of superusers, so nobody becomes one through the pooler.
create schema pgbouncer;
grant usage on schema pgbouncer to pgbouncer;
create function pgbouncer.find_password(role_name text)
  returns table (name text, password text)
  language sql stable security definer set search_path = pg_catalog
  as $$ select usename, passwd from pg_shadow where usename = role_name and not usesuper and not userepl $$;
revoke execute on function pgbouncer.find_password from public;
grant execute on function pgbouncer.find_password to pgbouncer;
