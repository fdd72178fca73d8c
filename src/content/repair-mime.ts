/**
 * Puts right what strict servers refuse in a message, and nothing else: bytes that no mail may hold, line ends, 8-bit
 * bytes in the header, lines without end, and an end that is cut off.
 */
import { OpenMultiparts } from './open-multiparts.ts';

/** RFC 5322 §2.1.1: no line is longer, its CRLF not counted. */
const LINE_BYTES_MAX = 998;
const NUL = 0x00;
const LF = 0x0a;
const CR = 0x0d;
const SPACE = 0x20;
const TAB = 0x09;
const CRLF = Buffer.from('\r\n');

export type RepairKind = 'NUL bytes' | 'line ends' | '8-bit header' | 'long lines' | 'final boundary';

export interface Repair {
  /** What was wrong; never empty. */
  readonly what: readonly RepairKind[];
  /** Bytes of the repaired message. */
  readonly length: number;
  /** Repairs the same bytes again while they stream through. */
  apply(bytes: ByteStream): AsyncIterable<Buffer>;
}

type ByteStream = Iterable<Uint8Array> | AsyncIterable<Uint8Array>;

/** Looks a message through; null when there is nothing to repair. Reads it once, holds none of it. */
export async function repairMime(message: { open(): ByteStream }): Promise<Repair | null> {
  const repairer = new Repairer();
  let length = 0;
  for await (const piece of message.open()) length += repairer.take(Buffer.from(piece)).byteLength;
  length += repairer.end().byteLength;
  if (repairer.what.size === 0) return null;
  return { what: [...repairer.what].sort(), length, apply };
}

async function* apply(bytes: ByteStream): AsyncGenerator<Buffer> {
  const repairer = new Repairer();
  for await (const piece of bytes) {
    const repaired = repairer.take(Buffer.from(piece));
    if (repaired.byteLength > 0) yield repaired;
  }
  const rest = repairer.end();
  if (rest.byteLength > 0) yield rest;
}

class Repairer {
  readonly what = new Set<RepairKind>();
  /** The line that is not ended yet; never longer than a line may be, but for the header's. */
  #line: number[] = [];
  #isHeader = true;
  #lastWasCr = false;
  readonly #multiparts = new OpenMultiparts();

  take(bytes: Buffer): Buffer {
    const out: Buffer[] = [];
    for (const byte of bytes) this.#takeByte(byte, out);
    return Buffer.concat(out);
  }

  /** What is left when the message has ended. */
  end(): Buffer {
    const out: Buffer[] = [];
    if (this.#lastWasCr || this.#line.length > 0) {
      this.what.add('line ends');
      this.#endLine(out);
    }
    for (const boundary of this.#multiparts.unclosed) {
      this.what.add('final boundary');
      out.push(Buffer.from(`--${boundary}--\r\n`, 'latin1'));
    }
    return Buffer.concat(out);
  }

  #takeByte(byte: number, out: Buffer[]): void {
    const afterCr = this.#lastWasCr;
    this.#lastWasCr = false;
    if (byte === LF) {
      if (!afterCr) this.what.add('line ends');
      this.#endLine(out);
      return;
    }
    if (afterCr) {
      this.what.add('line ends');
      this.#endLine(out);
    }
    if (byte === CR) this.#lastWasCr = true;
    else if (byte === NUL) this.what.add('NUL bytes');
    else this.#append(byte, out);
  }

  #append(byte: number, out: Buffer[]): void {
    this.#line.push(byte);
    if (this.#line.length <= LINE_BYTES_MAX) return;
    this.what.add('long lines');
    // At a blank where there is one, so that no word is cut; a header goes on in a folded line.
    const blank = Math.max(this.#line.lastIndexOf(SPACE), this.#line.lastIndexOf(TAB));
    const isHeader = this.#isHeader;
    const cut = blank > LINE_BYTES_MAX / 2 ? blank : LINE_BYTES_MAX - 1;
    const rest = this.#line.splice(cut);
    this.#flush(out);
    this.#line = isHeader && rest[0] !== SPACE && rest[0] !== TAB ? [SPACE, ...rest] : rest;
  }

  #endLine(out: Buffer[]): void {
    if (this.#line.length === 0) this.#isHeader = false;
    this.#flush(out);
  }

  #flush(out: Buffer[]): void {
    const line = Buffer.from(this.#line);
    this.#line = [];
    this.#multiparts.take(line.toString('latin1'));
    if (this.#isHeader && line.some((byte) => byte >= 0x80)) {
      this.what.add('8-bit header');
      out.push(encodedHeader(line), CRLF);
    } else out.push(line, CRLF);
  }
}

/** Runs of 8-bit words as encoded words (RFC 2047): of UTF-8 if they are that, else of Windows-1252. */
function encodedHeader(line: Buffer): Buffer {
  const text = line.toString('latin1');
  const colon = text.indexOf(':');
  const isField = /^[\x21-\x39\x3b-\x7e]+:/.test(text);
  const name = isField ? text.slice(0, colon + 1) : '';
  const value = text.slice(name.length);
  const encoded = value.replace(
    /[^\s<>"(),;@]*[\x80-\xff][^\s<>"(),;@]*(?:[ \t]+[^\s<>"(),;@]*[\x80-\xff][^\s<>"(),;@]*)*/g,
    (run) => encodedWords(Buffer.from(run, 'latin1')),
  );
  return Buffer.from(name + encoded, 'latin1');
}

/** RFC 2047 §2: an encoded word has at most 75 characters and holds whole characters. */
const WORD_BYTES_MAX = 39;

function encodedWords(bytes: Buffer): string {
  const utf8 = bytes.toString('utf8');
  const isUtf8 = !utf8.includes('�');
  if (!isUtf8) return wordsOf(pieces([...bytes].map((byte) => Buffer.of(byte))), 'windows-1252');
  return wordsOf(pieces(Array.from(utf8, (character) => Buffer.from(character))), 'utf-8');
}

function pieces(characters: readonly Buffer[]): Buffer[] {
  const words: Buffer[] = [];
  let word: Buffer[] = [];
  let length = 0;
  for (const character of characters) {
    if (length + character.byteLength > WORD_BYTES_MAX) {
      words.push(Buffer.concat(word));
      word = [];
      length = 0;
    }
    word.push(character);
    length += character.byteLength;
  }
  return [...words, Buffer.concat(word)];
}

function wordsOf(words: readonly Buffer[], charset: string): string {
  return words.map((word) => `=?${charset}?B?${word.toString('base64')}?=`).join('\r\n ');
}
