/** Arguments of a command as a tree: atoms, strings, literals and lists (RFC 9051 §9). */
import type { CommandPart, Literal } from './wire-input.ts';

export type Token =
  | { readonly is: 'atom'; readonly text: string }
  | { readonly is: 'string'; readonly text: string }
  | { readonly is: 'literal'; readonly literal: Literal }
  | { readonly is: 'list'; readonly items: readonly Token[] };

/** The command cannot be understood: answered BAD, and the session goes on. */
export class SyntaxProblem extends Error {
  override readonly name = 'SyntaxProblem';
}

const NESTING_MAX = 20;

/** Splits `NAME arguments…`; a command after UID keeps both words in its name. */
export function parseCommand(parts: readonly CommandPart[]): { name: string; tokens: readonly Token[] } {
  const [first, ...rest] = parts;
  const matched = typeof first === 'string' ? /^((?:UID )?[A-Z0-9]+)(?: |$)(.*)$/is.exec(first) : null;
  if (matched === null) throw new SyntaxProblem('no command name');
  const [, name = '', text = ''] = matched;
  return { name: name.toUpperCase(), tokens: new Tokens([text, ...rest]).all() };
}

class Tokens {
  readonly #parts: readonly CommandPart[];
  #part = 0;
  #at = 0;

  constructor(parts: readonly CommandPart[]) {
    this.#parts = parts;
  }

  all(): readonly Token[] {
    const tokens: Token[] = [];
    for (;;) {
      this.#skipSpaces();
      if (this.#isAtEnd()) return tokens;
      tokens.push(this.#token(0));
    }
  }

  #token(depth: number): Token {
    if (depth > NESTING_MAX) throw new SyntaxProblem('lists too deep');
    const part = this.#parts[this.#part];
    if (part === undefined) throw new SyntaxProblem('ends early');
    if (typeof part !== 'string') {
      this.#part += 1;
      this.#at = 0;
      return { is: 'literal', literal: part };
    }
    const next = part[this.#at];
    if (next === '(') return this.#list(depth);
    if (next === '"')
      return { is: 'string', text: this.#match(/"((?:[^"\\\r\n]|\\["\\])*)"/y).replace(/\\(.)/g, '$1') };
    return { is: 'atom', text: this.#match(ATOM) };
  }

  #list(depth: number): Token {
    this.#at += 1;
    const items: Token[] = [];
    for (;;) {
      this.#skipSpaces();
      const part = this.#parts[this.#part];
      if (typeof part === 'string' && part[this.#at] === ')') {
        this.#at += 1;
        return { is: 'list', items };
      }
      items.push(this.#token(depth + 1));
    }
  }

  #match(pattern: RegExp): string {
    const part = this.#parts[this.#part];
    pattern.lastIndex = this.#at;
    const matched = typeof part === 'string' ? pattern.exec(part) : null;
    if (matched === null) throw new SyntaxProblem(`unexpected character at ${this.#at}`);
    this.#at = pattern.lastIndex;
    return matched[1] ?? matched[0];
  }

  #skipSpaces(): void {
    for (;;) {
      const part = this.#parts[this.#part];
      if (typeof part !== 'string') return;
      while (part[this.#at] === ' ') this.#at += 1;
      if (this.#at < part.length) return;
      this.#part += 1;
      this.#at = 0;
    }
  }

  #isAtEnd(): boolean {
    return this.#part >= this.#parts.length;
  }
}

/** Atoms, flags, sequence sets, LIST patterns, and `BODY.PEEK[HEADER.FIELDS (From)]<0.100>` as one. */
const ATOM = /(?:[^ ()"[\]{}\r\n]|\[[^\]\r\n]*\])+/y;

/** The text of an atom, string or literal. */
export function textOf(token: Token | undefined): string {
  if (token?.is === 'atom' || token?.is === 'string') return token.text;
  if (token?.is === 'literal' && token.literal.bytes !== null) return token.literal.bytes.toString('latin1');
  throw new SyntaxProblem('expected a string');
}

/** The text of an atom in upper case. */
export function wordOf(token: Token | undefined): string {
  if (token?.is !== 'atom') throw new SyntaxProblem('expected a word');
  return token.text.toUpperCase();
}

export function itemsOf(token: Token | undefined): readonly Token[] {
  if (token?.is !== 'list') throw new SyntaxProblem('expected a list');
  return token.items;
}

/** A whole number up to 2^53, as MODSEQ values are. */
export function numberOf(token: Token | undefined): number {
  const text = token?.is === 'atom' ? token.text : '';
  const value = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(value)) throw new SyntaxProblem('expected a number');
  return value;
}

/** Inclusive ranges of `1:5,7,9:*`; `*` is `last`. */
export function rangesOf(text: string, last: number): readonly (readonly [number, number])[] {
  return text.split(',').map((range) => {
    const ends = range.split(':').map((end) => {
      if (end === '*') return last;
      if (!/^[1-9]\d{0,9}$/.test(end)) throw new SyntaxProblem('expected a set of numbers');
      return Number(end);
    });
    const [first = 0, second = first] = ends;
    if (ends.length > 2) throw new SyntaxProblem('expected a set of numbers');
    return first <= second ? [first, second] : [second, first];
  });
}

/** `17-Jul-1996 02:44:25 -0700` as milliseconds since 1970 (RFC 9051 §9, date-time). */
export function parseDateTime(text: string): number {
  const matched = /^([ \d]\d)-([A-Z][a-z]{2})-(\d{4}) (\d\d):(\d\d):(\d\d) ([+-])(\d\d)(\d\d)$/.exec(text);
  const month = MONTHS.indexOf(matched?.[2] ?? '');
  if (matched === null || month < 0) throw new SyntaxProblem('expected a date and time');
  const [day, year, hour, minute, second, zoneHours, zoneMinutes] = [1, 3, 4, 5, 6, 8, 9].map((at) =>
    Number(matched[at]),
  );
  const zone = (Number(zoneHours) * 60 + Number(zoneMinutes)) * (matched[7] === '-' ? -1 : 1);
  return Date.UTC(Number(year), month, Number(day), Number(hour), Number(minute) - zone, Number(second));
}

export function formatDateTime(at: number): string {
  const [, , day = '', month = '', year = '', time = ''] =
    /^(\w+), (\d+) (\w+) (\d+) ([\d:]+)/.exec(new Date(at).toUTCString()) ?? [];
  return `${day}-${month}-${year} ${time} +0000`;
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** A string as the server sends it: quoted where it can be. */
export function quoted(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`;
}
