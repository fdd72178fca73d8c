/** Values of type TEXT (RFC 5545 §3.3.11), with the escapes that programs really use. */

/** `\n`, `\,`, `\;`, `\:`, `\"` and `\\` undone; a backslash before anything else stays. */
export function plainText(value: string): string {
  if (!value.includes('\\')) return value;
  return value.replace(/\\([nN\\;,:"])/g, (_whole, sign: string) => (sign === 'n' || sign === 'N' ? '\n' : sign));
}

/** The texts of a list, split at the commas that are not escaped, without blanks around them and without empty ones. */
export function plainTexts(value: string, separator: ',' | ';' = ','): readonly string[] {
  const pattern = separator === ',' ? /(?:\\[^]|[^,\\])+/g : /(?:\\[^]|[^;\\])+/g;
  return (value.match(pattern) ?? []).map((part) => plainText(part).trim()).filter((text) => text !== '');
}

/** The inverse of `plainText`. */
export function escapedText(text: string): string {
  return text.replace(/[\\;,]/g, '\\$&').replaceAll('\n', '\\n');
}

/** RFC 5545 §3.1 allows none but the tab; XML, which Exchange speaks, cannot carry them at all. */
export function withoutControls(text: string): string {
  // oxlint-disable-next-line no-control-regex -- they are what is looked for
  return text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\ufeff\ufffe\uffff]/g, '');
}
