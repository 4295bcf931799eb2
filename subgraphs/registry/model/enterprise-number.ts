/**
 * Reads a Belgian enterprise number as people write it (`BE0403.170.701`, `0403 170 701`, `403170701`).
 * Ten digits, the first 0 or 1; nine digits are the old notation without its leading zero.
 * Returns the ten digits, or `undefined` when the text is not such a number. Check digits are not looked at.
 */
export function parseEnterpriseNumber(text: string): string | undefined {
  const digits = text
    .trim()
    .replace(/^BE/i, '')
    .replace(/[\s.\-/]/g, '');
  if (/^[01]\d{9}$/.test(digits)) return digits;
  return /^\d{9}$/.test(digits) ? `0${digits}` : undefined;
}

/** Whether the last two of the ten digits are 97 − (the first eight mod 97), as the register assigns them. */
export function hasValidCheckDigits(digits: string): boolean {
  return Number(digits.slice(8)) === 97 - (Number(digits.slice(0, 8)) % 97);
}

/** `0403170701` as the register prints it: `0403.170.701`. */
export function formatEnterpriseNumber(digits: string): string {
  return `${digits.slice(0, 4)}.${digits.slice(4, 7)}.${digits.slice(7)}`;
}
