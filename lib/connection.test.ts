import { describe, expect, test } from 'vitest';
import { createConnection, requirePage } from './connection.ts';
import type { PageArguments } from './connection.ts';
import { AppError } from './errors.ts';

const SHAPE = { defaultSize: 20, keyLength: 1 };
const ROWS = ['a', 'b', 'c', 'd', 'e'];

/** A list in memory, read a page at a time as a repository would: one row more than the page holds. */
function read(args: PageArguments) {
  const page = requirePage(args, SHAPE);
  const start = page.after ? ROWS.indexOf(page.after[0] ?? '') + 1 : 0;
  return createConnection(ROWS.slice(start, start + page.limit + 1), page, (row) => [row]);
}

function refusal(args: PageArguments): string {
  try {
    requirePage(args, SHAPE);
  } catch (error) {
    if (error instanceof AppError) return `${error.code} ${error.fields[0]?.path}`;
    throw error;
  }
  return 'accepted';
}

describe('a connection', () => {
  test('gives every row once when its pages are followed', () => {
    const seen: string[] = [];
    let after: string | null = null;
    for (;;) {
      const page = read({ first: 2, after });
      seen.push(...page.nodes);
      if (!page.pageInfo.hasNextPage) break;
      after = page.pageInfo.endCursor;
    }
    expect(seen).toEqual(ROWS);
  });

  test('says that no page follows when the last row is on the page exactly', () => {
    expect(read({ first: 5 }).pageInfo).toMatchObject({ hasNextPage: false, hasPreviousPage: false });
  });

  test('is empty after the last row, without cursors', () => {
    const { endCursor } = read({ first: 5 }).pageInfo;
    expect(read({ first: 5, after: endCursor }).pageInfo).toEqual({
      hasNextPage: false,
      hasPreviousPage: true,
      startCursor: null,
      endCursor: null,
    });
  });

  test.each([0, -1, 51, 1.5])('refuses %s rows a page', (first) => {
    expect(refusal({ first })).toBe('BAD_USER_INPUT first');
  });

  test.each(['', 'nonsense', Buffer.from('[1]').toString('base64url'), Buffer.from('["a","b"]').toString('base64url')])(
    'refuses %j as a cursor',
    (after) => {
      expect(refusal({ after })).toBe('BAD_USER_INPUT after');
    },
  );

  test('refuses a cursor whose contents cannot be a sort key', () => {
    const after = read({ first: 1 }).pageInfo.endCursor;
    expect(() => requirePage({ after }, { ...SHAPE, isSortKey: ([id = '']) => /^\d+$/.test(id) })).toThrow(
      '"after" must be a cursor that an earlier page gave.',
    );
  });
});
