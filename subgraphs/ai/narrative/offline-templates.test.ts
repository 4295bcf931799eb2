import { readFile } from 'node:fs/promises';
import { Kind, parse } from 'graphql';
import { expect, it } from 'vitest';
import { OFFLINE_TEMPLATES } from './offline-templates.ts';

it('name every method of the valuation subgraph in every language', async () => {
  const sdl = await readFile(new URL('../../../schema/valuation.graphql', import.meta.url), 'utf8');
  const methods = parse(sdl)
    .definitions.filter((definition) => definition.kind === Kind.ENUM_TYPE_DEFINITION)
    .find(({ name }) => name.value === 'ValuationMethod')
    ?.values?.map(({ name }) => name.value)
    .sort();
  for (const { methodNames } of Object.values(OFFLINE_TEMPLATES))
    expect(Object.keys(methodNames).sort()).toEqual(methods);
});
