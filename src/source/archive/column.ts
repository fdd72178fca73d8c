/** One column of a long table of numbers: eight bytes a row, in pieces, so that it grows without being copied. */

const PIECE_ROWS = 1 << 14;

export class Column {
  readonly #pieces: Float64Array[] = [];
  #length = 0;

  get length(): number {
    return this.#length;
  }

  add(number: number): void {
    this.#length += 1;
    this.set(this.#length - 1, number);
  }

  /** Forgets the rows from there on. */
  cutTo(length: number): void {
    this.#length = Math.min(this.#length, length);
  }

  /** The row must be there. */
  at(row: number): number {
    return this.#pieces[Math.floor(row / PIECE_ROWS)]?.[row % PIECE_ROWS] ?? Number.NaN;
  }

  set(row: number, number: number): void {
    const at = Math.floor(row / PIECE_ROWS);
    this.#pieces[at] ??= new Float64Array(PIECE_ROWS);
    const piece = this.#pieces[at];
    piece[row % PIECE_ROWS] = number;
  }
}
