import { AppError } from '../../../lib/errors.ts';
import type { ValuationContext } from '../context.ts';
import type { ResultRow } from '../data/valuation-version.ts';
import type { ConfidenceResolvers, ValuationStepResolvers, ValuationVersionResolvers } from '../generated/graphql.ts';
import { versionKey } from '../loaders.ts';
import { loadVersion } from '../operations/load-versions.ts';
import type { OwnedVersion } from '../operations/load-versions.ts';
import { requireOwnValuation } from '../operations/require-own-valuation.ts';
import { enterpriseRange, simulatedRange } from '../operations/value-range.ts';

/** A field of the whole outcome, which is loaded only when one of these is asked for. */
const outcome =
  <Value>(pick: (row: ResultRow) => Value) =>
  async (version: OwnedVersion, _args: unknown, { loaders }: ValuationContext): Promise<Value> => {
    const row = await loaders.result.load(versionKey(version));
    if (row === null) throw new Error(`version ${versionKey(version)} has no result`);
    return pick(row);
  };

export const valuationVersion: ValuationVersionResolvers = {
  __resolveReference: async ({ valuationId, number }, context) => {
    const valuation = await requireOwnValuation(context, valuationId);
    const version = await loadVersion(context, valuation, number);
    if (version === null) throw new AppError('NOT_FOUND');
    return version;
  },
  engineVersion: outcome(({ result }) => result.engineVersion),
  ruleSetVersion: outcome(({ result }) => result.ruleSetVersion),
  seed: outcome(({ result }) => result.seed),
  input: outcome(({ draft }) => draft),
  companyName: outcome(({ result }) => result.statement.companyName),
  industry: outcome(({ draft }) => draft.industry ?? null),
  countryCode: outcome(({ draft }) => draft.countryCode as string),
  enterpriseValue: outcome(({ result }) => enterpriseRange(result)),
  stakeValue: outcome(({ result }) => simulatedRange(result.stakeValue, result.range.stakeValue)),
  confidence: (version) => version,
  methods: outcome(({ result }) => result.methods),
  normalisedEbitda: outcome(({ result }) => result.normalisedEbitda),
  steps: outcome(({ result }) => result.steps),
  simulation: outcome(({ result }) => result.range),
  sensitivity: outcome(({ result }) => result.sensitivity),
  footballField: outcome(({ result }) =>
    result.methods.flatMap(({ method, equityValue }) => (equityValue ? [{ method, equityValue }] : [])),
  ),
  statement: outcome(({ result }) => result.statement),
  warnings: outcome(({ result }) => result.warnings),
};

export const confidence: ConfidenceResolvers = {
  score: ({ confidenceScore }) => confidenceScore,
  factors: outcome(({ result }) => result.confidence.factors),
};

export const valuationStep: ValuationStepResolvers = {
  name: ({ id }) => id,
};
