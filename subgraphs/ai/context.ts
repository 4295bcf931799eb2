import type { Kysely } from 'kysely';
import type { SessionDatabase } from '../../lib/db.ts';
import type { RequestScope } from '../../lib/request-scope.ts';
import type { LanguageModel } from './clients/language-model.ts';
import type { ValuationClient } from './clients/valuation-client.ts';
import type { QuotaLimits } from './data/model-quota.ts';
import type { AiTables } from './data/tables.ts';
import type { AiLoaders } from './loaders.ts';

/** A calculation as the gateway refers to it. */
export interface VersionReference {
  readonly valuationId: string;
  readonly number: number;
  /** Only with a query that needs it: the account that owns the valuation, as the valuation subgraph says. */
  readonly ownerId?: string;
}

/** What a narrative may use of the language model. */
export interface SpendingLimits {
  readonly quota: QuotaLimits;
  readonly budgetMicroEuro: number;
}

export interface AiContext extends RequestScope {
  readonly db: SessionDatabase<AiTables>;
  /** The primary, for what is to be written although the caller may have gone away. */
  readonly detachedDb: Kysely<AiTables>;
  readonly loaders: AiLoaders;
  readonly valuation: ValuationClient;
  /** `undefined` when none is configured. */
  readonly languageModel: LanguageModel | undefined;
  readonly limits: SpendingLimits;
  readonly clock: () => Date;
}
