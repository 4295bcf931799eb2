import DataLoader from 'dataloader';
import type { SessionDatabase } from '../../lib/db.ts';
import { findNarrativesOfVersions } from './data/narrative.ts';
import type { Narrative, VersionKey } from './data/narrative.ts';
import type { AiTables } from './data/tables.ts';

export interface AiLoaders {
  /** A calculation's narratives in every language, last written first. */
  readonly narratives: DataLoader<VersionKey, readonly Narrative[], string>;
}

const idOf = ({ valuationId, versionNumber }: VersionKey): string => `${valuationId}/${versionNumber}`;

/** Loaders of one request. */
export function createAiLoaders(db: SessionDatabase<AiTables>): AiLoaders {
  return {
    narratives: new DataLoader(
      async (versions) => {
        const byVersion = Map.groupBy(await findNarrativesOfVersions(db.read, versions), idOf);
        return versions.map((version) => byVersion.get(idOf(version)) ?? []);
      },
      { cacheKeyFn: idOf },
    ),
  };
}
