#!/bin/sh
# Runs a streaming replica of $PRIMARY_HOST. With an empty volume it clones the primary first. PGPASSWORD is replicator's.
set -eu
primary="host=$PRIMARY_HOST user=replicator dbname=platform application_name=$REPLICATION_SLOT"

if [ ! -e "$PGDATA/PG_VERSION" ]; then
  # A slot that outlived its replica's volume holds back log that nobody needs, or has lost what the replica missed.
  psql "$primary" --no-psqlrc --quiet --output=/dev/null --set=ON_ERROR_STOP=1 --command="
    select pg_drop_replication_slot(slot_name) from pg_replication_slots where slot_name = '$REPLICATION_SLOT'"
  # Under another name until it is complete, so that what an interrupted clone leaves is never taken for data.
  rm -rf "$PGDATA.clone"
  pg_basebackup --dbname="$primary" --pgdata="$PGDATA.clone" --create-slot --slot="$REPLICATION_SLOT" --checkpoint=fast
  touch "$PGDATA.clone/standby.signal"
  mv -T "$PGDATA.clone" "$PGDATA"
fi

exec postgres -c config_file=/etc/postgresql/postgresql.conf \
  -c primary_conninfo="$primary" -c primary_slot_name="$REPLICATION_SLOT"
