/** Lines of a card in the words of one version. */
import type { Labelled } from '../../model/contact.ts';
import { escaped } from './card-text.ts';
import { nameOfOther, parameterText } from './other-line.ts';

export type CardVersion = '3.0' | '4.0';

/** Octets of a line without its line end (RFC 2426 §2.6, RFC 6350 §3.2). */
const LINE_BYTES_MAX = 75;

/** Gathers the lines of one card. */
export class CardWriter {
  readonly version: CardVersion;
  readonly #lines: string[];
  readonly #others: readonly string[];
  readonly #groups: ReadonlySet<string>;
  #items = 0;

  constructor(version: CardVersion, others: readonly string[]) {
    this.version = version;
    this.#others = others.map((line) => line.replace(/\r\n?|\n/g, '\\n'));
    this.#groups = new Set(others.map((line) => (/^([A-Za-z0-9_-]+)\./.exec(line)?.[1] ?? '').toLowerCase()));
    this.#lines = ['BEGIN:VCARD', `VERSION:${version}`];
  }

  /** `value` stands as it is given. */
  add(header: string, value: string): void {
    this.#lines.push(`${header}:${value}`);
  }

  /** A text, unless it is empty. */
  text(header: string, text: string): void {
    if (text !== '') this.add(header, escaped(text));
  }

  /** A property that is taken once: among several of its name the reader must take this one. */
  once(name: string, value: string, parameters = ''): void {
    const hasOthers = this.#others.some((line) => nameOfOther(line) === name);
    this.add(`${name}${hasOthers ? this.#preference() : ''}${parameters}`, value);
  }

  /** A property with types, and its label, which takes a group of its own. */
  labelled(name: string, label: Labelled, value: string): void {
    const types = label.types.map(parameterText);
    if (label.isPreferred && this.version === '3.0') types.push('pref');
    const typed = `${name}${types.length === 0 ? '' : `;TYPE=${types.join(',')}`}`;
    const header = `${typed}${label.isPreferred && this.version === '4.0' ? this.#preference() : ''}`;
    if (label.label === '') {
      this.add(header, value);
      return;
    }
    const group = this.#nextGroup();
    this.add(`${group}.${header}`, value);
    this.text(`${group}.X-ABLabel`, label.label);
  }

  #preference(): string {
    return this.version === '3.0' ? ';TYPE=pref' : ';PREF=1';
  }

  #nextGroup(): string {
    do this.#items += 1;
    while (this.#groups.has(`item${this.#items}`));
    return `item${this.#items}`;
  }

  /** All lines with the others, folded, each with CR LF. */
  end(): Buffer {
    const lines = [...this.#lines, ...this.#others, 'END:VCARD'];
    return Buffer.concat(lines.flatMap((line) => foldedLine(Buffer.from(line, 'utf8'))));
  }
}

const LINE_END = Buffer.from('\r\n');
const FOLD = Buffer.from('\r\n ');

/** No character is cut into two. */
function foldedLine(line: Buffer): readonly Buffer[] {
  const pieces: Buffer[] = [];
  let from = 0;
  let room = LINE_BYTES_MAX;
  while (line.length - from > room) {
    let until = from + room;
    while (isWithinCharacter(line[until])) until -= 1;
    pieces.push(line.subarray(from, until), FOLD);
    from = until;
    room = LINE_BYTES_MAX - 1;
  }
  return [...pieces, line.subarray(from), LINE_END];
}

function isWithinCharacter(byte: number | undefined): boolean {
  return byte !== undefined && (byte & 0xc0) === 0x80;
}
