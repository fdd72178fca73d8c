/** Writes mail as mail programs write it (RFC 5322, RFC 2045–2047), so that the samples are what a server would hold. */
import { type Instant, instant } from '../../src/base/clock.ts';

export interface Person {
  readonly name: string;
  readonly address: string;
}

export interface Enclosure {
  readonly name: string;
  readonly type: string;
  readonly bytes: Buffer;
  /** For pictures that the HTML part shows itself. */
  readonly contentId?: string;
}

export interface Letter {
  readonly from: Person;
  readonly to: readonly Person[];
  readonly cc?: readonly Person[];
  readonly subject: string;
  readonly sentAt: Instant;
  /** Null leaves the header out, as some devices do. */
  readonly id: string | null;
  /** The ids of the letters before it in its thread, oldest first. */
  readonly follows?: readonly string[];
  readonly text: string;
  readonly html?: string;
  readonly enclosures?: readonly Enclosure[];
  readonly headers?: readonly (readonly [string, string])[];
  /** `iso-8859-1` sends the text as raw 8-bit bytes, as mail programs of 1999 do. */
  readonly charset?: 'utf-8' | 'iso-8859-1';
}

/** The letter as the bytes that lie on the server. */
export function writeLetter(letter: Letter): Buffer {
  const { body, headers } = bodyOf(letter);
  const follows = letter.follows ?? [];
  const head: (readonly [string, string])[] = [
    ['Received', `from mx.${domainOf(letter.from)} by mail.finchharbour.example; ${dateText(letter.sentAt)}`],
    ['From', personText(letter.from)],
    ['To', letter.to.map(personText).join(',\r\n\t')],
    ...(letter.cc === undefined ? [] : [['Cc', letter.cc.map(personText).join(',\r\n\t')] as const]),
    ['Subject', wordsText(letter.subject)],
    ['Date', dateText(letter.sentAt)],
    ...(letter.id === null ? [] : [['Message-ID', `<${letter.id}>`] as const]),
    ...(follows.length === 0
      ? []
      : ([
          ['In-Reply-To', `<${follows.at(-1)}>`],
          ['References', follows.map((id) => `<${id}>`).join('\r\n\t')],
        ] as const)),
    ...(letter.headers ?? []),
    ['MIME-Version', '1.0'],
    ...headers,
  ];
  const text = head.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  return Buffer.concat([Buffer.from(`${text}\r\n`, 'latin1'), body]);
}

interface Part {
  readonly headers: readonly (readonly [string, string])[];
  readonly body: Buffer;
}

function bodyOf(letter: Letter): Part {
  const plain = textPart('plain', letter.text, letter.charset ?? 'utf-8');
  const boundary = `=_${Buffer.from(`${letter.sentAt}${letter.subject}`).toString('hex').slice(0, 24)}`;
  const inline = (letter.enclosures ?? []).filter((one) => one.contentId !== undefined).map(enclosurePart);
  const attached = (letter.enclosures ?? []).filter((one) => one.contentId === undefined).map(enclosurePart);
  let part = plain;
  if (letter.html !== undefined) {
    const html = textPart('html', letter.html, 'utf-8');
    const shown = inline.length === 0 ? html : multipart('related', [html, ...inline], `${boundary}r`);
    part = multipart('alternative', [plain, shown], `${boundary}a`);
  }
  return attached.length === 0 ? part : multipart('mixed', [part, ...attached], `${boundary}m`);
}

function textPart(subtype: string, text: string, charset: 'utf-8' | 'iso-8859-1'): Part {
  const lines = `${text.trimEnd()}\n`.replaceAll('\n', '\r\n');
  const type = `text/${subtype}; charset=${charset}`;
  if (charset === 'iso-8859-1') {
    return { headers: contentHeaders(type, '8bit'), body: Buffer.from(lines, 'latin1') };
  }
  const isPlain = /^[\t\r\n\x20-\x7e]*$/.test(lines);
  if (isPlain) return { headers: contentHeaders(type, '7bit'), body: Buffer.from(lines, 'latin1') };
  return { headers: contentHeaders(type, 'quoted-printable'), body: Buffer.from(quotedPrintable(lines), 'latin1') };
}

function enclosurePart(enclosure: Enclosure): Part {
  const body = Buffer.from((enclosure.bytes.toString('base64').match(/.{1,76}/g) ?? []).join('\r\n') + '\r\n');
  const name = wordsText(enclosure.name);
  const place = enclosure.contentId === undefined ? 'attachment' : 'inline';
  return {
    headers: [
      ...contentHeaders(`${enclosure.type}; name="${name}"`, 'base64'),
      ['Content-Disposition', `${place}; filename="${name}"`],
      ...(enclosure.contentId === undefined ? [] : [['Content-ID', `<${enclosure.contentId}>`] as const]),
    ],
    body,
  };
}

function multipart(subtype: string, parts: readonly Part[], boundary: string): Part {
  const pieces = parts.flatMap(({ headers, body }) => {
    const head = headers.map(([name, value]) => `${name}: ${value}\r\n`).join('');
    return [Buffer.from(`--${boundary}\r\n${head}\r\n`, 'latin1'), body, Buffer.from('\r\n')];
  });
  return {
    headers: [['Content-Type', `multipart/${subtype}; boundary="${boundary}"`]],
    body: Buffer.concat([...pieces, Buffer.from(`--${boundary}--\r\n`)]),
  };
}

function contentHeaders(type: string, encoding: string): readonly (readonly [string, string])[] {
  return [
    ['Content-Type', type],
    ['Content-Transfer-Encoding', encoding],
  ];
}

function quotedPrintable(text: string): string {
  return text
    .split('\r\n')
    .map((line) => {
      const encoded = [...Buffer.from(line, 'utf8')].map((byte) =>
        byte === 0x3d || byte < 0x20 || byte > 0x7e
          ? `=${byte.toString(16).toUpperCase().padStart(2, '0')}`
          : String.fromCharCode(byte),
      );
      return softBroken(encoded);
    })
    .join('\r\n');
}

/** Lines of at most 76 characters; no encoded byte is torn apart. */
function softBroken(tokens: readonly string[]): string {
  let text = '';
  let column = 0;
  for (const token of tokens) {
    if (column + token.length > 75) {
      text += '=\r\n';
      column = 0;
    }
    text += token;
    column += token.length;
  }
  return text.replace(/ $/, '=20');
}

function personText({ name, address }: Person): string {
  const isPlain = /^[\w .-]*$/.test(name);
  return `${isPlain ? `"${name}"` : wordsText(name)} <${address}>`;
}

/** Encoded words (RFC 2047) of at most 45 bytes each, where the text is not plain ASCII. */
function wordsText(text: string): string {
  if (/^[\x20-\x7e]*$/.test(text)) return text;
  const words: string[] = [];
  let word = '';
  for (const character of text) {
    if (Buffer.byteLength(word + character) > 42) {
      words.push(word);
      word = '';
    }
    word += character;
  }
  return [...words, word].map((one) => `=?utf-8?B?${Buffer.from(one).toString('base64')}?=`).join('\r\n ');
}

function dateText(at: Instant): string {
  // The company sits in a zone two hours east of Greenwich.
  const local = new Date(instant(at + 7_200_000)).toUTCString().replace('GMT', '+0200');
  return local;
}

function domainOf(person: Person): string {
  return person.address.slice(person.address.indexOf('@') + 1);
}
