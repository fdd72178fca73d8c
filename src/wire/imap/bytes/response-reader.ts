/**
 * Cuts the bytes of a server into responses (RFC 9051 §9, `response`). Knows lines and literals, and nothing of what
 * they say. The same bytes give the same responses however they are cut into chunks.
 */
import { ImapProtocolError } from '../errors.ts';
import type { ImapLimits } from '../limits.ts';

/** One response: its text, cut where literals stand. `texts` is always one longer than `literals`. */
export interface RawResponse {
  /** One character a byte. Every text but the last ends with the announcement of its literal. */
  readonly texts: string[];
  /** Null for a literal that was given to a taker. */
  readonly literals: (Buffer | null)[];
}

/** Takes the bytes of one literal as they arrive. */
export interface LiteralTaker {
  write(bytes: Buffer): void;
  end(): void;
}

export interface ResponseSink {
  response(response: RawResponse): void;
  /** Asked at the start of each literal: hold it in memory, or give it to a taker. Throws when it is too much. */
  literal(before: RawResponse, sizeBytes: number): 'hold' | LiteralTaker;
}

type Held = { readonly bytes: Buffer; filled: number };

const LF = 0x0a;
const CR = 0x0d;
const CLOSING_BRACE = 0x7d;

export class ResponseReader {
  readonly #sink: ResponseSink;
  readonly #limits: Pick<ImapLimits, 'lineBytesMax' | 'literalsMax'>;
  #current: RawResponse = { texts: [], literals: [] };
  /** Bytes of text of the current response, finished and unfinished. */
  #textBytes = 0;
  #unfinished: Buffer[] = [];
  #literalLeft = 0;
  #held: Held | null = null;
  #taker: LiteralTaker | null = null;
  #stopped = false;

  constructor(sink: ResponseSink, limits: Pick<ImapLimits, 'lineBytesMax' | 'literalsMax'>) {
    this.#sink = sink;
    this.#limits = limits;
  }

  /** True when nothing of a next response has arrived. */
  get isBetweenResponses(): boolean {
    return this.#textBytes === 0 && this.#literalLeft === 0 && this.#current.texts.length === 0;
  }

  /** Reads no further than the response that is being given out now; `feed` returns what is left. */
  stop(): void {
    this.#stopped = true;
  }

  /** Gives out every response that `chunk` completes. Returns the bytes behind a `stop`, which are otherwise none. */
  feed(chunk: Buffer): Buffer {
    let at = 0;
    while (at < chunk.length && !this.#stopped) {
      at = this.#literalLeft > 0 ? this.#feedLiteral(chunk, at) : this.#feedText(chunk, at);
    }
    return chunk.subarray(at);
  }

  #feedText(chunk: Buffer, from: number): number {
    const end = chunk.indexOf(LF, from);
    const upTo = end === -1 ? chunk.length : end;
    this.#textBytes += upTo - from;
    if (this.#textBytes > this.#limits.lineBytesMax) {
      throw new ImapProtocolError(`one answer had more than ${this.#limits.lineBytesMax} bytes`);
    }
    if (end === -1) {
      this.#unfinished.push(chunk.subarray(from));
      return chunk.length;
    }
    this.#endText(this.#unfinished.length === 0 ? textOf(chunk, from, end) : this.#joined(chunk.subarray(from, end)));
    return end + 1;
  }

  #joined(last: Buffer): string {
    const all = Buffer.concat([...this.#unfinished, last]);
    this.#unfinished = [];
    return textOf(all, 0, all.length);
  }

  #endText(text: string): void {
    const { texts, literals } = this.#current;
    texts.push(text);
    const sizeBytes = text.charCodeAt(text.length - 1) === CLOSING_BRACE ? literalSize(text, texts.length === 1) : null;
    if (sizeBytes === null) return this.#endResponse();
    if (literals.length >= this.#limits.literalsMax) {
      throw new ImapProtocolError(`one answer had more than ${this.#limits.literalsMax} literals`);
    }
    const taking = this.#sink.literal(this.#current, sizeBytes);
    this.#literalLeft = sizeBytes;
    if (taking === 'hold') {
      this.#held = sizeBytes === 0 ? null : { bytes: EMPTY, filled: 0 };
      if (sizeBytes === 0) literals.push(EMPTY);
      return;
    }
    this.#taker = taking;
    if (sizeBytes === 0) this.#endTaken(taking);
  }

  #endResponse(): void {
    const response = this.#current;
    this.#current = { texts: [], literals: [] };
    this.#textBytes = 0;
    this.#sink.response(response);
  }

  #feedLiteral(chunk: Buffer, from: number): number {
    const upTo = Math.min(chunk.length, from + this.#literalLeft);
    const taker = this.#taker;
    if (taker !== null) {
      this.#literalLeft -= upTo - from;
      taker.write(chunk.subarray(from, upTo));
      if (this.#literalLeft === 0) this.#endTaken(taker);
    } else this.#hold(chunk, from, upTo);
    return upTo;
  }

  #endTaken(taker: LiteralTaker): void {
    this.#taker = null;
    this.#current.literals.push(null);
    taker.end();
  }

  #hold(chunk: Buffer, from: number, upTo: number): void {
    const { literals } = this.#current;
    const isWhole = this.#held?.filled === 0 && upTo - from === this.#literalLeft;
    if (isWhole) {
      // Most small messages arrive in one chunk: no copy.
      literals.push(chunk.subarray(from, upTo));
    } else {
      if (this.#held === null || this.#held.filled === 0) {
        this.#held = { bytes: Buffer.allocUnsafeSlow(this.#literalLeft), filled: 0 };
      }
      this.#held.filled += chunk.copy(this.#held.bytes, this.#held.filled, from, upTo);
    }
    this.#literalLeft -= upTo - from;
    if (this.#literalLeft > 0) return;
    if (!isWhole && this.#held !== null) literals.push(this.#held.bytes);
    this.#held = null;
  }
}

const EMPTY = Buffer.alloc(0);

function textOf(bytes: Buffer, from: number, end: number): string {
  return bytes.toString('latin1', from, end > from && bytes[end - 1] === CR ? end - 1 : end);
}

/** The size a text announces at its end, or null when what looks like an announcement is none. */
function literalSize(text: string, isFirst: boolean): number | null {
  const announced = /\{(\d{1,20})\+?\}$/.exec(text);
  if (announced === null) return null;
  // The human text of a status response may end with anything (RFC 9051 §7.1).
  if (isFirst && !/^\* (?!(?:OK|NO|BAD|BYE|PREAUTH)\b)/i.test(text)) return null;
  if (isWithinQuotes(text, announced.index)) return null;
  return Number(announced[1]);
}

/** A literal cannot begin inside a quoted string; such a text is left to the grammar, which refuses it. */
function isWithinQuotes(text: string, at: number): boolean {
  let isQuoted = false;
  for (let i = 0; i < at; i++) {
    const char = text.charCodeAt(i);
    if (char === 0x22) isQuoted = !isQuoted;
    else if (char === 0x5c && isQuoted) i += 1;
  }
  return isQuoted;
}
