import { readFile } from 'node:fs/promises';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { parse, validate } from 'graphql';
import { expect, it } from 'vitest';
import { VERSION_QUERY } from './valuation-client.ts';

it('asks the valuation subgraph only for what its schema offers', async () => {
  const sdl = await readFile(new URL('../../../schema/valuation.graphql', import.meta.url), 'utf8');
  expect(validate(buildSubgraphSchema([{ typeDefs: parse(sdl) }]), parse(VERSION_QUERY))).toEqual([]);
});
