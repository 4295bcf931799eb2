import { pino } from 'pino';
import { expect, test } from 'vitest';
import type { DatabaseNode, NodeConnection } from './db-node.ts';
import { createSlowStatementLog } from './db-slow-statements.ts';

/** A server that explains every statement in the same way, on as many connections as it is told to have. */
function scriptedNode(connections: number) {
  const explained: string[] = [];
  const connection = {
    run: async (sql: string) => {
      explained.push(sql);
      return { rows: [{ 'QUERY PLAN': [{ Plan: { 'Node Type': 'Seq Scan', 'Relation Name': 'notes' } }] }] };
    },
    release: () => undefined,
  };
  const node = {
    name: 'node',
    connect: async (): Promise<NodeConnection> => {
      if (connections-- > 0) return connection as never;
      throw new Error('timeout exceeded when trying to connect');
    },
  };
  return { explained, node: node as DatabaseNode, free: (count: number) => (connections = count) };
}

function createLog() {
  const lines: Record<string, unknown>[] = [];
  const logger = pino({}, { write: (line: string) => void lines.push(JSON.parse(line) as Record<string, unknown>) });
  const report = createSlowStatementLog();
  const reportOn = async (node: DatabaseNode, sql: string) => {
    report({ sql, node, durationMs: 51, logger });
    await new Promise(setImmediate);
    return lines.at(-1);
  };
  return { lines, reportOn };
}

test('a slow statement is explained once', async () => {
  const { node, explained } = scriptedNode(10);
  const { lines, reportOn } = createLog();
  for (let i = 0; i < 3; i++) await reportOn(node, 'select * from notes');
  expect(lines.map(({ plan }) => plan)).toEqual(Array(3).fill('Seq Scan notes'));
  expect(explained).toHaveLength(1);
});

test('a slow statement that could not be explained is the next time', async () => {
  const { node, free } = scriptedNode(0);
  const { reportOn } = createLog();
  expect(await reportOn(node, 'select * from notes')).not.toHaveProperty('plan');
  free(1);
  expect(await reportOn(node, 'select * from notes')).toMatchObject({ plan: 'Seq Scan notes' });
});

test('statements of many forms are not explained each time they are slow', async () => {
  const { node, explained } = scriptedNode(10_000);
  const { reportOn } = createLog();
  for (let i = 0; i < 600; i++) await reportOn(node, `select * from notes limit ${i}`);
  for (let i = 0; i < 100; i++) await reportOn(node, 'select * from notes limit 599');
  expect(explained).toHaveLength(600);
});
