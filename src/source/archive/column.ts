/** One column of a long table of numbers: eight bytes a row, however many rows there are. */
export class Column {
  #numbers = new Float64Array(64);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  add(number: number): void {
    if (this.#length === this.#numbers.length) {
      const larger = new Float64Array(this.#length * 2);
      larger.set(this.#numbers);
      this.#numbers = larger;
    }
    this.#numbers[this.#length++] = number;
  }

  /** Forgets the rows from there on. */
  cutTo(length: number): void {
    this.#length = Math.min(this.#length, length);
  }

  /** The row must be there. */
  at(row: number): number {
    return this.#numbers[row] ?? Number.NaN;
  }

  set(row: number, number: number): void {
    this.#numbers[row] = number;
  }
}
