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
  const joined = text.replace(/[ \t]+(?=\r?\n|$)/g, '').replace(/=(?:\r?\n|$)/g, '');
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
  const escaped = line
    .replace(/[^\t\x20-\x3c\x3e-\x7e]/g, hex)
    .replace(/[\t ]$/, hex)
    // A line that begins with a dot or with "From " is hurt by mail transport and by mbox files.
    .replace(/^(?:\.|F(?=rom ))/, hex);
  let written = '';
  let at = 0;
  while (escaped.length - at >= LINE_MAX) {
    const end = at + LINE_MAX - 1;
    // No soft line end inside an escape.
    const cut = escaped[end - 1] === '=' ? end - 1 : escaped[end - 2] === '=' ? end - 2 : end;
    written += `${escaped.slice(at, cut)}=\r\n`;
    at = cut;
  }
  return written + escaped.slice(at);
}
function hex(character: string): string {
  return `=${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
}
