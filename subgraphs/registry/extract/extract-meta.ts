import { ExtractError } from './extract-error.ts';
import { readCode, readDate } from './extract-fields.ts';
import { META_COLUMNS } from './extract-tables.ts';
import { readRows } from './read-extract.ts';
import type { ExtractFiles } from './open-extract.ts';

/** What meta.csv says of an extract. */
export interface ExtractMeta {
  readonly kind: 'FULL' | 'UPDATE';
  /** Extracts, full or not, are numbered through. */
  readonly number: number;
  /** ISO date of the state that the extract gives. */
  readonly snapshotDate: string;
}

const KINDS = { full: 'FULL', update: 'UPDATE' } as const;

/** @throws ExtractError when meta.csv is missing or does not say what the extract is. */
export async function readMeta(files: ExtractFiles): Promise<ExtractMeta> {
  const values = new Map<string, string>();
  const rows = readRows(await files.open('meta.csv'), 'meta.csv', { columns: META_COLUMNS, read: (fields) => fields });
  for await (const [variable, value] of rows) values.set(variable ?? '', value ?? '');
  try {
    const number = values.get('ExtractNumber') ?? '';
    if (!/^\d{1,9}$/.test(number)) throw new ExtractError(`ExtractNumber "${number}" is not a number`);
    const snapshotDate = readDate('SnapshotDate', values.get('SnapshotDate') ?? '');
    if (snapshotDate === null) throw new ExtractError('SnapshotDate is missing');
    const kind = readCode('ExtractType', values.get('ExtractType')?.toLowerCase() ?? '', KINDS);
    return { kind, number: Number(number), snapshotDate };
  } catch (error) {
    throw error instanceof ExtractError ? new ExtractError(`meta.csv: ${error.message}.`) : error;
  }
}
