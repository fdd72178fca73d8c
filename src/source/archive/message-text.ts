/**
 * A stored message turned into what RFC 5322 calls one: every line ends with CRLF, the quoting of mbox is undone, and the
 * fields in which mbox keeps flags are gone. It works on a stream and holds no more than the start of one line.
 */

export interface TextRules {
  /** Lines `>From `, `>>From ` … lose one `>`. */
  readonly unquotes: boolean;
  /** Leaves out the fields that are the store's own and not the sender's. */
  readonly stripsMarks: boolean;
  /** Gives the last line an end where it has none. */
  readonly endsLastLine: boolean;
  /** Every line ends with CRLF; otherwise lines end as they are. */
  readonly mendsLineEnds: boolean;
}

/** A message as programs save it. */
export const AS_SAVED: TextRules = { unquotes: false, stripsMarks: false, endsLastLine: false, mendsLineEnds: true };
/** A message whose every byte is known to be right. */
export const AS_IT_IS: TextRules = { ...AS_SAVED, mendsLineEnds: false };

/** Fields in which mbox stores keep what IMAP keeps beside the message, in lower case. */
const MARK_FIELDS: ReadonlySet<string> = new Set([
  'status',
  'x-status',
  'x-keywords',
  'x-uid',
  'x-imap',
  'x-imapbase',
  'content-length',
  'x-mozilla-status',
  'x-mozilla-status2',
  'x-mozilla-keys',
]);
/** What must be seen of a header line to know its field. */
const FIELD_CHARS_MAX = Math.max(...[...MARK_FIELDS].map((name) => name.length)) + 2;
/** Quoting deeper than this is no quoting of mbox. */
const QUOTES_MAX = 1000;
const FROM = Buffer.from('From ', 'latin1');

const LF = 0x0a;
const CR = 0x0d;
const QUOTE = 0x3e;
const SPACE = 0x20;
const TAB = 0x09;
const NOTHING = Buffer.alloc(0);

type Verdict = 'keep' | 'drop' | 'unquote' | 'unknown';

export class MessageText {
  readonly #rules: TextRules;
  #isHeader: boolean;
  #isAtLineStart = true;
  #isDropping = false;
  #last = LF;
  /** The start of a line that is too short to be judged. */
  #held: Buffer = NOTHING;
  readonly #roomFor: (length: number) => Buffer;

  /** `roomFor` gives memory for the next bytes of the result; it may be the same each time. */
  constructor(rules: TextRules, roomFor: (length: number) => Buffer) {
    this.#rules = rules;
    this.#roomFor = roomFor;
    this.#isHeader = rules.stripsMarks;
  }

  /** The next bytes of the result, good until the next call. The input may be used again. */
  write(bytes: Buffer): Buffer {
    return this.#take(bytes, false);
  }

  end(): Buffer {
    const rest = this.#take(NOTHING, true);
    const isOpen = this.#rules.endsLastLine && this.#last !== LF;
    return isOpen ? Buffer.concat([rest, Buffer.from(this.#last === CR ? '\n' : '\r\n')]) : rest;
  }

  #take(bytes: Buffer, isEnd: boolean): Buffer {
    const from = this.#held.length === 0 ? bytes : Buffer.concat([this.#held, bytes]);
    this.#held = NOTHING;
    // An empty line of one byte becomes two.
    const to = this.#roomFor(from.length * 2);
    let length = 0;
    let last = this.#last;
    const mends = this.#rules.mendsLineEnds;
    for (let at = 0; at < from.length; ) {
      if (this.#isAtLineStart) {
        const verdict = this.#judge(from, at, isEnd);
        if (verdict === 'unknown') {
          this.#held = Buffer.from(from.subarray(at));
          break;
        }
        this.#isAtLineStart = false;
        this.#isDropping = verdict === 'drop';
        if (verdict === 'unquote') at += 1;
      }
      const lineEnd = from.indexOf(LF, at);
      const until = lineEnd < 0 ? from.length : lineEnd;
      if (!this.#isDropping) {
        if (until > at) last = from[until - 1] ?? LF;
        length += from.copy(to, length, at, until);
        if (lineEnd >= 0) {
          if (last !== CR && mends) to[length++] = CR;
          to[length++] = LF;
          last = LF;
        }
      }
      at = until + 1;
      this.#isAtLineStart = lineEnd >= 0;
    }
    this.#last = last;
    return to.subarray(0, length);
  }

  #judge(from: Buffer, at: number, isEnd: boolean): Verdict {
    if (this.#isHeader) return this.#judgeField(from, at, isEnd);
    if (!this.#rules.unquotes || from[at] !== QUOTE) return 'keep';
    let quotes = at;
    while (from[quotes] === QUOTE && quotes - at < QUOTES_MAX) quotes += 1;
    const after = from.subarray(quotes, quotes + FROM.length);
    if (after.equals(FROM)) return 'unquote';
    const mayGoOn = !isEnd && quotes - at < QUOTES_MAX && after.equals(FROM.subarray(0, after.length));
    return mayGoOn ? 'unknown' : 'keep';
  }

  #judgeField(from: Buffer, at: number, isEnd: boolean): Verdict {
    const first = from[at];
    if (first === LF || (first === CR && from[at + 1] === LF)) {
      this.#isHeader = false;
      return 'keep';
    }
    if (first === SPACE || first === TAB) return this.#isDropping ? 'drop' : 'keep';
    const start = from.subarray(at, at + FIELD_CHARS_MAX).toString('latin1');
    const found = /^([!-9;-~]+)[ \t]*([:\n])/.exec(start);
    if (found !== null) return found[2] === ':' && MARK_FIELDS.has((found[1] ?? '').toLowerCase()) ? 'drop' : 'keep';
    return !isEnd && from.length - at < FIELD_CHARS_MAX && !start.includes('\n') ? 'unknown' : 'keep';
  }
}
