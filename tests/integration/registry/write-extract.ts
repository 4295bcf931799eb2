import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { crc32, deflateRawSync } from 'node:zlib';

const HEADERS: Readonly<Record<string, string>> = {
  enterprise: 'EnterpriseNumber,Status,JuridicalSituation,TypeOfEnterprise,JuridicalForm,JuridicalFormCAC,StartDate',
  denomination: 'EntityNumber,Language,TypeOfDenomination,Denomination',
  address:
    'EntityNumber,TypeOfAddress,CountryNL,CountryFR,Zipcode,MunicipalityNL,MunicipalityFR,StreetNL,StreetFR,HouseNumber,Box,ExtraAddressInfo,DateStrikingOff',
  activity: 'EntityNumber,ActivityGroup,NaceVersion,NaceCode,Classification',
};
const DELETE_HEADERS: Readonly<Record<string, string>> = {
  enterprise: 'EnterpriseNumber',
  denomination: 'EntityNumber',
  address: 'EntityNumber',
  activity: 'EntityNumber',
};

type Rows = Readonly<Partial<Record<'enterprise' | 'denomination' | 'address' | 'activity', readonly string[]>>>;

const lines = (header: string | undefined, rows: readonly string[] = []) => `${[header, ...rows].join('\n')}\n`;
const meta = (type: string, number: number) =>
  lines('Variable,Value', [
    'SnapshotDate,01-02-2026',
    'ExtractTimestamp,01-02-2026 06:00:00',
    `ExtractType,${type}`,
    `ExtractNumber,${number}`,
    'Version,1.0.0',
  ]);
const CODES = lines('Category,Code,Language,Description', ['JuridicalForm,610,FR,Société à responsabilité limitée']);

/** The files of a full extract. */
export function fullExtract(number: number, rows: Rows): Map<string, string> {
  const files = Object.entries(HEADERS).map(([name, header]): [string, string] => [
    `${name}.csv`,
    lines(header, rows[name as keyof Rows]),
  ]);
  return new Map([['meta.csv', meta('full', number)], ['code.csv', CODES], ...files]);
}

/** The files of an update: what it deletes by number, and what it inserts. */
export function updateExtract(number: number, deleted: Rows, inserted: Rows): Map<string, string> {
  const files = Object.entries(HEADERS).flatMap(([name, header]): [string, string][] => [
    [`${name}_delete.csv`, lines(DELETE_HEADERS[name], deleted[name as keyof Rows])],
    [`${name}_insert.csv`, lines(header, inserted[name as keyof Rows])],
  ]);
  return new Map([['meta.csv', meta('update', number)], ['code.csv', CODES], ...files]);
}

/** The files of an extract that lies in a directory. */
export async function filesOf(directory: string): Promise<Map<string, string>> {
  const names = (await readdir(directory)).filter((name) => name.endsWith('.csv'));
  const entries = names.map(async (name): Promise<[string, string]> => [
    name,
    await readFile(path.join(directory, name), 'utf8'),
  ]);
  return new Map(await Promise.all(entries));
}

export interface TemporaryDirectory {
  /** Writes the files of an extract into a directory of their own and returns its path. */
  writeExtract(files: ReadonlyMap<string, string>): Promise<string>;
  writeFile(name: string, content: Buffer): Promise<string>;
  remove(): Promise<void>;
}

export async function createTemporaryDirectory(): Promise<TemporaryDirectory> {
  const root = await mkdtemp(path.join(tmpdir(), 'extracts-'));
  return {
    async writeExtract(files) {
      const directory = await mkdtemp(path.join(root, 'extract-'));
      for (const [name, text] of files) await writeFile(path.join(directory, name), text);
      return directory;
    },
    async writeFile(name, content) {
      const file = path.join(root, name);
      await writeFile(file, content);
      return file;
    },
    remove: () => rm(root, { recursive: true, force: true }),
  };
}

/** A zip archive of the files, deflated, as APPNOTE.TXT 4.3 describes it. */
export function zipOf(files: ReadonlyMap<string, string>): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [name, text] of files) {
    const data = Buffer.from(text);
    const compressed = deflateRawSync(data);
    const fields = Buffer.alloc(26);
    fields.writeUInt16LE(20, 0);
    fields.writeUInt16LE(8, 4);
    fields.writeUInt32LE(crc32(data), 10);
    fields.writeUInt32LE(compressed.length, 14);
    fields.writeUInt32LE(data.length, 18);
    fields.writeUInt16LE(Buffer.byteLength(name), 22);
    const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), fields, Buffer.from(name), compressed]);
    const position = Buffer.alloc(14);
    position.writeUInt32LE(offset, 10);
    const versionMadeBy = Buffer.from([20, 0]);
    directory.push(
      Buffer.concat([Buffer.from('PK\x01\x02', 'latin1'), versionMadeBy, fields, position, Buffer.from(name)]),
    );
    parts.push(local);
    offset += local.length;
  }
  const central = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(files.size, 8);
  end.writeUInt16LE(files.size, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, central, end]);
}
