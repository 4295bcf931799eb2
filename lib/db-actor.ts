import pg from 'pg';

/** Who a statement is for. Policies and the audit trail read it as `current_setting('app.actor', true)`. */
const SET_ACTOR = `select set_config('app.actor', $1, true)`;
/** Statements that end a transaction, or go back in it: no policy looks at who sent them. */
const ENDS = /^(?:commit|rollback|savepoint|release)\b/i;

/** The protocol's messages, which pg has for modules that submit queries of their own. */
interface ProtocolConnection {
  readonly parse: (message: { text: string; name: string }) => void;
  readonly bind: (message: { portal: string; statement: string; values: readonly unknown[] }) => void;
  readonly execute: (message: { portal: string }) => void;
}

/** What pg's own query does besides what its published type says. */
interface ProtocolQuery extends pg.Submittable {
  prepare(connection: ProtocolConnection): void;
  handleDataRow(message: unknown): void;
  handleCommandComplete(message: unknown, connection: ProtocolConnection): void;
}
type Callback = (error: Error | null, result: pg.QueryResult) => void;
const PgQuery = pg.Query as unknown as new (config: object, callback: Callback) => ProtocolQuery;

/**
 * A statement behind one that says who it is for, in one message to the server. Without a transaction the two are one;
 * the setting ends with it, so a pooler may give the connection to anybody afterwards.
 */
class ActorQuery extends PgQuery {
  readonly #actor: string;
  #isActorSet = false;

  constructor(actor: string, text: string, values: readonly unknown[], callback: Callback) {
    super({ text, values: [...values], queryMode: 'extended' }, callback);
    this.#actor = actor;
  }

  override prepare(connection: ProtocolConnection): void {
    connection.parse({ text: SET_ACTOR, name: '' });
    connection.bind({ portal: '', statement: '', values: [this.#actor] });
    connection.execute({ portal: '' });
    super.prepare(connection);
  }

  override handleDataRow(message: unknown): void {
    if (this.#isActorSet) super.handleDataRow(message);
  }

  override handleCommandComplete(message: unknown, connection: ProtocolConnection): void {
    if (this.#isActorSet) super.handleCommandComplete(message, connection);
    this.#isActorSet = true;
  }
}

/** Runs a statement for an actor, in one round trip; without one no policy lets it see what belongs to somebody. */
export function queryAs(
  client: pg.ClientBase,
  actor: string | undefined,
  sql: string,
  parameters: readonly unknown[],
): Promise<pg.QueryResult> {
  if (actor === undefined || ENDS.test(sql)) return client.query(sql, [...parameters]);
  return new Promise((resolve, reject) => {
    client.query(
      new ActorQuery(actor, sql, parameters, (error, result) => {
        if (error) reject(error);
        else resolve(result);
      }),
    );
  });
}
