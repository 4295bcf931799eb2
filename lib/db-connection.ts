import { Socket } from 'node:net';
import pg from 'pg';

/** A connection to a node, open or opening. */
export interface OpenedConnection {
  readonly client: pg.Client;
  readonly socket: Socket;
  /** Resolves when it can be used. */
  readonly ready: Promise<unknown>;
}

export interface ConnectionOptions {
  readonly connectTimeoutMs: number;
  readonly applicationName: string;
}

const INT8_OID = 20;
const DATE_OID = 1082;
/** bigint columns hold counts and sizes below 2^53 here, so they come as numbers; a date has no zone, so it stays text. */
const parsers = new Map<number, (value: string) => unknown>([
  [INT8_OID, Number],
  [DATE_OID, String],
]);
const types: pg.CustomTypesConfig = {
  getTypeParser: (oid: number, format?: 'text' | 'binary'): ((value: string) => unknown) =>
    parsers.get(oid) ?? (pg.types.getTypeParser(oid, format) as (value: string) => unknown),
};

export function openConnection(
  connectionString: string,
  { connectTimeoutMs, applicationName }: ConnectionOptions,
): OpenedConnection {
  const socket = new Socket();
  const client = new pg.Client({
    connectionString,
    application_name: applicationName,
    connectionTimeoutMillis: connectTimeoutMs,
    types,
    stream: () => socket,
  });
  // Lost while in use, it fails its statement; the event besides would end the process if nobody listened.
  client.on('error', () => undefined);
  return { client, socket, ready: client.connect() };
}
