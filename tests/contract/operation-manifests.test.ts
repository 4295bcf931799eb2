import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { parse, validate } from 'graphql';
import { expect, test } from 'vitest';
import { createExecutionSchema } from '../../gateway/execution/execution-schema.ts';
import { operationManifest } from '../../gateway/operations/persisted/operation-manifest.ts';

const SCHEMA = path.join(import.meta.dirname, '../../schema');
const { api } = createExecutionSchema(await readFile(path.join(SCHEMA, 'supergraph.graphql'), 'utf8'));

test.each(await readdir(path.join(SCHEMA, 'operations')))(
  'every operation of %s fits the schema and has the hash of its text as its id',
  async (file) => {
    const text = await readFile(path.join(SCHEMA, 'operations', file), 'utf8');
    const { operations } = operationManifest.parse(JSON.parse(text));
    expect(operations.length).toBeGreaterThan(0);
    for (const { id, name, body } of operations) {
      expect(validate(api, parse(body)), name).toEqual([]);
      expect(createHash('sha256').update(body).digest('hex'), name).toBe(id);
    }
  },
);
