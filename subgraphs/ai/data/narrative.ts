import type { Kysely } from 'kysely';
import type { ReadonlyKysely } from 'kysely/readonly';
import type { NarrativeLanguage, NarrativeSource } from '../generated/graphql.ts';
import type { AiTables } from './tables.ts';

/** A calculation of a valuation. */
export interface VersionKey {
  readonly valuationId: string;
  readonly versionNumber: number;
}

/** A calculation and a language: at most one narrative has it. */
export interface NarrativeKey extends VersionKey {
  readonly language: NarrativeLanguage;
}

export interface Narrative extends NarrativeKey {
  readonly text: string;
  readonly source: NarrativeSource;
  readonly model: string;
  readonly createdAt: Date;
}

export interface NewNarrative extends Narrative {
  /** The account that owns the valuation. */
  readonly ownerId: string;
  readonly promptVersion: string;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly costMicroEuro: number;
}

const COLUMNS = [
  'narratives.valuation_id as valuationId',
  'narratives.version_number as versionNumber',
  'narratives.language',
  'narratives.text',
  'narratives.source',
  'narratives.model',
  'narratives.created_at as createdAt',
] as const;

export async function findNarrative(db: Kysely<AiTables>, key: NarrativeKey): Promise<Narrative | undefined> {
  return db
    .selectFrom('narratives')
    .select(COLUMNS)
    .where('valuation_id', '=', key.valuationId)
    .where('version_number', '=', key.versionNumber)
    .where('language', '=', key.language)
    .executeTakeFirst();
}

/** The narratives of all these calculations, in every language, last written first. */
export async function findNarrativesOfVersions(
  db: ReadonlyKysely<AiTables>,
  versions: readonly VersionKey[],
): Promise<Narrative[]> {
  return db
    .selectFrom('narratives')
    .select(COLUMNS)
    .where((eb) =>
      eb(
        eb.refTuple('valuation_id', 'version_number'),
        'in',
        versions.map(({ valuationId, versionNumber }) => eb.tuple(valuationId, versionNumber)),
      ),
    )
    .orderBy('created_at', 'desc')
    .execute();
}

/** Stores a narrative; `undefined` when a model's text is there already, which is never replaced. */
export async function saveNarrative(db: Kysely<AiTables>, narrative: NewNarrative): Promise<Narrative | undefined> {
  return db
    .insertInto('narratives')
    .values({
      valuation_id: narrative.valuationId,
      version_number: narrative.versionNumber,
      language: narrative.language,
      owner_id: narrative.ownerId,
      text: narrative.text,
      source: narrative.source,
      model: narrative.model,
      prompt_version: narrative.promptVersion,
      input_tokens: narrative.inputTokens,
      output_tokens: narrative.outputTokens,
      cost_micro_euro: narrative.costMicroEuro,
      created_at: narrative.createdAt,
    })
    .onConflict((conflict) =>
      conflict
        .columns(['valuation_id', 'version_number', 'language'])
        .doUpdateSet((eb) => ({
          text: eb.ref('excluded.text'),
          source: eb.ref('excluded.source'),
          model: eb.ref('excluded.model'),
          prompt_version: eb.ref('excluded.prompt_version'),
          input_tokens: eb.ref('excluded.input_tokens'),
          output_tokens: eb.ref('excluded.output_tokens'),
          cost_micro_euro: eb.ref('excluded.cost_micro_euro'),
          created_at: eb.ref('excluded.created_at'),
        }))
        .where('narratives.source', '=', 'OFFLINE_TEMPLATE'),
    )
    .returning(COLUMNS)
    .executeTakeFirst();
}

/** Gives the narratives of one account to another; returns how many moved. */
export async function updateOwner(db: Kysely<AiTables>, { from, to }: { from: string; to: string }): Promise<number> {
  const { numUpdatedRows } = await db
    .updateTable('narratives')
    .set({ owner_id: to })
    .where('owner_id', '=', from)
    .executeTakeFirstOrThrow();
  return Number(numUpdatedRows);
}
