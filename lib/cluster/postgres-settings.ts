import { SUPERUSER } from './postgres-directory.ts';

/** For a machine that runs everything else as well. Durability (fsync, synchronous_commit) is left as PostgreSQL has it. */
export const SETTINGS: Record<string, string> = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '200',
  shared_buffers: '128MB',
  random_page_cost: '1.1',
  max_wal_size: '1GB',
  wal_compression: 'on',
  shared_preload_libraries: 'pg_stat_statements',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_line_prefix: '%m [%p] %a ',
};

/** Kept for a replica that was away; a replication slot would keep the log of a replica that never returns. */
export const PRIMARY_SETTINGS: Record<string, string> = { wal_keep_size: '1GB' };

/** How a replica follows its primary: it asks often enough to be there as soon as the primary is. */
export function replicaSettings(follow: {
  name: string;
  primaryPort: number;
  passwordFile: string;
}): Record<string, string> {
  const passwordFile = follow.passwordFile.replace(/[\\']/g, '\\$&');
  return {
    primary_conninfo:
      `host=127.0.0.1 port=${follow.primaryPort} user=${SUPERUSER} ` +
      `application_name=${follow.name} passfile='${passwordFile}'`,
    wal_retrieve_retry_interval: '200ms',
    wal_receiver_status_interval: '1s',
    hot_standby_feedback: 'on',
  };
}
