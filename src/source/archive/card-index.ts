/** Where the cards of a vCard file are: a few numbers for each, so that a file of any size is read card by card. */
import { createHash, type Hash } from 'node:crypto';
import { ArchiveError } from './archive-error.ts';
import type { Window } from './bytes.ts';
import { Chains } from './chains.ts';
import { Column } from './column.ts';
import { type ScannedLine, scanLines } from './logical-line-scanner.ts';
import { nameHash } from './name-hash.ts';

/** 60 MB of index; a large address book has some ten thousand cards. */
export const CARDS_MAX = 1_000_000;
/** A card with more cards inside is no card that a program wrote. */
const NESTING_MAX = 20;

export interface CardRow {
  /** A hash of its UID, or of all that it says where it has none. */
  readonly id: number;
  /** Counts cards of the same id before it. */
  readonly copy: number;
  readonly kind: 'contact' | 'contact-group' | 'broken';
  readonly from: number;
  readonly until: number;
  /** The number of its first line, from 1. */
  readonly line: number;
}

const KINDS = ['contact', 'contact-group', 'broken'] as const;

export class CardIndex {
  readonly #columns: readonly Column[];
  readonly #chains: Chains;

  constructor(columns: readonly Column[]) {
    this.#columns = columns;
    this.#chains = new Chains(columns.slice(0, 1));
  }

  get length(): number {
    return this.#columns[0]?.length ?? 0;
  }

  /** All cards in the order of the file, but copies of one right behind the first of them. */
  *rows(): Generator<CardRow> {
    for (const first of this.#chains.firsts()) {
      let copy = 0;
      for (const row of this.#chains.from(first)) yield this.#row(row, copy++);
    }
  }

  find(id: number, copy: number): CardRow | null {
    const first = this.#chains.find([id]);
    let before = 0;
    for (const row of first === null ? [] : this.#chains.from(first))
      if (before++ === copy) return this.#row(row, copy);
    return null;
  }

  #at(column: number, row: number): number {
    return this.#columns[column]?.at(row) ?? Number.NaN;
  }

  #row(row: number, copy: number): CardRow {
    const kind = KINDS[this.#at(1, row)] ?? 'broken';
    return {
      id: this.#at(0, row),
      copy,
      kind,
      from: this.#at(2, row),
      until: this.#at(3, row),
      line: this.#at(4, row),
    };
  }
}

/** Reads the file once. Fails with an `ArchiveError` when it holds more cards than can be indexed. */
export async function indexCards(window: Window, signal: AbortSignal): Promise<CardIndex> {
  const builder = new Builder();
  await scanLines(window, [0, window.sizeBytes], (line) => builder.take(line), signal);
  return builder.end(window.sizeBytes);
}

interface OpenCard {
  readonly from: number;
  readonly line: number;
  readonly said: Hash;
  /** How many cards were there when it began: those after them are within it. */
  readonly before: number;
  uid: string | null;
  isGroup: boolean;
}

const GROUP =
  /^(?:[a-z0-9-]+\.)?(?:(?:KIND|X-ADDRESSBOOKSERVER-KIND)(?:;[^:]*)?:\s*group\s*$|X-EVOLUTION-LIST(?:;[^:]*)?:\s*TRUE\s*$|X-OPEN-XCHANGE-CTYPE(?:;[^:]*)?:\s*dlist\s*$|(?:MEMBER|X-ADDRESSBOOKSERVER-MEMBER)[;:].)/i;

/**
 * Cards within cards (AGENT) belong to the card around them, if that one ends. A card that never ends is broken, and those
 * that seemed to be within it stand for themselves.
 */
class Builder {
  readonly #columns = [new Column(), new Column(), new Column(), new Column(), new Column()];
  /** Outermost first. */
  #open: OpenCard[] = [];

  take(line: ScannedLine): void {
    const text = line.head.toString('latin1');
    if (/^(?:\u00ef\u00bb\u00bf)?BEGIN[ \t]*:[ \t]*VCARD[ \t]*$/i.test(text)) return this.#begins(line);
    for (const { said } of this.#open) said.update(line.head).update(`${line.end - line.start}`);
    const inner = this.#open.at(-1);
    if (inner === undefined) return;
    if (/^END[ \t]*:[ \t]*VCARD[ \t]*$/i.test(text)) return this.#ends(inner, line);
    inner.uid ??= /^(?:[a-z0-9-]+\.)?UID(?:;[^:]*)?:(.*)$/is.exec(text)?.[1]?.trim() ?? null;
    inner.isGroup ||= GROUP.test(text);
  }

  end(sizeBytes: number): CardIndex {
    this.#breakOff(sizeBytes);
    return new CardIndex(this.#columns);
  }

  #begins({ start, number }: ScannedLine): void {
    if (this.#open.length >= NESTING_MAX) this.#breakOff(start);
    const before = this.#columns[0]?.length ?? 0;
    this.#open.push({ from: start, line: number, said: createHash('sha256'), before, uid: null, isGroup: false });
  }

  #ends(card: OpenCard, { end }: ScannedLine): void {
    this.#open.pop();
    for (const column of this.#columns) column.cutTo(card.before);
    this.#add(card, card.isGroup ? 'contact-group' : 'contact', end);
  }

  /** Cards that never ended, each up to where the next begins. */
  #breakOff(at: number): void {
    for (const [index, card] of this.#open.entries()) this.#add(card, 'broken', this.#open[index + 1]?.from ?? at);
    this.#open = [];
  }

  #add({ from, line, uid, said }: OpenCard, kind: CardRow['kind'], until: number): void {
    if ((this.#columns[0]?.length ?? 0) >= CARDS_MAX)
      throw new ArchiveError(`it holds more than ${CARDS_MAX} cards; split it`);
    const id = nameHash(uid === null || uid === '' ? said.digest('hex') : `uid ${uid}`);
    const row = [id, KINDS.indexOf(kind), from, until, line];
    for (const [column, number] of row.entries()) this.#columns[column]?.add(number);
  }
}
