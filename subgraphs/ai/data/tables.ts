import type { Generated } from 'kysely';
import type { NarrativeLanguage, NarrativeSource } from '../generated/graphql.ts';

interface NarrativeColumns {
  valuation_id: string;
  version_number: number;
  language: NarrativeLanguage;
}

export interface AiTables {
  /** One text for each calculation and language. */
  narratives: NarrativeColumns & {
    owner_id: string;
    text: string;
    source: NarrativeSource;
    model: string;
    prompt_version: string;
    input_tokens: number;
    output_tokens: number;
    cost_micro_euro: number;
    created_at: Date;
  };
  /** Who is writing a narrative now; a claim whose writer died expires. */
  narrative_claims: NarrativeColumns & {
    claim_id: string;
    expires_at: Date;
  };
  /** The ledger of calls to language models. Tokens are null when the provider told none. */
  ai_calls: NarrativeColumns & {
    id: Generated<string>;
    created_at: Date;
    model: string;
    prompt_version: string;
    input_tokens: number | null;
    cached_input_tokens: number | null;
    output_tokens: number | null;
    cost_micro_euro: number;
    duration_ms: number;
    outcome: string;
  };
  /** What was used of each model in the minute and the day of its last call. */
  model_quotas: {
    model: string;
    minute: Date;
    minute_requests: number;
    minute_tokens: number;
    day: Date;
    day_requests: number;
  };
}
