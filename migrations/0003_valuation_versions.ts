import { sql } from 'kysely';
import type { Kysely } from 'kysely';

const STATEMENTS = [
  sql`create table app_valuation.valuations (
    id uuid primary key default uuidv7(),
    owner_id uuid not null,
    -- Milliseconds, as clients see them: page cursors are made from them.
    created_at timestamptz(3) not null default now(),
    updated_at timestamptz(3) not null default now(),
    revision integer not null default 1 check (revision > 0),
    last_version_number integer not null default 0 check (last_version_number >= 0),
    draft jsonb not null check (jsonb_typeof(draft) = 'object')
  )`,
  sql`comment on column app_valuation.valuations.owner_id is 'The account: a guest session or a user of the user subgraph'`,
  sql`comment on column app_valuation.valuations.updated_at is 'When the draft was last saved'`,
  sql`create index valuations_owner_id_updated_at_id on app_valuation.valuations (owner_id, updated_at, id)`,

  sql`create table app_valuation.valuation_versions (
    valuation_id uuid not null references app_valuation.valuations,
    number integer not null check (number > 0),
    created_at timestamptz(3) not null default now(),
    as_of date not null,
    equity_low double precision not null,
    equity_mid double precision not null,
    equity_high double precision not null,
    confidence_score double precision not null check (confidence_score between 0 and 100),
    primary key (valuation_id, number),
    check (equity_low <= equity_mid and equity_mid <= equity_high)
  )`,
  sql`comment on table app_valuation.valuation_versions is 'Immutable calculations: what lists show of them'`,

  sql`create table app_valuation.valuation_results (
    valuation_id uuid not null,
    number integer not null,
    draft jsonb not null check (jsonb_typeof(draft) = 'object'),
    result jsonb not null check (result ?& array['engineVersion', 'ruleSetVersion', 'seed', 'asOf']),
    primary key (valuation_id, number),
    foreign key (valuation_id, number) references app_valuation.valuation_versions
  )`,
  sql`comment on table app_valuation.valuation_results is
    'The draft of each version as it was calculated, and the whole outcome. Apart, so that lists never load it.'`,

  sql`revoke update, delete on app_valuation.valuation_versions, app_valuation.valuation_results from app_valuation`,
];

/** Drafts of valuations, and the immutable versions calculated from them. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await statement.execute(db);
}
