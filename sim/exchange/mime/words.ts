/** Text in headers: encoded words (RFC 2047) and raw 8-bit bytes, both made into text; never an error. */

const ENCODED_WORD = /=\?([^?\s]{1,60})\?([BbQq])\?([^?]*)\?=/g;

/** Text of a header's raw bytes. Bytes above 127 are UTF-8 where they can be, else Windows-1252. */
export function headerText(raw: string): string {
  if (!raw.includes('=?')) return eightBitText(raw);
  let text = '';
  let at = 0;
  let run: Run | null = null;
  for (const found of raw.matchAll(ENCODED_WORD)) {
    const between = raw.slice(at, found.index);
    const charset = (found[1] ?? '').replace(/\*.*$/, '').toLowerCase();
    const bytes = /b/i.test(found[2] ?? '') ? Buffer.from(found[3] ?? '', 'base64') : unQ(found[3] ?? '');
    // Blanks between two encoded words are not content (RFC 2047 §6.2). Some senders cut a character in two between words
    // of one charset: such words are decoded as one.
    const isAdjacent = run !== null && /^[ \t]*$/.test(between);
    if (run !== null && isAdjacent && run.charset === charset) {
      run.bytes.push(bytes);
      run.source += found[0];
    } else {
      text += runText(run) + (isAdjacent ? '' : eightBitText(between));
      run = { charset, bytes: [bytes], source: found[0] };
    }
    at = found.index + found[0].length;
  }
  return text + runText(run) + eightBitText(raw.slice(at));
}

/** Encoded words of one charset that follow each other. */
interface Run {
  readonly charset: string;
  readonly bytes: Buffer[];
  source: string;
}

function runText(run: Run | null): string {
  return run === null ? '' : (decodedText(Buffer.concat(run.bytes), run.charset) ?? run.source);
}

function unQ(text: string): Buffer {
  const plain = text.replace(/_/g, ' ').replace(/=([0-9A-Fa-f]{2})/g, (_, hex: string) => {
    return String.fromCharCode(Number.parseInt(hex, 16));
  });
  return Buffer.from(plain, 'latin1');
}

function eightBitText(raw: string): string {
  if (!/[\u0080-\u00ff]/.test(raw)) return raw;
  const bytes = Buffer.from(raw, 'latin1');
  return decodedText(bytes, 'utf-8', true) ?? decodedText(bytes, 'windows-1252') ?? raw;
}

/** Names of code pages that Windows knows and the standard of encodings does not. */
const ALIASES: Readonly<Record<string, string>> = {
  cp932: 'shift_jis',
  cp936: 'gbk',
  cp949: 'euc-kr',
  cp950: 'big5',
  'iso-8859-8-i': 'iso-8859-8',
};

/** Null when the charset is unknown, or when `isStrict` and the bytes are not of it. */
export function decodedText(bytes: Uint8Array, charset: string, isStrict = false): string | null {
  const name = charset.trim().toLowerCase();
  const label = ALIASES[name] ?? name.replace(/^cp(125\d)$/, 'windows-$1');
  try {
    return new TextDecoder(label, { fatal: isStrict, ignoreBOM: false }).decode(bytes);
  } catch (error) {
    if (error instanceof RangeError || error instanceof TypeError) return null;
    throw error;
  }
}
