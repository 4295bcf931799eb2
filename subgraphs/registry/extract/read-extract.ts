import type { Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import { ExtractError } from './extract-error.ts';
import type { ExtractTable, StagedRow } from './extract-tables.ts';
import type { ExtractFiles } from './open-extract.ts';

interface CsvRecord {
  readonly record: readonly string[];
  readonly info: { readonly lines: number };
}

/** Longest row accepted; the longest real one is below 2 kB, so a lost quote is noticed early. */
const MAX_RECORD_BYTES = 65_536;

function at(file: string, line: number, problem: string): ExtractError {
  return new ExtractError(`${file} line ${line}: ${problem}.`);
}

/** The sentence for what the CSV parser or the stream under it complained of. */
function explain(file: string, line: number, error: unknown): unknown {
  if (error instanceof CsvError) {
    const { lines } = error as { lines?: number };
    return at(file, lines ?? line, `the quotes or separators are broken (${error.message})`);
  }
  if (error instanceof ExtractError) return at(file, line, error.message);
  const { code } = error as { code?: string };
  // zlib's errors, and the entry of an archive that ends too early or is longer than it says.
  if (code?.startsWith('Z_') || (error instanceof Error && /too (few|many) bytes|unexpected EOF/.test(error.message)))
    return at(file, line, 'the compressed data is damaged; download the extract again');
  return error;
}

/** Streams the rows of a CSV file with its header checked. @throws ExtractError naming file and line. */
export async function* readRows(
  source: Readable,
  file: string,
  { columns, read }: Pick<ExtractTable, 'columns' | 'read'>,
): AsyncGenerator<StagedRow> {
  const parser = parse({ info: true, bom: true, relax_column_count: true, max_record_size: MAX_RECORD_BYTES });
  source.once('error', (error) => parser.destroy(error));
  let line = 1;
  let isHeader = true;
  try {
    for await (const { record, info } of source.pipe(parser) as AsyncIterable<CsvRecord>) {
      line = info.lines;
      if (isHeader && record.join() !== columns.join())
        throw new ExtractError(`the columns are ${record.join(', ')} where ${columns.join(', ')} are expected`);
      if (record.length !== columns.length)
        throw new ExtractError(`there are ${record.length} columns where ${columns.length} are expected`);
      const row = isHeader ? undefined : read(record);
      isHeader = false;
      if (row) yield row;
    }
    if (isHeader) throw new ExtractError('the file is empty');
  } catch (error) {
    throw explain(file, line, error);
  } finally {
    source.destroy();
  }
}

/** The staged rows of one file of an extract. @throws ExtractError naming file and line. */
export async function* readTable(files: ExtractFiles, table: ExtractTable): AsyncGenerator<StagedRow> {
  const file = `${table.file}.csv`;
  yield* readRows(await files.open(file), file, table);
}
