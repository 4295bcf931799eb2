import pg from 'pg';
import { describe, expect, test } from 'vitest';
import { databaseFailure, isNodeFailure, isReplicaOverload, PoolExhaustedError } from './db-errors.ts';

function refusal(code: string): Error {
  const error = new pg.DatabaseError('refused', 1, 'error');
  error.code = code;
  return error;
}
const broken = (code: string): Error => Object.assign(new Error('connect'), { code });

describe('a node is looked at anew, and its connections are dropped, when', () => {
  test.each([
    ['it is shut down', refusal('57P01')],
    ['it has crashed', refusal('57P02')],
    ['it is starting up', refusal('57P03')],
    ['the connection failed', refusal('08006')],
    ['nobody listens', broken('ECONNREFUSED')],
    ['the connection was reset', broken('ECONNRESET')],
    ['it does not answer to a connection', new Error('timeout expired')],
    ['every address of it fails', new AggregateError([broken('ECONNREFUSED')])],
  ])('%s', (_when, error) => {
    expect([isNodeFailure(error, 'read'), isNodeFailure(error, 'write')]).toEqual([true, true]);
    expect(databaseFailure(error)?.code).toBe('UPSTREAM_UNAVAILABLE');
  });

  test('it was demoted and a write met it, though a read may still be its', () => {
    expect(isNodeFailure(refusal('25006'), 'write')).toBe(true);
    expect(isNodeFailure(refusal('25006'), 'read')).toBe(false);
    expect(databaseFailure(refusal('25006'))?.code).toBe('UPSTREAM_UNAVAILABLE');
  });
});

describe('a node is left alone when', () => {
  test.each([
    ['a statement took too long', refusal('57014'), 'UPSTREAM_TIMEOUT'],
    ['a lock was not had in time', refusal('55P03'), 'UPSTREAM_TIMEOUT'],
    ['all connections to it are in use', new PoolExhaustedError(), 'UPSTREAM_UNAVAILABLE'],
    ['a statement is wrong', refusal('42601'), undefined],
    ['a constraint is violated', refusal('23505'), undefined],
  ])('%s', (_when, error, code) => {
    expect(isNodeFailure(error, 'write')).toBe(false);
    expect(databaseFailure(error)?.code).toBe(code);
  });
});

test('another node may answer a read that a replica has no connection for, or whose rows were removed under it', () => {
  expect([new PoolExhaustedError(), refusal('40001'), refusal('53300')].map(isReplicaOverload)).toEqual([
    true,
    true,
    true,
  ]);
  expect(isReplicaOverload(refusal('42601'))).toBe(false);
});
