import { formatEnterpriseNumber, hasValidCheckDigits } from '../model/enterprise-number.ts';
import { ExtractError } from './extract-error.ts';

function invalid(column: string, value: string, expected: string): ExtractError {
  return new ExtractError(`${column} "${value}" ${expected}`);
}

/**
 * The company that a row belongs to, such as `BE0403170701`; `undefined` for establishments and branches, whose
 * numbers begin with 2 to 9. @throws ExtractError for another format and for wrong check digits.
 */
export function readCompanyId(column: string, value: string): string | undefined {
  if (!/^\d{4}\.\d{3}\.\d{3}$|^\d\.\d{3}\.\d{3}\.\d{3}$/.test(value))
    throw invalid(column, value, 'is not a number such as 0403.170.701 or 2.004.869.739');
  const digits = value.replaceAll('.', '');
  if (digits > '2') return undefined;
  if (!hasValidCheckDigits(digits)) {
    const first = digits.slice(0, 8);
    const right = formatEnterpriseNumber(`${first}${String(97 - (Number(first) % 97)).padStart(2, '0')}`);
    throw invalid(column, value, `has wrong check digits (${right} would be right)`);
  }
  return `BE${digits}`;
}

/** `31-01-2026` as `2026-01-31`; null when empty. @throws ExtractError for anything else, 31-02-2026 included. */
export function readDate(column: string, value: string): string | null {
  if (value === '') return null;
  const [, day, month, year] = /^(\d{2})-(\d{2})-(\d{4})$/.exec(value) ?? [];
  const isoDate = `${year}-${month}-${day}`;
  const date = new Date(`${isoDate}T00:00:00Z`);
  if (Number.isNaN(date.getTime()) || !date.toISOString().startsWith(isoDate))
    throw invalid(column, value, 'is not a date (dd-mm-yyyy)');
  return isoDate;
}

/** What a code stands for. @throws ExtractError naming the codes that are known. */
export function readCode<Meaning>(column: string, value: string, meanings: Readonly<Record<string, Meaning>>): Meaning {
  const meaning = Object.hasOwn(meanings, value) ? meanings[value] : undefined;
  if (meaning === undefined) throw invalid(column, value, `is none of ${Object.keys(meanings).sort().join(', ')}`);
  return meaning;
}

/** Text that must be there. @throws ExtractError when it is empty or its bytes are not UTF-8. */
export function readText(column: string, value: string): string {
  const text = readOptionalText(column, value);
  if (text === null) throw new ExtractError(`${column} is empty`);
  return text;
}

/** Text, or null when it is empty. @throws ExtractError when its bytes are not UTF-8. */
export function readOptionalText(column: string, value: string): string | null {
  if (value.includes('\uFFFD') || value.includes('\0')) throw invalid(column, value, 'is not UTF-8 text');
  return value.trim() || null;
}
