/** One property of a card: its name, its parameters, and its value with the transfer encoding undone and in Unicode. */
import { isUtf8 } from 'node:buffer';
import { readText } from '../charset.ts';
import { CardError, HEADER_BYTES_MAX, PARAMETERS_MAX, TEXT_BYTES_MAX } from './card-error.ts';
import { type CardLine, colonOf } from './card-lines.ts';
import { fromQuotedPrintable } from './quoted-printable.ts';

export interface CardProperty {
  readonly line: number;
  /** `item1` of `item1.TEL`, as written; '' without one. */
  readonly group: string;
  /** Upper case. */
  readonly name: string;
  /** By name in upper case. Bare parameters of vCard 2.1 are values of TYPE, ENCODING or VALUE. Values are as written. */
  readonly parameters: ReadonlyMap<string, readonly string[]>;
  /** In Unicode, still escaped; line ends are `\n`. Of base64 the base64, without white space. */
  readonly text: string;
  readonly isBase64: boolean;
}

/** How the texts of a card are to be read. */
export interface CardDialect {
  /** The charset of those that do not name theirs: a name that TextDecoder knows. */
  readonly undeclared: string;
  /** True for vCard 2.1, which knows hardly any escapes. */
  readonly isOld: boolean;
}

/** Null for a line that is no property: without colon, or with a name that no property has. */
export function readProperty({ line, text }: CardLine, dialect: CardDialect): CardProperty | null {
  const colon = colonOf(text);
  if (colon < 1) {
    if (text.length > HEADER_BYTES_MAX) throw new CardError(line, 'the line is too long to be the name of a property');
    return null;
  }
  const [start = '', ...rest] = splitOutsideQuotes(text.slice(0, colon), ';', PARAMETERS_MAX);
  const name = /^\s*(?:([A-Za-z0-9_-]+)\.)?([A-Za-z0-9_-]+)\s*$/.exec(start);
  if (name === null) return null;
  const parameters = readParameters(rest, dialect);
  const head = { line, group: name[1] ?? '', name: (name[2] ?? '').toUpperCase(), parameters };
  const encoding = (parameters.get('ENCODING')?.at(-1) ?? '').toUpperCase();
  const raw = text.slice(colon + 1);
  if (encoding === 'B' || encoding === 'BASE64') return { ...head, text: raw.replace(/[\s\0]+/g, ''), isBase64: true };
  if (raw.length > TEXT_BYTES_MAX && !isLongBase64(head.name, raw))
    throw new CardError(line, `${head.name} is longer than ${TEXT_BYTES_MAX} bytes`);
  const isQuoted = encoding === 'QUOTED-PRINTABLE' || encoding === 'Q';
  const decoded = isQuoted ? fromQuotedPrintable(raw, STRUCTURED.has(head.name)) : raw;
  const value = unicode(decoded, parameters.get('CHARSET')?.[0] ?? null, dialect);
  return { ...head, text: escapedPath(value.replace(/\r\n?/g, '\n'), dialect), isBase64: false };
}

/** The backslashes of `C:\\new` are none of an escape where escapes are rare. */
function escapedPath(text: string, dialect: CardDialect): string {
  return dialect.isOld && /^[A-Za-z]:\\[A-Za-z]/.test(text) ? text.replaceAll('\\', '\\\\') : text;
}

/** Properties whose parts are separated by semicolons. */
const STRUCTURED: ReadonlySet<string> = new Set(['N', 'ADR', 'ORG', 'X-ANDROID-CUSTOM', 'SOUND']);

/** Base64 without a word about it: a data URI, or a picture whose writer forgot the parameter. */
function isLongBase64(name: string, raw: string): boolean {
  return /^\s*data:/i.test(raw) || (/^(?:PHOTO|LOGO|SOUND|KEY)$/.test(name) && /^\s*[A-Za-z0-9+/]{60}/.test(raw));
}

/** The Unicode text of bytes that are held one a character. */
function unicode(raw: string, declared: string | null, dialect: CardDialect): string {
  if (declared === null && !/[\u0080-\u00ff]/.test(raw)) return raw;
  const bytes = Buffer.from(raw, 'latin1');
  // Programs declare Latin-1 and write UTF-8 all the same; hardly any other text happens to be valid UTF-8.
  const isWestern = WESTERN.test(declared ?? dialect.undeclared);
  if (isWestern && isUtf8(bytes)) return bytes.toString('utf8');
  const { text } = readText(bytes, declared ?? dialect.undeclared);
  if (!text.includes('\ufffd') || isUtf8(bytes)) return text;
  // Where nothing of it is what was declared, it is something else; where some of it is, only a few bytes are broken.
  const good = text.replace(/[\p{ASCII}\ufffd]/gu, '').length;
  return good * 2 > text.length - text.replaceAll('\ufffd', '').length ? text : readText(bytes, 'windows-1252').text;
}

const WESTERN = /^(?:us-)?ascii|^iso-?8859|^windows-125|^cp-?125|^latin|^ansi/i;

function readParameters(pieces: readonly string[], dialect: CardDialect): ReadonlyMap<string, readonly string[]> {
  const parameters = new Map<string, string[]>();
  const add = (name: string, values: readonly string[]): void => {
    const known = parameters.get(name);
    if (known === undefined) parameters.set(name, [...values]);
    else for (const value of values) known.push(value);
  };
  for (const piece of pieces) {
    const text = unicode(piece, null, dialect).replaceAll('\r', ' ').trim();
    if (text === '') continue;
    const equals = text.indexOf('=');
    if (equals > 0) add(text.slice(0, equals).trim().toUpperCase(), parameterValues(text.slice(equals + 1)));
    else add(bareName(text), [text]);
  }
  return parameters;
}

/** vCard 2.1 leaves out the name of a parameter where its value tells it. */
function bareName(value: string): string {
  if (/^(?:QUOTED-PRINTABLE|BASE64|B|7BIT|8BIT)$/i.test(value)) return 'ENCODING';
  return /^(?:INLINE|URL|URI|CID|CONTENT-ID)$/i.test(value) ? 'VALUE' : 'TYPE';
}

function parameterValues(text: string): readonly string[] {
  return splitOutsideQuotes(text.trim(), ',', PARAMETERS_MAX).map((value) => {
    const plain = value.trim().replace(/^"([^"]*)"?$/s, '$1');
    // RFC 6868 §3.1.
    return plain.replace(/\^(['n^])/g, (_, char: string) => (char === 'n' ? '\n' : char === "'" ? '"' : '^'));
  });
}

/** At most `limit` pieces; the last one then has the rest. */
function splitOutsideQuotes(text: string, separator: string, limit: number): readonly string[] {
  const pieces: string[] = [];
  let isQuoted = false;
  let from = 0;
  for (let at = 0; at < text.length && pieces.length < limit; at += 1) {
    if (text[at] === '"') isQuoted = !isQuoted;
    else if (text[at] === separator && !isQuoted) {
      pieces.push(text.slice(from, at));
      from = at + 1;
    }
  }
  return [...pieces, text.slice(from)];
}
