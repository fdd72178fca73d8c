/** Tables for spreadsheets (RFC 4180). Nothing that somebody else wrote is ever taken for a formula. */

type CsvCell = string | number | null;

export interface CsvColumn<Row> {
  readonly name: string;
  readonly of: (row: Row) => CsvCell;
}

/** Begins with a byte order mark: without it Excel takes UTF-8 for Latin-1. */
export function csvText<Row>(columns: readonly CsvColumn<Row>[], rows: readonly Row[]): string {
  return csvHead(columns) + csvLines(columns, rows);
}

/** The beginning of a table that is made piece by piece. */
export function csvHead<Row>(columns: readonly CsvColumn<Row>[]): string {
  return `\ufeff${lineOf(columns.map(({ name }) => name))}`;
}

export function csvLines<Row>(columns: readonly CsvColumn<Row>[], rows: readonly Row[]): string {
  return rows.map((row) => lineOf(columns.map(({ of }) => of(row)))).join('');
}

function lineOf(cells: readonly CsvCell[]): string {
  return `${cells.map(cell).join(',')}\r\n`;
}

function cell(value: CsvCell): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  return `"${harmless(value).replaceAll('"', '""')}"`;
}

/** Characters that make a cell a formula, in the wide forms that Excel accepts too. */
const FORMULA = /^[\s'"]*[=+\-@\uff1d\uff0b\uff0d\uff20]/;

/**
 * Control characters become blanks, and a text that a spreadsheet could calculate gets an apostrophe before it. So does
 * what follows a semicolon: where that is the separator, a new cell begins there, quotes or not.
 */
function harmless(text: string): string {
  const plain = text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').replace(/([;|])(\s*)([=+\-@])/g, "$1$2'$3");
  return FORMULA.test(plain) || /^[\t\r]/.test(text) ? `'${plain}` : plain;
}
