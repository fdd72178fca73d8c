/**
 * CSV (RFC 4180) as it passes by, for files of any size: a row that passes a bound is named and skipped while memory stays
 * flat, and reading goes on behind it. Forgives quotes within cells, and line ends of every kind.
 */

import type { Delimiter } from '../../model/contact-table.ts';

export interface CsvLimits {
  /** Characters of one cell. */
  readonly cellCharsMax: number;
  /** Characters of all cells of one row. */
  readonly rowCharsMax: number;
  readonly columnsMax: number;
}

/** A row, or why it is left out. Lines are counted from 1; `line` is the first of the row. */
export type CsvRow =
  | { readonly is: 'row'; readonly line: number; readonly cells: readonly string[] }
  | { readonly is: 'refused'; readonly line: number; readonly reason: string };

/** Blanks behind a quote that are looked over to learn whether it ends the cell. */
const BLANKS_MAX = 64;

/** Feed it all text with `push`, then call `end` once. Lines without anything in them are no rows. */
export class RowSplitter {
  readonly #delimiter: Delimiter;
  readonly #limits: CsvLimits;
  readonly #special: RegExp;
  /** Text that is not read yet begins at `#at`. */
  #text = '';
  #at = 0;
  #isLast = false;
  #cells: string[] = [];
  #cell = '';
  #rowChars = 0;
  #isQuoted = false;
  #wasQuoted = false;
  #refusal: string | null = null;
  #line = 1;
  #rowLine = 1;
  #rows: CsvRow[] = [];

  constructor(delimiter: Delimiter, limits: CsvLimits) {
    this.#delimiter = delimiter;
    this.#limits = limits;
    this.#special = delimiter === '|' ? /[|"\r\n]/g : new RegExp(`[${delimiter}"\\r\\n]`, 'g');
  }

  /** The rows that are complete now. */
  push(text: string): readonly CsvRow[] {
    this.#text = this.#text.slice(this.#at) + text;
    return this.#read();
  }

  end(): readonly CsvRow[] {
    this.#isLast = true;
    const rows = this.#read();
    if (this.#isQuoted) this.#refuse('a quote is opened here and never closed');
    this.#endRow();
    return [...rows, ...this.#rows];
  }

  #read(): readonly CsvRow[] {
    if (this.#isLast) this.#text = this.#text.slice(this.#at);
    this.#at = 0;
    let goesOn = true;
    while (goesOn && this.#at < this.#text.length) goesOn = this.#isQuoted ? this.#readQuoted() : this.#readPlain();
    const rows = this.#rows;
    this.#rows = [];
    return rows;
  }

  /** False when only the text that follows decides. */
  #readPlain(): boolean {
    this.#special.lastIndex = this.#at;
    const until = this.#special.exec(this.#text)?.index ?? this.#text.length;
    this.#append(this.#text.slice(this.#at, until));
    this.#at = until;
    const char = this.#text[until];
    if (char === undefined) return true;
    if (char === '\r' && this.#text[until + 1] === undefined && !this.#isLast) return false;
    this.#at += 1;
    if (char === '"') this.#readQuote();
    else if (char === this.#delimiter) this.#endCell();
    else {
      if (char === '\r' && this.#text[this.#at] === '\n') this.#at += 1;
      this.#endRow();
      this.#line += 1;
      this.#rowLine = this.#line;
    }
    return true;
  }

  /** A quote opens a cell at its beginning; elsewhere it is a character like others. */
  #readQuote(): void {
    if (this.#wasQuoted || this.#cell.trim() !== '') {
      this.#append('"');
      return;
    }
    this.#cell = '';
    this.#isQuoted = true;
    this.#wasQuoted = true;
  }

  #readQuoted(): boolean {
    const quote = this.#text.indexOf('"', this.#at);
    const until = quote < 0 ? this.#text.length : quote;
    const piece = this.#text.slice(this.#at, until);
    this.#line += linesIn(piece);
    this.#append(piece);
    this.#at = until;
    if (quote < 0) return true;
    const end = this.#endOfQuoted(quote);
    if (end === 'unknown') return false;
    if (end === null) {
      const isDoubled = this.#text[quote + 1] === '"';
      this.#append('"');
      this.#at = quote + (isDoubled ? 2 : 1);
    } else {
      this.#isQuoted = false;
      this.#at = end;
    }
    return true;
  }

  /** Where the quoted cell ends; null when the quote belongs to its text, as where programs do not double it. */
  #endOfQuoted(quote: number): number | 'unknown' | null {
    let at = quote + 1;
    while (at - quote <= BLANKS_MAX && this.#text[at] === ' ') at += 1;
    const char = this.#text[at];
    if (char === undefined) return this.#isLast ? at : 'unknown';
    return char === this.#delimiter || char === '\r' || char === '\n' ? at : null;
  }

  #append(piece: string): void {
    if (this.#refusal !== null) return;
    const { cellCharsMax, rowCharsMax } = this.#limits;
    if (this.#cell.length + piece.length > cellCharsMax)
      this.#refuse(`a cell has more than ${cellCharsMax} characters`);
    else if (this.#rowChars + piece.length > rowCharsMax) this.#refuse(`it has more than ${rowCharsMax} characters`);
    else {
      this.#cell += piece;
      this.#rowChars += piece.length;
    }
  }

  #endCell(): void {
    if (this.#refusal === null) {
      this.#cells.push(this.#wasQuoted ? this.#cell.replace(/\r\n?/g, '\n') : this.#cell);
      if (this.#cells.length > this.#limits.columnsMax)
        this.#refuse(`it has more than ${this.#limits.columnsMax} cells`);
    }
    this.#cell = '';
    this.#wasQuoted = false;
  }

  #refuse(reason: string): void {
    this.#refusal ??= reason;
    this.#cells = [];
    this.#cell = '';
  }

  #endRow(): void {
    this.#endCell();
    if (this.#refusal !== null) this.#rows.push({ is: 'refused', line: this.#rowLine, reason: this.#refusal });
    else if (this.#cells.length > 1 || this.#cells[0] !== '')
      this.#rows.push({ is: 'row', line: this.#rowLine, cells: this.#cells });
    this.#cells = [];
    this.#rowChars = 0;
    this.#refusal = null;
    this.#isQuoted = false;
  }
}

function linesIn(text: string): number {
  let lines = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines += 1;
  return lines;
}
