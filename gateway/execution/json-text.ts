// A lone surrogate must be escaped too, so every surrogate takes the slow way.

const needsEscape = /["\\\u0000-\u001f\ud800-\udfff]/;

/** Up to this length a loop is faster than the regular expression. */
const SHORT = 24;

/** A string as JSON text. Most strings need no escape, and then joining is several times faster than `JSON.stringify`. */
export function jsonString(value: string): string {
  if (value.length > SHORT) return needsEscape.test(value) ? JSON.stringify(value) : `"${value}"`;
  for (let index = 0; index < value.length; index++) {
    const code = value.charCodeAt(index);
    if (code < 0x20 || code === 0x22 || code === 0x5c || (code >= 0xd800 && code <= 0xdfff))
      return JSON.stringify(value);
  }
  return `"${value}"`;
}
