import type { NaceCodeResolvers } from '../generated/graphql.ts';
import { labelOf } from './label.ts';

/** Versions as the API names them, to those of the register. */
export const NACE_VERSIONS = { NACE_2003: 2003, NACE_2008: 2008, NACE_2025: 2025 } as const;

export const naceCode: NaceCodeResolvers = {
  version: ({ version }) => `NACE_${version}`,
  label: async ({ version, code }, { language }, { loaders }) =>
    labelOf(await loaders.naceCode.load(`${version} ${code}`), language, code),
};
