/** Mailbox names on the wire: modified UTF-7 (RFC 3501 §5.1.3). Text on the wire is latin1, one character a byte. */

/** Encodes a decoded name. */
export function encodeName(name: string): string {
  return name.replace(/&|[^\x20-\x7e]+/g, (run) => (run === '&' ? '&-' : `&${shifted(run)}-`));
}

/** Decodes a name; null when it is not valid modified UTF-7 (such names exist on real servers). */
export function decodeName(wireName: string): string | null {
  let text = '';
  let rest = wireName;
  for (;;) {
    const start = rest.indexOf('&');
    if (start < 0) break;
    const end = rest.indexOf('-', start);
    if (end < 0) return null;
    const run = end === start + 1 ? '&' : unshifted(rest.slice(start + 1, end));
    if (run === null) return null;
    text += rest.slice(0, start) + run;
    rest = rest.slice(end + 1);
  }
  text += rest;
  return encodeName(text) === wireName ? text : null;
}

/** LIST patterns (RFC 9051 §6.3.9): `*` matches everything, `%` everything up to a separator. INBOX matches in any case. */
export function matchesPattern(wireName: string, pattern: string, separator: string | null): boolean {
  const level = separator === null ? '.' : `[^${escaped(separator)}]`;
  const source = pattern.replace(/[*%]|[^*%]+/g, (run) => {
    if (run === '*') return '.*';
    return run === '%' ? `${level}*` : escaped(run);
  });
  return new RegExp(`^${source}$`, wireName === 'INBOX' ? 'is' : 's').test(wireName);
}

function shifted(run: string): string {
  const utf16 = Buffer.from(run, 'utf16le').swap16();
  return utf16.toString('base64').replaceAll('/', ',').replace(/=+$/, '');
}

function unshifted(base64: string): string | null {
  if (!/^[A-Za-z0-9+,]+$/.test(base64)) return null;
  const utf16 = Buffer.from(base64.replaceAll(',', '/'), 'base64');
  return utf16.length % 2 === 0 ? utf16.swap16().toString('utf16le') : null;
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}
