/** Text in headers: encoded words (RFC 2047) and raw 8-bit bytes, both made into text; never an error. */

/** Text of a header's raw bytes. Bytes above 127 are UTF-8 where they can be, else Windows-1252. */
export function headerText(raw: string): string {
  // Blanks between two encoded words are not content (RFC 2047 §6.2).
  const joined = raw.replace(/(\?=)[ \t]+(?==\?)/g, '$1');
  return adjacentMerged(joined)
    .replace(ENCODED_WORD, (whole, charset: string, encoding: string, text: string) => {
      const bytes = encoding.toUpperCase() === 'B' ? Buffer.from(text, 'base64') : unQ(text);
      return decodedText(bytes, charset.replace(/\*.*$/, '')) ?? whole;
    })
    .replace(/[\u0080-\u00ff]+/g, (run) => textOfBytes(run));
}

const ENCODED_WORD = /=\?([^?\s]+)\?([BbQq])\?([^?]*)\?=/g;

/** Some senders cut a character in two between words of one charset: such words are decoded as one. */
function adjacentMerged(raw: string): string {
  const pair = /=\?([^?\s]+)\?([Bb])\?([A-Za-z0-9+/]*)\?==\?\1\?[Bb]\?/;
  let text = raw;
  for (let found = pair.exec(text); found !== null; found = pair.exec(text)) {
    text = text.slice(0, found.index) + `=?${found[1]}?B?${found[3]}` + text.slice(found.index + found[0].length);
  }
  return text;
}

function unQ(text: string): Buffer {
  const plain = text.replace(/_/g, ' ').replace(/=([0-9A-Fa-f]{2})/g, (_, hex: string) => {
    return String.fromCharCode(Number.parseInt(hex, 16));
  });
  return Buffer.from(plain, 'latin1');
}

/** Bytes held one a unit (latin1) as text, when some may be 8-bit without a declared charset. */
export function textOfBytes(raw: string): string {
  const bytes = Buffer.from(raw, 'latin1');
  return decodedText(bytes, 'utf-8', true) ?? decodedText(bytes, 'windows-1252') ?? raw;
}

/** Null when the charset is unknown, or when `isStrict` and the bytes are not of it. */
export function decodedText(bytes: Uint8Array, charset: string, isStrict = false): string | null {
  try {
    return new TextDecoder(charset, { fatal: isStrict, ignoreBOM: false }).decode(bytes);
  } catch (error) {
    if (error instanceof RangeError || error instanceof TypeError) return null;
    throw error;
  }
}
