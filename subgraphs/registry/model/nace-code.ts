/** Reads a NACE code, or the first digits of one, with or without dots: `62.10` is `6210`. `undefined` for anything else. */
export function parseNaceCode(text: string): string | undefined {
  const code = text.trim().replaceAll('.', '').toUpperCase();
  return /^([A-V]|\d{2,7})$/.test(code) ? code : undefined;
}
