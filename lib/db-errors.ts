import pg from 'pg';
import { AppError } from './errors.ts';

const UNREACHABLE = new Set(['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'EPIPE', 'ETIMEDOUT', 'EHOSTUNREACH']);
/** Messages of pg, which gives these failures no code. */
const UNREACHABLE_MESSAGE = /timeout expired|Connection terminated|Client (?:has encountered|was closed)/;
/** Of pg too, where it keeps the time itself. */
export const QUERY_TIMEOUT_MESSAGE = 'Query read timeout';
/** class 08 connection, 57P shutdown or starting up */
const NODE_FAILURE = /^(?:08|57P)/;
/** A write met a node that was demoted. */
const READ_ONLY = '25006';
/** 40001 the replayed log removed rows that the statement needs, 53 out of resources */
const REPLICA_OVERLOAD = /^(?:40001|53)/;

/** All connections that a process may have to a node are in use. */
export class PoolExhaustedError extends Error {
  constructor() {
    super('No connection to the database became free in time.');
  }
}

function codeOf(error: Error): string {
  return 'code' in error && typeof error.code === 'string' ? error.code : '';
}

/** What a failed statement means to a client, or `undefined` when it is a defect, which is masked. */
export function databaseFailure(error: unknown): AppError | undefined {
  if (error instanceof AggregateError) return databaseFailure(error.errors[0]);
  if (!(error instanceof Error)) return undefined;
  const code = codeOf(error);
  // 57014 statement_timeout or cancel, 55P03 lock_timeout
  if (code === '57014' || code === '55P03' || error.message === QUERY_TIMEOUT_MESSAGE)
    return new AppError('UPSTREAM_TIMEOUT', 'The database did not answer in time: try again.', { cause: error });
  // 22021 in text, 22P05 in JSON
  if (code === '22021' || code === '22P05')
    return new AppError('BAD_USER_INPUT', 'Text must not hold the null character (U+0000).', { cause: error });
  // class 08 connection, 53 out of resources, 57P shutdown or starting up, 25006 read-only (a demoted primary)
  const unavailable =
    error instanceof pg.DatabaseError
      ? /^(08|53|57P|25006)/.test(code)
      : error instanceof PoolExhaustedError || UNREACHABLE.has(code) || UNREACHABLE_MESSAGE.test(error.message);
  if (!unavailable) return undefined;
  return databaseUnavailable(error);
}

/** The refusal of what needs a node that there is not. */
export function databaseUnavailable(cause: unknown): AppError {
  return new AppError('UPSTREAM_UNAVAILABLE', 'The database is unavailable: try again shortly.', { cause });
}

/**
 * True when the node or the connection to it failed, and not the statement. A full pool is no failure, nor is a statement
 * without an answer: a commit may wait for a standby, and a node that hangs is found by looking at it.
 */
export function isNodeFailure(error: unknown, access: 'read' | 'write'): boolean {
  if (error instanceof AggregateError) return isNodeFailure(error.errors[0], access);
  if (!(error instanceof Error)) return false;
  const code = codeOf(error);
  if (error instanceof pg.DatabaseError) return NODE_FAILURE.test(code) || (access === 'write' && code === READ_ONLY);
  return UNREACHABLE.has(code) || UNREACHABLE_MESSAGE.test(error.message);
}

/** True when a replica could not answer a read that another node can. */
export function isReplicaOverload(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return error instanceof PoolExhaustedError || REPLICA_OVERLOAD.test(codeOf(error));
}

/** True when a write was refused by the named unique constraint. */
export function isUniqueViolation(error: unknown, constraint: string): boolean {
  return error instanceof pg.DatabaseError && error.code === '23505' && error.constraint === constraint;
}
