/**
 * The lines of an iCalendar or vCard file with what they begin with. A photo may be one line of many megabytes, so only
 * the first bytes of a line are ever held.
 */
import type { Window } from './bytes.ts';

/** What is held of an unfolded line. A UID of 255 characters with its parameters fits. */
export const LINE_HEAD_BYTES = 2048;

export interface ScannedLine {
  /** Where its first byte is, and the first byte behind its line end. */
  readonly start: number;
  readonly end: number;
  /** Its first bytes, unfolded, without the line end. Only good until the next line is taken. */
  readonly head: Buffer;
  /** Counts physical lines from 1. */
  readonly number: number;
}

const LF = 0x0a;
const CR = 0x0d;
const SPACE = 0x20;
const TAB = 0x09;
const NOTHING = Buffer.alloc(0);

/** Calls `take` for each logical line between two places, in order. */
export async function scanLines(
  window: Window,
  [from, until]: readonly [number, number],
  take: (line: ScannedLine) => void,
  signal: AbortSignal,
): Promise<void> {
  const scanner = new Scanner(from, take);
  for await (const piece of window.range(from, until)) {
    signal.throwIfAborted();
    scanner.write(piece);
  }
  scanner.end();
}

class Scanner {
  readonly #take: (line: ScannedLine) => void;
  /** CR for the files of an old Mac, which end their lines with it alone. Unknown before the first piece. */
  #lineEnd: number | null = null;
  #at: number;
  /** Of the logical line under way. */
  #start: number;
  #startNumber = 1;
  #head: Buffer = NOTHING;
  #isEmpty = true;
  #number = 1;
  /** Within the physical line under way nothing was seen yet. */
  #isFresh = true;

  constructor(from: number, take: (line: ScannedLine) => void) {
    this.#take = take;
    this.#at = from;
    this.#start = from;
  }

  write(piece: Buffer): void {
    this.#lineEnd ??= !piece.includes(LF) && piece.includes(CR) ? CR : LF;
    for (let at = 0; at < piece.length; ) {
      if (this.#isFresh) this.#beginLine(piece, at);
      const found = piece.indexOf(this.#lineEnd, at);
      const until = found < 0 ? piece.length : found + 1;
      this.#keep(piece, at, found < 0 ? until : found);
      this.#isFresh = found >= 0;
      if (found >= 0) this.#number += 1;
      this.#at += until - at;
      at = until;
    }
    // The piece belongs to somebody else afterwards.
    this.#head = Buffer.from(this.#head);
  }

  end(): void {
    if (!this.#isEmpty) this.#give();
  }

  #beginLine(piece: Buffer, at: number): void {
    const first = piece[at];
    const isFolded = first === SPACE || first === TAB;
    if (isFolded && !this.#isEmpty) return;
    if (!this.#isEmpty) this.#give();
    this.#start = this.#at;
    this.#startNumber = this.#number;
    this.#head = NOTHING;
    this.#isEmpty = false;
  }

  #keep(piece: Buffer, at: number, until: number): void {
    const room = LINE_HEAD_BYTES - this.#head.length;
    if (room <= 0) return;
    const isFolded = this.#isFresh && this.#head.length > 0;
    const from = isFolded ? at + 1 : at;
    const bytes = piece.subarray(from, Math.min(until, from + room));
    if (this.#head.length === 0) this.#head = bytes;
    else this.#head = Buffer.concat([withoutCr(this.#head), bytes]);
  }

  #give(): void {
    this.#take({ start: this.#start, end: this.#at, head: withoutCr(this.#head), number: this.#startNumber });
    this.#isEmpty = true;
  }
}

function withoutCr(head: Buffer): Buffer {
  let length = head.length;
  while (length > 0 && head[length - 1] === CR) length -= 1;
  return length === head.length ? head : head.subarray(0, length);
}
