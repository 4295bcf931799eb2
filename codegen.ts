import { readFileSync } from 'node:fs';
import type { CodegenConfig } from '@graphql-codegen/cli';
import { createEnumValues } from './subgraphs/valuation/resolvers/enums.ts';

interface SubgraphTypes {
  readonly context: string;
  /** GraphQL type -> the row or object our resolvers hold for it, as `path#Type` seen from generated/. */
  readonly mappers?: Record<string, string>;
  /** GraphQL enum -> value -> what our resolvers hold for it, where that is not the value's own name. */
  readonly enumValues?: Record<string, Record<string, string>>;
}

const SUBGRAPHS: Record<string, SubgraphTypes> = {
  user: {
    context: 'UserContext',
    mappers: {
      Account: '../loaders.ts#AccountRow',
      User: '../data/user.ts#UserRow',
      GuestSession: '../data/guest-session.ts#GuestSessionRow',
      Partner: '../data/partner.ts#PartnerRow',
      PartnerKey: '../data/partner-key.ts#PartnerKeyRow',
    },
  },
  registry: {
    context: 'RegistryContext',
    mappers: {
      Company: '../data/tables.ts#CompanyRow',
      CompanyName: '../data/tables.ts#CompanyNameRow',
      Activity: '../data/tables.ts#CompanyActivityRow',
      LegalForm: '../data/code.ts#LegalCodeReference',
      LegalSituation: '../data/code.ts#LegalCodeReference',
      NaceCode: '../data/code.ts#NaceCodeReference',
      BusinessType: '../model/business-types.ts#BusinessType as BusinessTypeEntry',
    },
  },
  valuation: {
    context: 'ValuationContext',
    mappers: {
      Account: '../operations/require-own-account.ts#AccountReference',
      AssetRevaluation: 'AssetRevaluationInput',
      Confidence: '../operations/load-versions.ts#OwnedVersion',
      EbitdaAdjustment: 'EbitdaAdjustmentInput',
      EquityBridge: 'EquityBridgeInput',
      MethodWeight: 'MethodWeightInput',
      Valuation: '../data/valuation.ts#ValuationRow',
      ValuationAssumptions: 'ValuationAssumptionsInput',
      ValuationDraft: 'ValuationDraftInput',
      ValuationProgressStep: '../operations/live-progress.ts#EndedStep',
      ValuationStep: '../model/types.ts#ValuationStep as CalculationStep',
      ValuationVersion: '../operations/load-versions.ts#OwnedVersion',
      ValuationYear: 'ValuationYearInput',
    },
    enumValues: createEnumValues(readFileSync('schema/valuation.graphql', 'utf8')),
  },
  ai: {
    context: 'AiContext',
    mappers: {
      Narrative: '../data/narrative.ts#Narrative as NarrativeRow',
      ValuationVersion: '../context.ts#VersionReference',
    },
  },
};

const config: CodegenConfig = {
  generates: Object.fromEntries(
    Object.entries(SUBGRAPHS).map(([name, { context, mappers = {}, enumValues = {} }]) => [
      `subgraphs/${name}/generated/graphql.ts`,
      {
        schema: `schema/${name}.graphql`,
        plugins: ['typescript', 'typescript-resolvers'],
        config: {
          federation: true,
          contextType: `../context.ts#${context}`,
          // A renamed enum needs a mapper to itself, or the generator types it as null.
          mappers: { ...Object.fromEntries(Object.keys(enumValues).map((name) => [name, name])), ...mappers },
          enumValues,
          useTypeImports: true,
          enumsAsTypes: true,
          skipTypename: true,
          immutableTypes: true,
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
