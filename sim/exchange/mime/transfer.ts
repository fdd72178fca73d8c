/** Transfer encodings (RFC 2045 §6), reading leniently and writing strictly. */

/** Decodes a body. Unknown encodings and 7bit, 8bit, binary are taken as they are. */
export function decodedBytes(raw: Uint8Array, encoding: string | null): Buffer {
  const bytes = Buffer.from(raw.buffer, raw.byteOffset, raw.length);
  switch (encoding?.replace(/[;\s].*$/s, '').toLowerCase() ?? '') {
    case 'base64':
      return decodedBase64(bytes.toString('latin1'));
    case 'quoted-printable':
      return decodedQuotedPrintable(bytes.toString('latin1'));
    default:
      return bytes;
  }
}

/** Characters that are not base64 are skipped; several encoded pieces one after the other are decoded each. */
function decodedBase64(text: string): Buffer {
  const clean = text.replace(/[^A-Za-z0-9+/=]+/g, '');
  const pieces = clean.split(/=+/).filter((piece) => piece !== '');
  return pieces.length === 1
    ? Buffer.from(clean, 'base64')
    : Buffer.concat(pieces.map((piece) => Buffer.from(piece, 'base64')));
}

function decodedQuotedPrintable(text: string): Buffer {
  const joined = text.replace(/[ \t]+(?=\r?\n|$)/g, '').replace(/=\r?\n/g, '');
  const plain = joined.replace(/=([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(plain, 'latin1');
}

const LINE_MAX = 76;

/** base64 in lines of 76 characters that end with CRLF. */
export function encodedBase64(bytes: Uint8Array): string {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('base64');
  return text.replace(/.{76}/g, '$&\r\n').replace(/\r\n$/, '');
}

/** Quoted-printable of text whose lines end with CRLF. */
export function encodedQuotedPrintable(bytes: Uint8Array): string {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
  return text.split('\r\n').map(encodedLine).join('\r\n');
}

function encodedLine(line: string): string {
  const tokens = line
    .replace(/[^\t\x20-\x3c\x3e-\x7e]/g, (character) => hex(character))
    .replace(/[\t ]$/, (blank) => hex(blank));
  let written = '';
  let width = 0;
  for (const token of tokens.match(/=[0-9A-F]{2}|[^=]/g) ?? []) {
    if (width + token.length > LINE_MAX - 1) {
      written += '=\r\n';
      width = 0;
    }
    // A line that begins with a dot or with "From " is hurt by mail transport and by mbox files.
    const safe = width === 0 && (token === '.' || token === 'F') ? hex(token) : token;
    written += safe;
    width += safe.length;
  }
  return written;
}

function hex(character: string): string {
  return `=${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
}
