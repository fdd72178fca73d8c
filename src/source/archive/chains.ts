/** Rows of a table by their key: those of one key are a chain in the order of the table. Twenty bytes a row. */
import type { Column } from './column.ts';

const NONE = -1;

export class Chains {
  readonly #keys: readonly Column[];
  readonly #length: number;
  /** The first row of each key, where its key leads; open addressing. */
  readonly #table: Int32Array;
  readonly #next: Int32Array;
  readonly #isFirst: Uint8Array;

  /** A key is the numbers that all of the columns have in a row. Rows are not added afterwards. */
  constructor(keys: readonly Column[]) {
    this.#keys = keys;
    this.#length = keys[0]?.length ?? 0;
    this.#table = new Int32Array(2 ** Math.ceil(Math.log2(this.#length * 1.5 + 2))).fill(NONE);
    this.#next = new Int32Array(this.#length).fill(NONE);
    this.#isFirst = new Uint8Array(this.#length);
    const last = new Int32Array(this.#length);
    for (let row = 0; row < this.#length; row++) this.#add(row, last);
  }

  /** The first row with that key; null where there is none. */
  find(key: readonly number[]): number | null {
    const row = this.#table[this.#placeOf(key)] ?? NONE;
    return row === NONE ? null : row;
  }

  /** The rows of the chain that begins there. */
  *from(first: number): Generator<number> {
    for (let row = first; row !== NONE; row = this.#next[row] ?? NONE) yield row;
  }

  /** The first row of each key, in the order of the table. */
  *firsts(): Generator<number> {
    for (let row = 0; row < this.#length; row++) if (this.#isFirst[row] === 1) yield row;
  }

  #add(row: number, last: Int32Array): void {
    const place = this.#placeOf(this.#keys.map((column) => column.at(row)));
    const first = this.#table[place] ?? NONE;
    if (first === NONE) {
      this.#table[place] = row;
      this.#isFirst[row] = 1;
      last[row] = row;
      return;
    }
    this.#next[last[first] ?? first] = row;
    last[first] = row;
  }

  /** Where the key is, or the free place where it would be. There always is a free one. */
  #placeOf(key: readonly number[]): number {
    const mask = this.#table.length - 1;
    // Ids are digests: their low bits are as good as any hash.
    const start = key.reduce((sum, number) => sum + (number % 0x4000_0000) * 31, 0);
    for (let place = start & mask; ; place = (place + 1) & mask) {
      const row = this.#table[place] ?? NONE;
      if (row === NONE || this.#keys.every((column, at) => column.at(row) === key[at])) return place;
    }
  }
}
