/** Texts in the header of a message (RFC 2047, RFC 2231): ASCII as it is, everything else encoded. */

/** An encoded word has at most 75 characters, 63 of them for the text (RFC 2047 §2). */
const WORD_CHARS_MAX = 63;
/** No parameter of a file name is longer on any system. */
const NAME_CHARS_MAX = 255;

/** As it is when it is plain ASCII of one line, else as encoded words, one on each line. */
export function encodedWord(text: string): string {
  const plain = text.replace(/[\p{Cc}]+/gu, ' ').trim();
  if (/^[\x20-\x7e]*$/.test(plain) && !plain.includes('=?')) return plain;
  const words: string[] = [];
  let bytes: Buffer[] = [];
  let length = 0;
  for (const char of plain) {
    const next = Buffer.from(char.toWellFormed(), 'utf8');
    if (length + next.length > Math.floor((WORD_CHARS_MAX * 3) / 4)) {
      words.push(Buffer.concat(bytes).toString('base64'));
      bytes = [];
      length = 0;
    }
    bytes.push(next);
    length += next.length;
  }
  words.push(Buffer.concat(bytes).toString('base64'));
  return words.map((word) => `=?utf-8?B?${word}?=`).join('\r\n ');
}

/** `"Jane Doe" <jane@example.org>`. An address that is none of the internet stays readable, at a place that is nowhere. */
export function mailbox(name: string, address: string): string {
  const plain = name.replace(/[\p{Cc}]+/gu, ' ').trim();
  const shown = /^[\x20-\x7e]*$/.test(plain) ? `"${plain.replace(/["\\]/g, '\\$&')}"` : encodedWord(plain);
  const safe = /^[^\s<>@,;:"()[\]\\]+@[^\s<>@,;:"()[\]\\]+$/.test(address)
    ? address
    : `${address.replace(/^.*[=/]/, '').replace(/[^A-Za-z0-9._-]+/g, '-') || 'unknown'}@address.invalid`;
  return plain === '' || plain === address ? safe : `${shown} <${safe}>`;
}

/** A field with one more parameter, as lines. */
export function parameter(field: string, key: string, value: string): readonly string[] {
  const text = value.toWellFormed().slice(0, NAME_CHARS_MAX);
  if (/^[\x20-\x7e]*$/.test(text)) return [`${field};`, ` ${key}="${text.replace(/["\\]/g, '\\$&')}"`];
  const escaped = encodeURIComponent(text).replace(
    /['()*!]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  const pieces = escaped.match(/(?:%[0-9A-F]{2}|[^%]){1,20}/g) ?? [''];
  return [
    `${field};`,
    ...pieces.map(
      (piece, at) => ` ${key}*${at}*=${at === 0 ? "utf-8''" : ''}${piece}${at < pieces.length - 1 ? ';' : ''}`,
    ),
  ];
}
