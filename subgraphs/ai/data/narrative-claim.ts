import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import type { NarrativeKey } from './narrative.ts';
import type { AiTables } from './tables.ts';

/**
 * Takes the right to write a narrative, so that one process at a time pays for it. Returns the claim to release, or
 * `undefined` while another claim runs. A claim whose holder died is taken over once it has expired.
 */
export async function claimNarrative(
  db: Kysely<AiTables>,
  key: NarrativeKey,
  { now, expiresAt }: { now: Date; expiresAt: Date },
): Promise<string | undefined> {
  const claim = await db
    .insertInto('narrative_claims')
    .values({
      valuation_id: key.valuationId,
      version_number: key.versionNumber,
      language: key.language,
      claim_id: sql`uuidv7()`,
      expires_at: expiresAt,
    })
    .onConflict((conflict) =>
      conflict
        .columns(['valuation_id', 'version_number', 'language'])
        .doUpdateSet((eb) => ({ claim_id: eb.ref('excluded.claim_id'), expires_at: eb.ref('excluded.expires_at') }))
        .where('narrative_claims.expires_at', '<=', now),
    )
    .returning('claim_id')
    .executeTakeFirst();
  return claim?.claim_id;
}

/** Ends a claim; one that was taken over meanwhile is left to its new holder. */
export async function releaseClaim(db: Kysely<AiTables>, key: NarrativeKey, claimId: string): Promise<void> {
  await db
    .deleteFrom('narrative_claims')
    .where('valuation_id', '=', key.valuationId)
    .where('version_number', '=', key.versionNumber)
    .where('language', '=', key.language)
    .where('claim_id', '=', claimId)
    .execute();
}
