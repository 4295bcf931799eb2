import type { Generated, JSONColumnType } from 'kysely';
import type { ValuationDraftInput } from '../generated/graphql.ts';
import type { ValuationResult } from '../model/types.ts';

interface ValuationsTable {
  id: Generated<string>;
  owner_id: string;
  created_at: Generated<Date>;
  updated_at: Generated<Date>;
  revision: Generated<number>;
  last_version_number: Generated<number>;
  draft: JSONColumnType<ValuationDraftInput>;
}

interface ValuationVersionsTable {
  valuation_id: string;
  number: number;
  created_at: Generated<Date>;
  as_of: string;
  equity_low: number;
  equity_mid: number;
  equity_high: number;
  confidence_score: number;
}

interface ValuationResultsTable {
  valuation_id: string;
  number: number;
  draft: JSONColumnType<ValuationDraftInput>;
  result: JSONColumnType<ValuationResult>;
}

/** The schema `app_valuation`, as migrations/ makes it. */
export interface ValuationSchema {
  valuations: ValuationsTable;
  valuation_versions: ValuationVersionsTable;
  valuation_results: ValuationResultsTable;
}
