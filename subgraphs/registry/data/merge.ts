import { sql } from 'kysely';
import type { RawBuilder, Transaction } from 'kysely';
import type { ExtractKind } from './extract.ts';
import type { RegistrySchema } from './tables.ts';

type Db = Transaction<RegistrySchema>;

/** What the extract replaces: a full one every row, an update the rows of the companies it lists for that table. */
function isReplaced(kind: ExtractKind, id: string, replacedTable: string): RawBuilder<boolean> {
  if (kind === 'FULL') return sql`true`;
  return sql`${sql.ref(id)} in (select company_id from ${sql.table(replacedTable)})`;
}

/** Adds and renames codes. Those that are gone stay, since companies may still carry them. */
export async function mergeCodes(db: Db): Promise<void> {
  const labels = sql`
    max(label) filter (where language = 'DE'), max(label) filter (where language = 'EN'),
    max(label) filter (where language = 'FR'), max(label) filter (where language = 'NL')`;
  const renaming = sql`
    set label_de = excluded.label_de, label_en = excluded.label_en,
        label_fr = excluded.label_fr, label_nl = excluded.label_nl`;
  await sql`
    insert into legal_codes (category, code, label_de, label_en, label_fr, label_nl)
    select category, code, ${labels} from staged_codes where category <> 'NACE' group by category, code
    on conflict (category, code) do update ${renaming}`.execute(db);
  await sql`
    insert into nace_codes (version, code, label_de, label_en, label_fr, label_nl, search_text)
    select version, code, ${labels}, '| ' || string_agg(distinct search_text, ' | ') || ' |'
      from staged_codes where category = 'NACE' group by version, code
    on conflict (version, code) do update ${renaming}, search_text = excluded.search_text`.execute(db);
}

/** Companies that are replaced and not given again go, with all that hangs on them; the others keep their id. */
export async function mergeCompanies(db: Db, kind: ExtractKind): Promise<void> {
  await sql`
    delete from companies
     where ${isReplaced(kind, 'companies.id', 'replaced_companies')}
       and not exists (select from staged_companies s where s.registration_number = companies.registration_number)
  `.execute(db);
  await sql`
    insert into companies as c
      (country_code, registration_number, status, legal_form_code, legal_situation_code, founded_on)
    select 'BE', registration_number, status, legal_form_code, legal_situation_code, founded_on from staged_companies
    on conflict (id) do update
       set status = excluded.status, legal_form_code = excluded.legal_form_code,
           legal_situation_code = excluded.legal_situation_code, founded_on = excluded.founded_on
     where (c.status, c.legal_form_code, c.legal_situation_code, c.founded_on)
           is distinct from (excluded.status, excluded.legal_form_code, excluded.legal_situation_code, excluded.founded_on)
  `.execute(db);
}

/** Names of companies that are held; those of natural persons and of establishments find no company. */
export async function mergeNames(db: Db, kind: ExtractKind): Promise<void> {
  await sql`
    delete from company_names n
     where ${isReplaced(kind, 'n.company_id', 'replaced_names')}
       and not exists (
             select from staged_names s
              where (s.company_id, s.kind, s.language, s.text) = (n.company_id, n.kind, n.language, n.text))
  `.execute(db);
  await sql`
    insert into company_names (company_id, kind, language, text, search_text)
    select s.company_id, s.kind, s.language, s.text, s.search_text
      from staged_names s join companies c on c.id = s.company_id
    on conflict do nothing`.execute(db);
}

export async function mergeAddresses(db: Db, kind: ExtractKind): Promise<void> {
  await sql`
    delete from company_addresses a
     where ${isReplaced(kind, 'a.company_id', 'replaced_addresses')}
       and not exists (select from staged_addresses s where s.company_id = a.company_id)`.execute(db);
  await sql`
    insert into company_addresses as a
    select distinct on (s.company_id) s.* from staged_addresses s join companies c on c.id = s.company_id
    on conflict (company_id) do update
       set street_nl = excluded.street_nl, street_fr = excluded.street_fr, house_number = excluded.house_number,
           box = excluded.box, postal_code = excluded.postal_code, municipality_nl = excluded.municipality_nl,
           municipality_fr = excluded.municipality_fr, country_code = excluded.country_code
     where a.* is distinct from excluded.*`.execute(db);
}

/** The register repeats an activity for each authority it was told to (VAT, social security); it is kept once. */
export async function mergeActivities(db: Db, kind: ExtractKind): Promise<void> {
  await sql`
    delete from company_activities a
     where ${isReplaced(kind, 'a.company_id', 'replaced_activities')}
       and not exists (
             select from staged_activities s
              where (s.company_id, s.nace_version, s.nace_code, s.classification)
                  = (a.company_id, a.nace_version, a.nace_code, a.classification))`.execute(db);
  await sql`
    insert into company_activities (company_id, nace_version, nace_code, classification)
    select s.company_id, s.nace_version, s.nace_code, s.classification
      from staged_activities s join companies c on c.id = s.company_id
    on conflict do nothing`.execute(db);
}

/**
 * Works out the name, main language and search text of the companies that the extract touched. The main language is
 * that of the region of the registered office, by postal code, for a company named in several.
 */
export async function deriveCompanyNames(db: Db, kind: ExtractKind): Promise<void> {
  const isTouched =
    kind === 'FULL'
      ? sql`true`
      : sql`c.id in (
          select 'BE' || registration_number from staged_companies
          union select company_id from replaced_names union select company_id from staged_names
          union select company_id from replaced_addresses union select company_id from staged_addresses)`;
  await sql`
    with touched as (
      select c.id, c.registration_number,
             case when a.country_code is distinct from 'BE' then null
                  when a.postal_code between '4700' and '4799' then 'DE'
                  when a.postal_code between '1000' and '1499' or a.postal_code between '4000' and '7999' then 'FR'
                  else 'NL'
             end as region_language
        from companies c left join company_addresses a on a.company_id = c.id
       where ${isTouched}
    ), derived as (
      select t.id,
             (array_agg(n.text order by rank.kind, rank.language, n.text))[1] as name,
             (array_agg(n.language order by rank.kind, rank.language, n.text))[1] as language,
             '| ' || string_agg(distinct n.search_text, ' | ') || ' |' as search_names
        from touched t
        join company_names n on n.company_id = t.id
       cross join lateral (
               select array_position(array['OFFICIAL', 'COMMERCIAL', 'ABBREVIATION', 'BRANCH'], n.kind) as kind,
                      array_position(array[t.region_language, 'NL', 'FR', 'DE', 'EN', ''], n.language) as language) rank
       group by t.id
    )
    update companies c
       set name = coalesce(d.name, t.registration_number),
           language = coalesce(d.language, ''),
           search_names = coalesce(d.search_names, '')
      from touched t left join derived d on d.id = t.id
     where c.id = t.id
       and (c.name, c.language, c.search_names)
           is distinct from (coalesce(d.name, t.registration_number), coalesce(d.language, ''), coalesce(d.search_names, ''))
  `.execute(db);
}
