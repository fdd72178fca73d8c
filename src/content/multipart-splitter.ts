/** Cuts the body of a multipart at its boundary lines (RFC 2046 §5.1) as the bytes stream past. */
import type { Sink } from './transfer-encoding.ts';

export interface PartSinks {
  /** The sink of the next part, or null when no more parts are wanted: then what follows belongs to the last one. */
  part(child: number): Sink | null;
  /** Asked for once, when the whole body held no boundary line at all; gets the body. */
  unsplit(): Sink;
  /** The body was closed before it began: there is no part at all. */
  empty(): void;
}

/** White space that may follow a boundary on its line (RFC 2046 allows any amount; more than this is no boundary line). */
const PADDING_MAX = 200;
/** Of a body without boundary lines, what is kept until it is certain that none comes. */
const PREAMBLE_BYTES_MAX = 1024 * 1024;
const LF = 0x0a;
const CR = 0x0d;
const DASH = 0x2d;
const NOTHING = Buffer.alloc(0);

export class MultipartSplitter implements Sink {
  readonly #boundary: string;
  readonly #lastByte: number;
  readonly #lineMax: number;
  readonly #sinks: PartSinks;
  #current: Sink | null = null;
  #children = 0;
  #isClosed = false;
  #isFull = false;
  #preamble: Buffer[] = [];
  #preambleBytes = 0;
  /** Bytes that may be a line end before a boundary line, or the start of one. */
  #held: Buffer = NOTHING;
  /** Whether #held begins where a line does. */
  #isAtStart = true;

  constructor(boundary: string, sinks: PartSinks) {
    // Trailing white space of a boundary cannot be told from padding on the line (RFC 2046 §5.1.1).
    this.#boundary = `--${Buffer.from(boundary, 'utf8').toString('latin1').trimEnd()}`;
    this.#lastByte = this.#boundary.charCodeAt(this.#boundary.length - 1);
    this.#lineMax = this.#boundary.length + PADDING_MAX;
    this.#sinks = sinks;
  }

  write(bytes: Buffer): void {
    if (this.#isClosed) return;
    if (this.#isFull) this.#current?.write(bytes);
    else this.#split(this.#held.length === 0 ? bytes : Buffer.concat([this.#held, bytes]), false);
  }

  end(): void {
    if (!this.#isClosed && !this.#isFull) this.#split(this.#held, true);
    if (this.#children === 0) {
      if (this.#isClosed) this.#sinks.empty();
      else this.#giveUnsplit();
    }
    this.#current?.end();
    this.#current = null;
  }

  #split(from: Buffer, isLast: boolean): void {
    this.#held = NOTHING;
    let flushed = 0;
    let candidate = this.#isAtStart && from[0] === DASH ? 0 : nextLineOfDashes(from, 0);
    if (this.#isAtStart && from.length < 2 && !isLast) {
      this.#held = Buffer.from(from);
      return;
    }
    while (candidate >= 0) {
      const lineEnd = from.indexOf(LF, candidate);
      const isWhole = lineEnd >= 0 || isLast;
      if (!isWhole && from.length - candidate <= this.#lineMax) break;
      const kind = this.#kindOf(from, candidate, lineEnd < 0 ? from.length : lineEnd);
      if (kind === 'text') candidate = lineEnd < 0 ? -1 : nextLineOfDashes(from, lineEnd);
      else {
        this.#pass(from.subarray(flushed, Math.max(flushed, startOfLineEnd(from, candidate))));
        if (!this.#turn(kind)) return;
        if (this.#isFull) {
          this.#pass(from.subarray(candidate));
          return;
        }
        flushed = lineEnd < 0 ? from.length : lineEnd + 1;
        candidate = from[flushed] === DASH ? flushed : nextLineOfDashes(from, flushed);
      }
    }
    const keep = isLast
      ? from.length
      : candidate >= 0
        ? startOfLineEnd(from, candidate)
        : startOfOpenEnd(from, flushed);
    this.#pass(from.subarray(flushed, Math.max(flushed, keep)));
    this.#isAtStart = keep <= flushed && (flushed > 0 || this.#isAtStart);
    this.#held = Buffer.from(from.subarray(Math.max(flushed, keep)));
  }

  #kindOf(from: Buffer, start: number, end: number): 'text' | 'next' | 'close' {
    if (end - start > this.#lineMax || end - start < this.#boundary.length) return 'text';
    // Most lines of dashes are told apart by one byte, without making a string of them.
    if (from[start + this.#boundary.length - 1] !== this.#lastByte) return 'text';
    const line = from.toString('latin1', start, end).trimEnd();
    if (line === this.#boundary) return 'next';
    return line === `${this.#boundary}--` ? 'close' : 'text';
  }

  /** A boundary line was passed. False when nothing more is to be read. */
  #turn(kind: 'next' | 'close'): boolean {
    if (kind === 'close') {
      this.#current?.end();
      this.#current = null;
      this.#isClosed = true;
      return false;
    }
    const next = this.#sinks.part(this.#children);
    if (next === null) {
      this.#isFull = true;
      return true;
    }
    this.#current?.end();
    this.#preamble = [];
    this.#current = next;
    this.#children += 1;
    return true;
  }

  #pass(bytes: Buffer): void {
    if (bytes.length === 0) return;
    if (this.#current !== null) this.#current.write(bytes);
    else if (this.#children === 0 && this.#preambleBytes < PREAMBLE_BYTES_MAX) {
      this.#preamble.push(Buffer.from(bytes));
      this.#preambleBytes += bytes.length;
    }
  }

  #giveUnsplit(): void {
    const sink = this.#sinks.unsplit();
    for (const bytes of this.#preamble) sink.write(bytes);
    this.#preamble = [];
    sink.end();
  }
}

/** Where the next line that begins with two dashes starts, after a line end at or behind `from`; -1 if none does. */
function nextLineOfDashes(bytes: Buffer, from: number): number {
  const at = bytes.indexOf('\n--', from, 'latin1');
  return at < 0 ? -1 : at + 1;
}

/** The line end before a boundary line belongs to the boundary (RFC 2046 §5.1.1). */
function startOfLineEnd(bytes: Buffer, lineStart: number): number {
  let at = lineStart;
  if (at > 0 && bytes[at - 1] === LF) at -= 1;
  if (at > 0 && at < lineStart && bytes[at - 1] === CR) at -= 1;
  return at;
}

/** Where the bytes at the end begin that can still become a line end and a line of dashes. */
function startOfOpenEnd(bytes: Buffer, from: number): number {
  let at = bytes.length;
  if (at > from && bytes[at - 1] === DASH && (at - 1 === from || bytes[at - 2] === LF)) at -= 1;
  if (at > from && bytes[at - 1] === LF) at -= 1;
  if (at > from && bytes[at - 1] === CR) at -= 1;
  return at;
}
