import { databaseFailure } from '../../../lib/db-errors.ts';
import { runBulkTransaction } from '../../../lib/db-bulk.ts';
import type { BulkTransaction } from '../../../lib/db-bulk.ts';
import { countCompanies, findLatestExtractNumber, insertExtract, tryLockExtracts } from '../data/extract.ts';
import {
  deriveCompanyNames,
  mergeActivities,
  mergeAddresses,
  mergeCodes,
  mergeCompanies,
  mergeNames,
} from '../data/merge.ts';
import { analyzeStagingTables, createStagingTables } from '../data/staging.ts';
import type { StagingTable } from '../data/staging.ts';
import type { RegistrySchema } from '../data/tables.ts';
import { ExtractError } from '../extract/extract-error.ts';
import { readMeta } from '../extract/extract-meta.ts';
import type { ExtractMeta } from '../extract/extract-meta.ts';
import {
  ACTIVITIES,
  ADDRESSES,
  CODES,
  deletionsOf,
  ENTERPRISES,
  insertionsOf,
  NAMES,
} from '../extract/extract-tables.ts';
import { openExtract } from '../extract/open-extract.ts';
import type { ExtractFiles } from '../extract/open-extract.ts';
import { readTable } from '../extract/read-extract.ts';

export interface ImportOptions {
  /** The primary, as the registry's role. */
  readonly databaseUrl: string;
  /** A zip file or a directory in the KBO open data format. */
  readonly path: string;
  readonly onProgress?: (message: string) => void;
}

export interface ImportResult {
  /** Whether this extract changed the register; not when it, or a later one, is in it already. */
  readonly imported: boolean;
  /** Number of the extract that the register stands at. */
  readonly extractNumber: number;
  /** How many companies the register holds. */
  readonly companies: number;
}

/** The data files in the order they are read, with the staging tables they go to. */
const DATA_FILES = [
  { table: ENTERPRISES, staged: 'staged_companies', replaced: 'replaced_companies' },
  { table: NAMES, staged: 'staged_names', replaced: 'replaced_names' },
  { table: ADDRESSES, staged: 'staged_addresses', replaced: 'replaced_addresses' },
  { table: ACTIVITIES, staged: 'staged_activities', replaced: 'replaced_activities' },
] as const;

function requireNext({ kind, number }: ExtractMeta, latest: number): void {
  if (kind === 'FULL' || number === latest + 1) return;
  throw new ExtractError(
    latest === 0
      ? `Update ${number} cannot be applied to an empty register: import a full extract first.`
      : `Update ${number} cannot follow extract ${latest}: import update ${latest + 1} first, or a newer full extract.`,
  );
}

async function stage(
  { db, copyRows }: BulkTransaction<RegistrySchema>,
  files: ExtractFiles,
  { kind }: ExtractMeta,
  onProgress: (message: string) => void,
): Promise<void> {
  const copy = async (target: StagingTable, table: typeof CODES) => {
    const rows = await copyRows(target, readTable(files, table));
    onProgress(`Read ${table.file}.csv: ${rows.toLocaleString('en')} rows kept`);
  };
  await createStagingTables(db);
  await copy('staged_codes', CODES);
  for (const { table, staged, replaced } of DATA_FILES) {
    if (kind === 'UPDATE') await copy(replaced, deletionsOf(table));
    await copy(staged, kind === 'UPDATE' ? insertionsOf(table) : table);
  }
  await analyzeStagingTables(db);
}

async function merge({ db }: BulkTransaction<RegistrySchema>, { kind }: ExtractMeta): Promise<void> {
  await mergeCodes(db);
  await mergeCompanies(db, kind);
  await mergeNames(db, kind);
  await mergeAddresses(db, kind);
  await mergeActivities(db, kind);
  await deriveCompanyNames(db, kind);
}

/**
 * Brings the register to the state of an extract, all or nothing, while it goes on answering. A full extract replaces
 * everything; an update must be the next one. Does nothing when the register holds that state or a later one.
 * @throws ExtractError naming file and line of what is wrong with the extract; AppError when the database is away.
 */
export async function importExtract({
  databaseUrl,
  path,
  onProgress = () => undefined,
}: ImportOptions): Promise<ImportResult> {
  const files = await openExtract(path);
  try {
    const meta = await readMeta(files);
    return await runBulkTransaction<RegistrySchema, ImportResult>(
      { url: databaseUrl, applicationName: 'import-kbo' },
      async (bulk) => {
        if (!(await tryLockExtracts(bulk.db)))
          throw new ExtractError('Another import is running: wait until it has ended.');
        const latest = await findLatestExtractNumber(bulk.db);
        const imported = meta.number > latest;
        if (imported) {
          requireNext(meta, latest);
          await stage(bulk, files, meta, onProgress);
          onProgress('Merging');
          await merge(bulk, meta);
          await insertExtract(bulk.db, {
            number: meta.number,
            kind: meta.kind,
            snapshot_date: meta.snapshotDate,
          });
        }
        return {
          imported,
          extractNumber: imported ? meta.number : latest,
          companies: await countCompanies(bulk.db),
        };
      },
    );
  } catch (error) {
    throw databaseFailure(error) ?? error;
  } finally {
    files.close();
  }
}
