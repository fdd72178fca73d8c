/** Reads documents that people write in JSON: strictly, and with an error that names the file, the place and what may stand there. */
import { dayOfText } from '../base/civil-days.ts';
import { Failure } from '../base/problem.ts';

/** A text of one line that somebody typed: a name, an address, a reason. */
export const LINE_LENGTH_MAX = 500;

/** A value with the place where it stands. Every method throws usage.invalid where something else stands there. */
export class JsonValue {
  /** The document as people call it: the path of its file. */
  readonly file: string;
  /** `groups[2].needs.outlook`; empty for the whole document. */
  readonly place: string;
  readonly raw: unknown;

  private constructor(file: string, place: string, raw: unknown) {
    this.file = file;
    this.place = place;
    this.raw = raw;
  }

  static parse(text: string, file: string): JsonValue {
    try {
      return new JsonValue(file, '', JSON.parse(text.replace(/^\ufeff/, '')));
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      // Only the place: the words of the parser quote the file, and somebody may have named one with a password.
      const [place = 'from its beginning'] = /line \d+ column \d+/.exec(error.message) ?? [];
      throw new Failure('usage.invalid', {
        what: `${file} is no JSON (${place}).`,
        how: 'Correct the file at that place, or name another one.',
      });
    }
  }

  /** The members of an object by name. Null `known` lets others stand beside those that are read. */
  members(known: readonly string[] | null): (name: string) => JsonValue {
    const { raw } = this;
    if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) return this.refuse('an object is expected here');
    const unknown = known === null ? undefined : Object.keys(raw).find((name) => !known.includes(name));
    if (unknown !== undefined) {
      const place = new JsonValue(this.file, this.placeOf(unknown), null);
      return place.refuse('there is no such thing', `Allowed here: ${known?.join(', ')}.`);
    }
    const members = new Map<string, unknown>(Object.entries(raw));
    return (name) => new JsonValue(this.file, this.placeOf(name), members.get(name));
  }

  list(itemsMax: number): readonly JsonValue[] {
    if (!Array.isArray(this.raw)) return this.refuse('a list in [ ] is expected here');
    if (this.raw.length > itemsMax) return this.refuse(`the list has more than ${itemsMax} entries`);
    return this.raw.map((value: unknown, at) => new JsonValue(this.file, `${this.place}[${at}]`, value));
  }

  /** Not empty, without control characters, at most `lengthMax` UTF-16 units. */
  text(lengthMax = LINE_LENGTH_MAX): string {
    const { raw } = this;
    if (typeof raw !== 'string' || raw.trim() === '') return this.refuse('a text is expected here');
    if (raw.length > lengthMax) return this.refuse(`the text is longer than ${lengthMax} characters`);
    return /\p{Cc}/u.test(raw) ? this.refuse('the text holds a control character') : raw;
  }

  /** As a server gave it: may be empty and hold control characters. Whoever shows it has to mind that. */
  foreignText(lengthMax = LINE_LENGTH_MAX): string {
    const { raw } = this;
    if (typeof raw !== 'string') return this.refuse('a text is expected here');
    return raw.length > lengthMax ? this.refuse(`the text is longer than ${lengthMax} characters`) : raw;
  }

  /** Finite and not below zero. */
  number(): number {
    const { raw } = this;
    return typeof raw === 'number' && raw >= 0 && Number.isFinite(raw) ? raw : this.refuse('a number is expected here');
  }

  /** A day such as `2026-12-24`, in days from 1970-01-01. */
  day(): number {
    return dayOfText(this.text()) ?? this.refuse('a day such as 2026-12-24 is expected here');
  }

  flag(): boolean {
    return typeof this.raw === 'boolean' ? this.raw : this.refuse('true or false is expected here');
  }

  choice<Choice extends string>(choices: readonly Choice[]): Choice {
    const chosen = choices.find((choice) => choice === this.raw);
    return (
      chosen ??
      this.refuse(`${JSON.stringify(this.raw) ?? 'nothing'} is no choice`, `Choose from ${choices.join(', ')}.`)
    );
  }

  /** A list without doubles, in the order of the choices. */
  choices<Choice extends string>(choices: readonly Choice[]): readonly Choice[] {
    const chosen = new Set(this.list(choices.length * 2).map((one) => one.choice(choices)));
    return choices.filter((choice) => chosen.has(choice));
  }

  /** Null, or nothing at all, is null. */
  optional<T>(read: (value: JsonValue) => T): T | null {
    return this.raw === undefined || this.raw === null ? null : read(this);
  }

  refuse(what: string, how = 'Correct the file at that place.'): never {
    const place = this.place === '' ? '' : `, ${this.place}`;
    throw new Failure('usage.invalid', { what: `${this.file}${place}: ${what}.`, how });
  }

  private placeOf(name: string): string {
    return this.place === '' ? name : `${this.place}.${name}`;
  }
}
