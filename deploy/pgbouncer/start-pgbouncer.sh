#!/bin/sh
# Writes down the one role that PgBouncer has to know by itself; it looks up all others in PostgreSQL.
set -eu
umask 077
printf '"pgbouncer" "%s"\n' "${PGBOUNCER_PASSWORD:?}" >/run/pgbouncer/userlist.txt
exec pgbouncer /etc/pgbouncer/pgbouncer.ini
