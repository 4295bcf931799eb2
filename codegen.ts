import type { CodegenConfig } from '@graphql-codegen/cli';

interface SubgraphTypes {
  readonly context: string;
  /** GraphQL type -> the row or object our resolvers hold for it, as `path#Type` seen from generated/. */
  readonly mappers?: Record<string, string>;
}

const SUBGRAPHS: Record<string, SubgraphTypes> = {
  user: {
    context: 'UserContext',
    mappers: {
      Account: '../loaders.ts#AccountRow',
      User: '../data/user.ts#UserRow',
      GuestSession: '../data/guest-session.ts#GuestSessionRow',
    },
  },
  registry: { context: 'RegistryContext' },
  valuation: { context: 'ValuationContext' },
  ai: { context: 'AiContext' },
};

const config: CodegenConfig = {
  generates: Object.fromEntries(
    Object.entries(SUBGRAPHS).map(([name, { context, mappers = {} }]) => [
      `subgraphs/${name}/generated/graphql.ts`,
      {
        schema: `schema/${name}.graphql`,
        plugins: ['typescript', 'typescript-resolvers'],
        config: {
          federation: true,
          contextType: `../context.ts#${context}`,
          mappers,
          useTypeImports: true,
          enumsAsTypes: true,
          skipTypename: true,
          avoidOptionals: { field: true, object: true },
          defaultScalarType: 'unknown',
          scalars: {
            ID: 'string',
            Date: 'string',
            DateTime: 'Date',
            Euro: 'number',
            Ratio: 'number',
            Score100: 'number',
          },
        },
      },
    ]),
  ),
};

export default config;
