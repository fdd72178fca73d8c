/** When two texts of contacts mean the same: modulo blanks, line ends, Unicode forms, and what no server can store. */

/** A text of one line. */
export function plain(text: string): string {
  return storable(text).replace(/\s+/g, ' ').trim();
}

/** A text whose lines count: blanks within and around them do not, nor empty lines around the text. */
export function plainLines(text: string): string {
  const lines = storable(text)
    .replace(/\r\n?/g, '\n')
    .split('\n')
    .map((line) => line.replace(/\s+/g, ' ').trim());
  return lines.join('\n').trim();
}

/** Control characters cannot be written in XML 1.0 (§2.2), which every request to Exchange is. */
function storable(text: string): string {
  return text
    .toWellFormed()
    .normalize('NFC')
    .replace(/\p{Cc}/gu, (char) => (/\s/.test(char) ? char : ''))
    .replace(/[\ufffe\uffff\ufeff]/g, '');
}

/** A number by its significant characters: `(905) 555-1234 ext. 2` is `9055551234x2`. */
export function phoneKey(value: string): string {
  return plain(value.normalize('NFKC'))
    .toLowerCase()
    .replace(/[,;]?\s*(?:extension|ext|x)[.=:]?\s*(\d+)$/, 'x$1')
    .replace(/[\s().\-/\u2010-\u2015]/g, '');
}

export function emailKey(value: string): string {
  return plain(value).toLowerCase();
}

/** With and without the scheme that browsers add, and the slash that servers add. */
export function linkKey(value: string): string {
  const link = plain(value).replace(/^https?:\/\//i, '');
  const slash = link.indexOf('/');
  const host = slash < 0 ? link : link.slice(0, slash);
  const path = slash < 0 ? '' : link.slice(slash).replace(/\/$/, '');
  return `${host.toLowerCase()}${path}`;
}

/** The words of an address, wherever they stand: targets put box and floor into the street. */
export function addressKey(parts: readonly string[]): string {
  const words = plain(parts.join(' '))
    .toLowerCase()
    .match(/[\p{L}\p{M}\p{N}]+/gu);
  return (words ?? []).sort().join(' ');
}
