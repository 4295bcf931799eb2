import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { Kind, parse, visit } from 'graphql';
import type { ASTNode, StringValueNode } from 'graphql';
import { expect, test } from 'vitest';

const SCHEMA = path.join(import.meta.dirname, '../../schema');
const ROOT_TYPES = new Set(['Query', 'Mutation', 'Subscription']);

const DESCRIBED = new Set<string>([
  Kind.SCALAR_TYPE_DEFINITION,
  Kind.OBJECT_TYPE_DEFINITION,
  Kind.INTERFACE_TYPE_DEFINITION,
  Kind.UNION_TYPE_DEFINITION,
  Kind.ENUM_TYPE_DEFINITION,
  Kind.ENUM_VALUE_DEFINITION,
  Kind.INPUT_OBJECT_TYPE_DEFINITION,
  Kind.FIELD_DEFINITION,
  Kind.INPUT_VALUE_DEFINITION,
  Kind.DIRECTIVE_DEFINITION,
]);

type DescribedNode = ASTNode & { readonly name: { readonly value: string }; readonly description?: StringValueNode };

const COMPOSED = ['supergraph.graphql', 'api.graphql'];

test.each((await readdir(SCHEMA)).filter((file) => file.endsWith('.graphql') && !COMPOSED.includes(file)))(
  '%s describes every type, field, argument and value',
  async (file) => {
    const bare: string[] = [];
    visit(parse(await readFile(path.join(SCHEMA, file), 'utf8')), {
      enter(node) {
        if (!DESCRIBED.has(node.kind)) return;
        const { name, description, loc } = node as DescribedNode;
        if (!description?.value && !ROOT_TYPES.has(name.value))
          bare.push(`${file}:${loc?.startToken.line} ${name.value}`);
      },
    });
    expect(bare).toEqual([]);
  },
);
