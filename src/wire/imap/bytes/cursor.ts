/**
 * Reads one response by the grammar of RFC 9051 §9. Methods are named after its rules and fail with ImapProtocolError
 * where something else stands. Strings are given back one character a byte.
 */
import { ImapProtocolError } from '../errors.ts';
import type { RawResponse } from './response-reader.ts';

const SP = 0x20;
const QUOTE = 0x22;
const OPEN = 0x28;
const CLOSE = 0x29;
const BACKSLASH = 0x5c;
const BRACE = 0x7b;
const TILDE = 0x7e;
const ANNOUNCEMENT = /^~?\{\d+\+?\}$/;

export class Cursor {
  readonly #response: RawResponse;
  readonly #nestingMax: number;
  #text: string;
  /** Which literal stands at the end of the current text. */
  #literal = 0;
  #at = 0;

  constructor(response: RawResponse, nestingMax: number) {
    this.#response = response;
    this.#nestingMax = nestingMax;
    this.#text = response.texts[0] ?? '';
  }

  /** True behind the last character; spaces at the end do not count (Exchange and QQ send them). */
  get isAtEnd(): boolean {
    this.spaces();
    return this.#at >= this.#text.length && this.#literal >= this.#response.literals.length;
  }

  /** True at the announcement of a literal that has not arrived yet. */
  get isAtLastLiteral(): boolean {
    return this.#literal >= this.#response.literals.length && ANNOUNCEMENT.test(this.#text.slice(this.#at));
  }

  /** Skips spaces, also more than one and none: servers differ in both directions. */
  spaces(): void {
    while (this.#text.charCodeAt(this.#at) === SP) this.#at += 1;
  }

  /** True and behind it when `char` stands here. */
  take(char: string): boolean {
    if (this.#text.charCodeAt(this.#at) !== char.charCodeAt(0)) return false;
    this.#at += 1;
    return true;
  }

  expect(char: string): void {
    if (!this.take(char)) this.refuse(`'${char}'`);
  }

  isAt(char: string): boolean {
    return this.#text.charCodeAt(this.#at) === char.charCodeAt(0);
  }

  /** Everything up to a space, parenthesis or quote: an atom, a flag, a number, whatever characters servers put in them. */
  word(): string {
    const from = this.#at;
    while (this.#at < this.#text.length && !endsWord(this.#text.charCodeAt(this.#at))) this.#at += 1;
    if (this.#at === from) this.refuse('a word');
    return this.#text.slice(from, this.#at);
  }

  /** The name of a FETCH item in capitals, its section in brackets included: `BODY[HEADER.FIELDS (DATE)]<0>`. */
  itemName(): string {
    const from = this.#at;
    while (this.#at < this.#text.length) {
      const char = this.#text.charCodeAt(this.#at);
      if (char === 0x5b) {
        const end = this.#text.indexOf(']', this.#at);
        if (end === -1) this.refuse(']');
        this.#at = end + 1;
      } else if (endsWord(char)) break;
      else this.#at += 1;
    }
    if (this.#at === from) this.refuse('an item name');
    return this.#text.slice(from, this.#at).toUpperCase();
  }

  /** A number that a double holds exactly. Larger ones are refused. */
  number(): number {
    const word = this.word();
    const value = /^\d{1,16}$/.test(word) ? Number(word) : Number.NaN;
    if (!Number.isSafeInteger(value)) throw new ImapProtocolError(`"${excerpt(word)}" stood where a number belongs`);
    return value;
  }

  /** mod-sequence-value of RFC 7162: 63 bits. Negative ones (Zoho) count as 0. */
  modseq(): bigint {
    const word = this.word();
    if (/^-\d{1,20}$/.test(word)) return 0n;
    if (!/^\d{1,20}$/.test(word)) throw new ImapProtocolError(`"${excerpt(word)}" stood where a mod-sequence belongs`);
    return BigInt(word);
  }

  /** astring or nstring: a quoted string, a literal, or a bare word; NIL (unquoted) is null. */
  nstring(): string | null {
    const char = this.#text.charCodeAt(this.#at);
    if (char === QUOTE) return this.#quoted();
    if (char === BRACE || char === TILDE) return this.literal()?.toString('latin1') ?? null;
    const word = this.word();
    return word.length === 3 && word.toUpperCase() === 'NIL' ? null : word;
  }

  /** As nstring, but a bare NIL is the name "NIL". */
  astring(): string {
    const from = this.#at;
    return this.nstring() ?? this.#text.slice(from, this.#at);
  }

  /** nstring as bytes. `null` for NIL, 'taken' for a literal that was streamed. */
  nbytes(): Buffer | null | 'taken' {
    const char = this.#text.charCodeAt(this.#at);
    if (char === BRACE || char === TILDE) return this.literal() ?? 'taken';
    const value = this.nstring();
    return value === null ? null : Buffer.from(value, 'latin1');
  }

  /** The held literal announced here; null when it was given to a taker. */
  literal(): Buffer | null {
    const { literals, texts } = this.#response;
    const announced = ANNOUNCEMENT.test(this.#text.slice(this.#at));
    const next = texts[this.#literal + 1];
    const bytes = literals[this.#literal];
    if (!announced || next === undefined || bytes === undefined) this.refuse('a literal');
    this.#literal += 1;
    this.#text = next ?? '';
    this.#at = 0;
    return bytes ?? null;
  }

  /** Calls `element` for each element of the list that begins here. Spaces between elements may be missing or doubled. */
  list(element: () => void): void {
    this.expect('(');
    for (;;) {
      this.spaces();
      if (this.take(')')) return;
      const before = this.#at;
      const text = this.#text;
      element();
      if (this.#at === before && this.#text === text) this.refuse('an element of a list');
    }
  }

  /** Skips one value of any form, lists within lists included. */
  skipValue(): void {
    let depth = 0;
    do {
      this.spaces();
      const char = this.#text.charCodeAt(this.#at);
      if (char === OPEN) {
        depth += 1;
        this.#at += 1;
        if (depth > this.#nestingMax)
          throw new ImapProtocolError(`lists were nested more than ${this.#nestingMax} deep`);
      } else if (char === CLOSE && depth > 0) {
        depth -= 1;
        this.#at += 1;
      } else this.nbytes();
    } while (depth > 0);
  }

  /** The parenthesised list here as text without its parentheses, when it holds neither lists nor strings; else null. */
  flatList(): string | null {
    if (!this.isAt('(')) return null;
    const end = this.#text.indexOf(')', this.#at);
    if (end === -1) return null;
    const inside = this.#text.slice(this.#at + 1, end);
    if (inside.includes('(') || inside.includes('"')) return null;
    this.#at = end + 1;
    return inside;
  }

  /** All that is left of the current text. */
  rest(): string {
    const rest = this.#text.slice(this.#at);
    this.#at = this.#text.length;
    return rest;
  }

  refuse(wanted: string): never {
    const found = this.#text.slice(this.#at, this.#at + 40);
    throw new ImapProtocolError(`${wanted} was expected and "${excerpt(found)}" found`);
  }

  #quoted(): string {
    const from = this.#at + 1;
    let hasEscapes = false;
    for (let i = from; i < this.#text.length; i++) {
      const char = this.#text.charCodeAt(i);
      if (char === BACKSLASH) {
        hasEscapes = true;
        i += 1;
      } else if (char === QUOTE) {
        this.#at = i + 1;
        const inside = this.#text.slice(from, i);
        return hasEscapes ? inside.replace(/\\(.)/gs, '$1') : inside;
      }
    }
    return this.refuse('the end of a quoted string');
  }
}

function endsWord(char: number): boolean {
  return char === SP || char === OPEN || char === CLOSE || char === QUOTE;
}

/** Short and printable, for error texts. */
function excerpt(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, '?').slice(0, 60);
}
