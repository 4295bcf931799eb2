import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { Logger } from './log.ts';

export interface DatabaseNotices {
  /**
   * Yields what is said of the topic, in order. The empty text comes once when it listens, and in place of whatever was
   * missed: while the connection was away, or because the reader was slow. Ends when the signal aborts.
   * @throws the driver's error when the primary cannot be reached at the start, or that of `findUrl`.
   */
  watch(topic: string, signal: AbortSignal): AsyncGenerator<string, void, undefined>;
  /**
   * Tells every process, at once and in the order of the calls. Nobody waits for it, and it is lost when the database
   * cannot be reached: what must be told goes into a transaction, as `pg_notify(channel, '<topic> <text>')`.
   * @param text at most 7,900 bytes.
   */
  say(topic: string, text: string): void;
  close(): Promise<void>;
}

export interface DatabaseNoticesOptions {
  /** Of the primary as it is now, and not through a transaction pooler: listening belongs to a session. */
  readonly findUrl: () => Promise<string>;
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
/** What a slow reader may have before it, and what may wait for a slow database. */
const MAX_WAITING = 100;
const MISSED = '';

/** Says and hears `pg_notify` on one channel, over one connection that is made for the first who does. */
export function createDatabaseNotices(options: DatabaseNoticesOptions): DatabaseNotices {
  const { findUrl, channel, applicationName, logger } = options;
  const watchers = new Map<string, Set<(text: string) => void>>();
  const closing = new AbortController();
  let connection: Promise<pg.Client> | undefined;
  let lastStatement: Promise<unknown> = Promise.resolve();
  let unsaidCount = 0;

  /** One statement after the other, as the driver wants it. */
  function run(client: pg.Client, sql: string, values: readonly unknown[] = []): Promise<unknown> {
    const statement = lastStatement.then(() => client.query(sql, [...values]));
    lastStatement = statement.catch(() => undefined);
    return statement;
  }

  async function connect(): Promise<pg.Client> {
    const client = new pg.Client({
      connectionString: await findUrl(),
      application_name: applicationName,
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      query_timeout: QUERY_TIMEOUT_MS,
    });
    // The end that follows says all; without a listener the event would end the process.
    client.on('error', () => undefined);
    client.on('notification', ({ payload = '' }) => {
      const [topic = '', ...words] = payload.split(' ');
      watchers.get(topic)?.forEach((hear) => hear(words.join(' ')));
    });
    try {
      await client.connect();
      await client.query(`listen ${client.escapeIdentifier(channel)}`);
    } catch (error) {
      await client.end().catch(() => undefined);
      throw error;
    }
    const check = setInterval(() => void run(client, 'select 1').catch(() => client.end()), CHECK_INTERVAL_MS);
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
        for (const hearers of watchers.values()) hearers.forEach((hear) => hear(MISSED));
        return;
      } catch (error) {
        logger.debug({ err: error, channel }, 'no connection to listen on');
      }
    }
  }

  return {
    async *watch(topic, signal) {
      let waiting = [MISSED];
      let wake = (): void => undefined;
      const hear = (text: string): void => {
        waiting = waiting.length < MAX_WAITING ? [...waiting, text] : [MISSED];
        wake();
      };
      const onAbort = (): void => wake();
      const hearers = watchers.get(topic) ?? new Set();
      watchers.set(topic, hearers.add(hear));
      signal.addEventListener('abort', onAbort);
      try {
        await listen();
        while (!signal.aborted) {
          const text = waiting.shift();
          if (text === undefined) await new Promise<void>((resolve) => (wake = resolve));
          else yield text;
        }
      } finally {
        signal.removeEventListener('abort', onAbort);
        hearers.delete(hear);
        if (hearers.size === 0 && watchers.get(topic) === hearers) watchers.delete(topic);
      }
    },
    say(topic, text) {
      if (unsaidCount >= MAX_WAITING) return;
      unsaidCount++;
      listen()
        .then((client) => run(client, 'select pg_notify($1, $2)', [channel, `${topic} ${text}`]))
        .catch((error: unknown) => logger.debug({ err: error, channel }, 'a notice was lost'))
        .finally(() => unsaidCount--);
    },
    async close() {
      closing.abort();
      await connection?.then((client) => client.end()).catch(() => undefined);
    },
  };
}
