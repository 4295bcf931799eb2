import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { Logger } from './log.ts';

export interface DatabaseListener {
  /**
   * Yields the payload once when it listens, then whenever notices with it have come since; several while the reader was
   * busy are one, and so is whatever was missed while the connection was away. Ends when the signal aborts.
   * @throws the driver's error when the database cannot be reached at the start.
   */
  watch(payload: string, signal: AbortSignal): AsyncGenerator<string, void, undefined>;
  close(): Promise<void>;
}

export interface DatabaseListenerOptions {
  /** Not through a transaction pooler: listening belongs to a session. */
  readonly url: string;
  /** Of `pg_notify`. */
  readonly channel: string;
  readonly applicationName: string;
  readonly logger: Logger;
}

const CONNECT_TIMEOUT_MS = 2_000;
const QUERY_TIMEOUT_MS = 2_000;
const RECONNECT_DELAY_MS = 1_000;
/** A connection that breaks without a word is noticed within this. */
const CHECK_INTERVAL_MS = 15_000;

/** Hears what `pg_notify` says on one channel, over one connection that is made for the first who watches. */
export function createDatabaseListener(options: DatabaseListenerOptions): DatabaseListener {
  const { url, channel, applicationName, logger } = options;
  const watchers = new Map<string, Set<() => void>>();
  const closing = new AbortController();
  let connection: Promise<pg.Client> | undefined;

  async function connect(): Promise<pg.Client> {
    const client = new pg.Client({
      connectionString: url,
      application_name: applicationName,
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      query_timeout: QUERY_TIMEOUT_MS,
    });
    // The end that follows says all; without a listener the event would end the process.
    client.on('error', () => undefined);
    client.on('notification', ({ payload = '' }) => watchers.get(payload)?.forEach((wake) => wake()));
    try {
      await client.connect();
      await client.query(`listen ${client.escapeIdentifier(channel)}`);
    } catch (error) {
      await client.end().catch(() => undefined);
      throw error;
    }
    const check = setInterval(() => void client.query('select 1').catch(() => client.end()), CHECK_INTERVAL_MS);
    client.once('end', () => {
      clearInterval(check);
      connection = undefined;
      void reconnect();
    });
    return client;
  }

  function listen(): Promise<pg.Client> {
    connection ??= connect().catch((error: unknown) => {
      connection = undefined;
      throw error;
    });
    return connection;
  }

  async function reconnect(): Promise<void> {
    while (watchers.size > 0 && !closing.signal.aborted) {
      logger.warn({ channel }, 'the connection that listens was lost: making another');
      try {
        await sleep(RECONNECT_DELAY_MS, undefined, { signal: closing.signal });
        await listen();
        for (const wakes of watchers.values()) wakes.forEach((wake) => wake());
        return;
      } catch (error) {
        logger.debug({ err: error, channel }, 'no connection to listen on');
      }
    }
  }

  return {
    async *watch(payload, signal) {
      let isNews = true;
      let wake = (): void => undefined;
      const onNotice = (): void => {
        isNews = true;
        wake();
      };
      const wakes = watchers.get(payload) ?? new Set();
      watchers.set(payload, wakes.add(onNotice));
      signal.addEventListener('abort', onNotice);
      try {
        await listen();
        while (!signal.aborted) {
          if (!isNews) await new Promise<void>((resolve) => (wake = resolve));
          if (signal.aborted) return;
          isNews = false;
          yield payload;
        }
      } finally {
        signal.removeEventListener('abort', onNotice);
        wakes.delete(onNotice);
        if (wakes.size === 0 && watchers.get(payload) === wakes) watchers.delete(payload);
      }
    },
    async close() {
      closing.abort();
      await connection?.then((client) => client.end()).catch(() => undefined);
    },
  };
}
