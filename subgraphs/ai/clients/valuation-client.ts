import { AppError } from '../../../lib/errors.ts';
import type { SubgraphCall, SubgraphClient } from '../../../lib/subgraph-client.ts';
import { companySizeOf, confidenceLevelOf } from '../narrative/narrative-facts.ts';
import type { NarrativeFacts } from '../narrative/narrative-facts.ts';

/** On whose behalf to ask, and for how long. */
export type Caller = Pick<SubgraphCall, 'identity' | 'requestId' | 'consistencyToken' | 'signal'>;

export interface CalculatedVersion {
  readonly versionNumber: number;
  readonly facts: NarrativeFacts;
}

export interface ValuationClient {
  /**
   * The facts of a calculation, the latest when no number is given.
   * @throws AppError NOT_FOUND when the caller has no such valuation or calculation, or the valuation subgraph's error.
   */
  findVersion(valuationId: string, versionNumber: number | undefined, caller: Caller): Promise<CalculatedVersion>;
}

/** Asks for what a narrative needs and no more: no revenue, no EBITDA, no text that a person typed but the name. */
export const VERSION_QUERY = /* GraphQL */ `
  query NarrativeFacts($valuationId: ID!, $number: Int!, $latest: Boolean!) {
    valuation(id: $valuationId) {
      latestVersion @include(if: $latest) {
        ...Facts
      }
      version(number: $number) @skip(if: $latest) {
        ...Facts
      }
    }
  }

  fragment Facts on ValuationVersion {
    number
    asOf
    companyName
    industry
    countryCode
    equityValue {
      low
      mid
      high
    }
    enterpriseValue {
      mid
    }
    confidence {
      score
    }
    methods {
      method
      weight
    }
    input {
      employees
    }
    warnings {
      path
    }
  }
`;

interface VersionAnswer {
  readonly number: number;
  readonly asOf: string;
  readonly companyName: string;
  readonly industry: string | null;
  readonly countryCode: string;
  readonly equityValue: { readonly low: number; readonly mid: number; readonly high: number };
  readonly enterpriseValue: { readonly mid: number } | null;
  readonly confidence: { readonly score: number };
  readonly methods: readonly { readonly method: string; readonly weight: number }[];
  readonly input: { readonly employees: number | null };
  readonly warnings: readonly { readonly path: string }[];
}

interface Answer {
  readonly valuation: {
    readonly latestVersion?: VersionAnswer | null;
    readonly version?: VersionAnswer | null;
  } | null;
}

/** The name in a path such as `years[1].revenue`. */
const fieldOf = (path: string): string => /[a-z]*$/i.exec(path)?.[0] ?? '';

function factsOf(version: VersionAnswer): NarrativeFacts {
  const { employees } = version.input;
  return {
    figures: {
      companyName: version.companyName,
      asOf: version.asOf,
      equityValue: version.equityValue,
      enterpriseValueMid: version.enterpriseValue?.mid ?? null,
      confidenceScore: version.confidence.score,
    },
    qualities: {
      industry: version.industry,
      countryCode: version.countryCode,
      companySize: employees === null ? null : companySizeOf(employees),
      methods: version.methods
        .filter(({ weight }) => weight > 0)
        .sort((a, b) => b.weight - a.weight)
        .map(({ method }) => method),
      confidence: confidenceLevelOf(version.confidence.score),
      warnings: [...new Set(version.warnings.map(({ path }) => fieldOf(path)))],
    },
  };
}

/** Reads calculations from the valuation subgraph as the caller, so that it decides what the caller may see. */
export function createValuationClient(subgraph: SubgraphClient): ValuationClient {
  return {
    async findVersion(valuationId, versionNumber, caller) {
      const variables = { valuationId, number: versionNumber ?? 0, latest: versionNumber === undefined };
      const { valuation } = await subgraph.call<Answer>({ query: VERSION_QUERY, variables, ...caller });
      const version = valuation?.latestVersion ?? valuation?.version;
      if (version == null)
        throw new AppError(
          'NOT_FOUND',
          valuation ? 'That calculation does not exist: calculate the valuation first.' : undefined,
        );
      return { versionNumber: version.number, facts: factsOf(version) };
    },
  };
}
