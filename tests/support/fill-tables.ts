/** How many valuations there are. */
export const VALUATIONS = 100_000;
/** Rows of the other tables that grow: enough for the planner to mind. */
const OTHER_ROWS = 20_000;

const uuid = (kind: string, n: string): string => `md5('${kind} ' || ${n})::uuid`;
const hash = (kind: string, n: string): string => `sha256(convert_to('${kind} ' || ${n}, 'UTF8'))`;

/** Fills every table that grows with use, as the administrator. */
export const FILL = `
  -- Not every row's foreign keys one by one.
  set session_replication_role = replica;
  -- Of four months, so that each lies in another partition.
  insert into app_valuation.valuations (id, owner_id, draft, last_version_number, updated_at)
    select overlay(app_valuation.first_uuid(now() + (n % 4) * interval '1 month')::text
                   placing right(md5(n::text), 12) from 25)::uuid,
           ${uuid('owner', '(n % 5000)')}, '{}', 1, now() - n * interval '1 minute' from generate_series(1, ${VALUATIONS}) n;
  insert into app_valuation.valuation_versions
         (valuation_id, number, as_of, equity_low, equity_mid, equity_high, confidence_score)
    select id, 1, now(), 1, 2, 3, 50 from app_valuation.valuations;
  insert into app_valuation.valuation_results
    select id, 1, '{}', '{"engineVersion": "1", "ruleSetVersion": "1", "seed": 1, "asOf": "2026-01-01"}'
      from app_valuation.valuations;

  insert into app_user.users (id, created_at, email, password_hash)
    select ${uuid('user', 'n')}, now(), n || '@example.com', '' from generate_series(1, ${OTHER_ROWS}) n;
  insert into app_user.partners (id, created_at, name, client_name)
    select md5('partner ' || i)::uuid, now(), to_char(i, '00000'), 'partner-' || i from generate_series(1, 20000) i;
  insert into app_user.partner_keys (id, partner_id, created_at, prefix, key_hash, scopes)
    select md5('key ' || i)::uuid, md5('partner ' || i)::uuid, now(), to_char(i, 'FM0000000000000000'),
           sha256(i::text::bytea), '{}' from generate_series(1, 20000) i;
  insert into app_user.guest_sessions
    select ${uuid('guest', 'n')}, now(), now() + n * interval '1 minute' from generate_series(1, ${OTHER_ROWS}) n;
  insert into app_user.sessions
    select ${uuid('session', 'n')}, ${uuid('user', 'n')}, now(), now() + n * interval '1 minute'
      from generate_series(1, ${OTHER_ROWS}) n;
  insert into app_user.refresh_tokens
    select ${hash('token', 'n')}, ${uuid('session', 'n')}, now(), now() + n * interval '1 minute'
      from generate_series(1, ${OTHER_ROWS}) n;
  insert into app_user.guest_migrations
    select ${uuid('guest', 'n')}, ${uuid('user', 'n')}, now(), now(), 1, 0, null from generate_series(1, ${OTHER_ROWS}) n;
  insert into app_user.login_throttles
    select ${hash('email', 'n')}, 1, now() + n * interval '1 minute', now() from generate_series(1, ${OTHER_ROWS}) n;

  insert into app_ai.narratives
    select id::text, 1, 'EN', 'text', 'OFFLINE_TEMPLATE', 'm', 'p', 0, 0, 0, now(), owner_id::text
      from app_valuation.valuations;
  insert into app_ai.narrative_claims
    select id::text, 1, 'EN', id, now() from app_valuation.valuations limit ${OTHER_ROWS};
  insert into app_ai.ai_calls (created_at, valuation_id, version_number, language, model, prompt_version,
                               cost_micro_euro, duration_ms, outcome)
    select now() + row_number() over () * interval '1 minute', id::text, 1, 'EN', 'm', 'p', 1, 1, 'ANSWERED'
      from app_valuation.valuations limit ${OTHER_ROWS};

  insert into app_registry.companies
         (country_code, registration_number, status, legal_situation_code, name, language, search_names)
    select 'BE', n, 'ACTIVE', '000', 'Name ' || md5(n::text), 'NL', '| name ' || md5(n::text) || ' |'
      from generate_series(1, ${OTHER_ROWS}) n;
  insert into app_registry.company_names
    select id, 'OFFICIAL', 'NL', name, lower(name) from app_registry.companies;
  insert into app_registry.company_addresses (company_id) select id from app_registry.companies;
  insert into app_registry.company_activities
    select id, 2025, '10711', 'MAIN' from app_registry.companies;
  insert into app_registry.nace_codes (version, code, label_en, search_text)
    select version, n, 'Label', '| ' || md5(n::text) || ' |'
      from generate_series(10000, 19999) n, unnest(array[2003, 2008, 2025]) version;

  ${['user', 'valuation', 'ai']
    .map(
      (name) => `
  insert into app_${name}.idempotency_keys
    select ${hash('key', 'n')}, ${hash('input', 'n')}, 'null', now() + n * interval '1 minute'
      from generate_series(1, ${OTHER_ROWS}) n;`,
    )
    .join('')}
  set session_replication_role = default`;
