import pg from 'pg';

type Callback = (error: Error | null, result: pg.QueryResult) => void;

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
  queryMode: 'extended' | undefined;
  prepare(connection: ProtocolConnection): void;
  handleDataRow(message: unknown): void;
  handleCommandComplete(message: unknown, connection: ProtocolConnection): void;
}
// An object of settings in place of the three would be copied property by property, which takes longer than all the rest.
const PgQuery = pg.Query as unknown as new (
  text: string,
  values: readonly unknown[],
  callback: Callback,
) => ProtocolQuery;

/**
 * A statement behind one that says who it is for, in one message to the server. Without a transaction the two are one;
 * the setting ends with it, so a pooler may give the connection to anybody afterwards.
 */
class ActorQuery extends PgQuery {
  readonly #actor: string;
  #isActorSet = false;

  constructor(actor: string, text: string, values: readonly unknown[], callback: Callback) {
    super(text, values, callback);
    this.queryMode = 'extended';
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

export interface Statement {
  readonly sql: string;
  readonly parameters: readonly unknown[];
  /** Without one no policy lets it see what belongs to somebody. */
  readonly actor: string | undefined;
}

/** Sends a statement, and who it is for, in one round trip. */
export function sendStatement(client: pg.ClientBase, { sql, parameters, actor }: Statement, callback: Callback): void {
  client.query(
    actor === undefined || ENDS.test(sql)
      ? new PgQuery(sql, parameters, callback)
      : new ActorQuery(actor, sql, parameters, callback),
  );
}
