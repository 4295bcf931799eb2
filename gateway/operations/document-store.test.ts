import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { buildSchema } from 'graphql';
import { describe, expect, test } from 'vitest';
import { createDocumentStore } from './document-store.ts';
import type { DocumentStore } from './document-store.ts';
import type { OperationLimits } from './operation-limits.ts';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

const schema = () => buildSchema('type Query { name: String! }');
const limits: OperationLimits = {
  characters: 100_000,
  tokens: 100,
  nesting: 10,
  selections: 20,
  depth: 3,
  aliases: 3,
  repeats: 3,
  rootFields: 3,
  directives: 3,
  objects: 10,
};

function documentOf(store: DocumentStore, target: ReturnType<typeof schema>, source: string) {
  const prepared = store.prepare(target, source);
  return 'document' in prepared ? prepared.document : undefined;
}

describe('a document store', () => {
  const store = createDocumentStore({ limits, introspection: false });

  test('parses a text once for each schema', () => {
    const [first, second] = [schema(), schema()];
    const document = documentOf(store, first, '{ name }');
    expect(document?.definitions.length).toBe(1);
    expect(documentOf(store, first, '{ name }')).toBe(document);
    expect(documentOf(store, second, '{ name }')).not.toBe(document);
  });

  test('takes no more than 32 MB of memory, of texts whose documents are 100 times as large', () => {
    const wide = createDocumentStore({
      limits: { ...limits, depth: 20, nesting: 20, selections: 100 },
      introspection: false,
    });
    const target = buildSchema('type Query { a: Query b: Int }');
    const textOf = (index: number) => `query Q${index} { ${'a { b '.repeat(18)}${'} '.repeat(18)}}`;
    expect(documentOf(wide, target, textOf(0))).toBeDefined();
    collectGarbage();
    const before = process.memoryUsage().heapUsed;
    for (let index = 1; index <= 6_000; index++) documentOf(wide, target, textOf(index));
    collectGarbage();
    expect((process.memoryUsage().heapUsed - before) / 1_048_576).toBeLessThan(32);
    expect(documentOf(wide, target, textOf(6_000))).toBe(documentOf(wide, target, textOf(6_000)));
  });

  test('says what is wrong with a text, each time', () => {
    const target = schema();
    for (let i = 0; i < 2; i++) {
      expect(store.prepare(target, '{ nam }')).toMatchObject({
        errors: [
          {
            message: expect.stringContaining('Cannot query field "nam"') as string,
            locations: [{ line: 1, column: 3 }],
          },
        ],
      });
      expect(store.prepare(target, '{ name')).toMatchObject({
        errors: [{ message: 'Syntax Error: Expected Name, found <EOF>.' }],
      });
      expect(store.prepare(target, '{ name ! " }')).toMatchObject({
        errors: [{ message: 'Syntax Error: Expected Name, found "!".' }],
      });
    }
  });

  test('refuses introspection where it is off', () => {
    const source = '{ __schema { queryType { name } } }';
    expect(documentOf(store, schema(), source)).toBe(undefined);
    const open = createDocumentStore({ limits, introspection: true });
    expect(documentOf(open, schema(), source)?.definitions.length).toBe(1);
  });

  test('counts the operations of a text apart', () => {
    const operation = (name: string) => `query ${name} { a: name b: name c: name }`;
    expect(documentOf(store, schema(), operation('A') + operation('B'))?.definitions.length).toBe(2);
    expect(() => store.prepare(schema(), '{ a: name b: name c: name d: name }')).toThrow(
      /4 aliases, and 3 are allowed/,
    );
  });

  test('refuses circular fragments before it validates', () => {
    for (const source of ['{ ...F } fragment F on Query { ...F }', '{ name } fragment F on Query { ... { ...F } }'])
      expect(() => store.prepare(schema(), source)).toThrow('Cannot spread fragment "F" within itself.');
  });

  test('refuses subscriptions whose root field depends on a condition, and those of several', () => {
    const target = buildSchema('type Query { name: String } type Subscription { ticks: Int tocks: Int }');
    const messageOf = (source: string) => {
      const prepared = store.prepare(target, source);
      return 'errors' in prepared ? prepared.errors.map(({ message }) => message) : [];
    };
    const refusal = ['A subscription must not use @skip or @include on its root field.'];
    expect(messageOf('subscription ($no: Boolean!) { ticks @skip(if: $no) }')).toEqual(refusal);
    expect(messageOf('subscription { ... @include(if: false) { ticks } }')).toEqual(refusal);
    expect(messageOf('subscription { ...F } fragment F on Subscription { ticks @skip(if: true) tocks }')).toEqual(
      refusal,
    );
    expect(messageOf('subscription { ticks tocks }')).toEqual([
      'Anonymous Subscription must select only one top level field.',
    ]);
    expect(messageOf('subscription { ...F } fragment F on Subscription { ticks }')).toEqual([]);
  });
});
