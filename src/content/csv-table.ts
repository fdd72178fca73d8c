/** A small table that somebody uploads: named columns, in UTF-8, with bounds. For large files there is the splitter itself. */
import { type CsvLimits, RowSplitter } from './contact-csv/row-splitter.ts';

export interface CsvWanted<Column extends string> {
  readonly columns: readonly Column[];
  readonly rowsMax: number;
  readonly limits: CsvLimits;
}

export type TableRow<Column extends string> =
  | { readonly is: 'row'; readonly line: number; readonly cells: Readonly<Record<Column, string>> }
  | { readonly is: 'refused'; readonly line: number; readonly reason: string };

/** The rows, or in one sentence why it is no such table. */
export type CsvTable<Column extends string> =
  | { readonly is: 'table'; readonly rows: readonly TableRow<Column>[] }
  | { readonly is: 'refused'; readonly reason: string };

/**
 * Comma or semicolon, as the first line has it; a byte order mark and the `sep=` of Excel are passed over. Columns are found
 * by their names, in any order and letter case; others are refused, for whoever sends them expects something of them. Cells are as
 * they stand: nothing is trimmed. No reason that is given holds anything of a cell.
 */
export function readCsvTable<Column extends string>(bytes: Buffer, wanted: CsvWanted<Column>): CsvTable<Column> {
  const text = decoded(bytes);
  if (text === null) return refused('It is not in UTF-8; save it as "CSV UTF-8".');
  const [head] = text.split(/\r\n|\r|\n/, 1);
  const named = /^sep=([,;])$/i.exec(head ?? '')?.[1];
  const isSemicolon = named === undefined ? head?.includes(';') === true : named === ';';
  const splitter = new RowSplitter(isSemicolon ? ';' : ',', wanted.limits);
  const [first, ...rows] = [...splitter.push(text), ...splitter.end()].slice(named === undefined ? 0 : 1);
  if (first === undefined || first.is === 'refused') return refused('Its first line does not name the columns.');
  const names = first.cells.map((cell) => cell.trim().toLowerCase());
  if (names.length !== wanted.columns.length || !wanted.columns.every((column) => names.includes(column))) {
    return refused(`Its columns are not these: ${wanted.columns.join(', ')}.`);
  }
  if (rows.length > wanted.rowsMax) return refused(`It has more than ${wanted.rowsMax} rows.`);
  return {
    is: 'table',
    rows: rows.map((row): TableRow<Column> => {
      if (row.is === 'refused') return row;
      const { line, cells } = row;
      if (cells.length !== names.length) return { is: 'refused', line, reason: `it has ${cells.length} cells` };
      const byName = Object.fromEntries(names.map((name, at) => [name, cells[at] ?? '']));
      return { is: 'row', line, cells: byName as Record<Column, string> }; // every column was found among the names
    }),
  };
}

function refused(reason: string): { readonly is: 'refused'; readonly reason: string } {
  return { is: 'refused', reason };
}

/** Null for what is not UTF-8: a password that was guessed at would be a wrong one. */
function decoded(bytes: Buffer): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    if (error instanceof TypeError) return null;
    throw error;
  }
}

/** What a spreadsheet put before a text that it would have calculated, taken away again. Not for passwords. */
export function withoutFormulaGuard(cell: string): string {
  return /^'[\s'"]*[=+\-@\uff1d\uff0b\uff0d\uff20]/.test(cell) ? cell.slice(1) : cell;
}
