/** The rows of a table of an organisation below its headings, wherever these stand; or the lines of a plain list of addresses. */
import { readText } from '../charset.ts';
import { type CsvRow, RowSplitter } from '../contact-csv/row-splitter.ts';
import { CSV_LIMITS, sniffTable } from '../contact-csv/sniff-table.ts';
import { addressesIn, isAddress } from './cells.ts';
import { type Column, columnsOf } from './columns.ts';
import { TableError } from './table-error.ts';

export type OrganisationTable =
  | { readonly is: 'table'; readonly columns: readonly Column[]; readonly rows: readonly CsvRow[] }
  | { readonly is: 'list'; readonly rows: readonly CsvRow[] };

/** Titles and blank lines that an export puts before its headings. */
const TITLE_ROWS_MAX = 10;
/** Ten times the largest organisation that is planned for. */
const ROWS_MAX = 500_000;
/** Of the cells of a column without a known heading: then it is that of the addresses. */
const ADDRESSES_MIN = 0.8;
const SNIFFED_BYTES = 64 * 1024;

/** Throws `TableError` for what holds neither a known heading nor an address. */
export function tableRows(bytes: Buffer): OrganisationTable {
  const form = sniffTable(bytes.subarray(0, SNIFFED_BYTES));
  const text = readText(bytes, form.charset).text.replace(/^\ufeff/, '');
  const splitter = new RowSplitter(form.delimiter, CSV_LIMITS);
  const rows = [...splitter.push(text), ...splitter.end()].filter((row) => !isForExcel(row));
  if (rows.length > ROWS_MAX) throw new TableError(`it has more than ${ROWS_MAX} lines`);
  const at = rows.slice(0, TITLE_ROWS_MAX).findIndex(isHeading);
  const headings = at < 0 ? null : rows[at];
  if (headings?.is === 'row') return { is: 'table', columns: columnsOf(headings.cells), rows: rows.slice(at + 1) };
  const guessed = guessedColumns(rows);
  if (guessed !== null) return guessed;
  if (addressesIn(text).length === 0) throw new TableError('it holds neither a heading that is known nor an address');
  return { is: 'list', rows };
}

function isForExcel(row: CsvRow): boolean {
  return row.is === 'row' && row.line === 1 && /^sep=/i.test(row.cells[0] ?? '');
}

/** The names of addresses stand in it, and no address. */
function isHeading(row: CsvRow): boolean {
  if (row.is === 'refused' || row.cells.some((cell) => isAddress(cell.trim()))) return false;
  return columnsOf(row.cells).some(({ meaning }) => meaning !== null && KEYS.has(meaning));
}

const KEYS: ReadonlySet<string> = new Set(['address', 'name', 'alias', 'group']);

/** A table whose headings nobody knows: the first column of addresses is that of the mailboxes. Null where there is none. */
function guessedColumns(rows: readonly CsvRow[]): OrganisationTable | null {
  const [first, ...rest] = rows;
  if (first?.is !== 'row' || first.cells.length < 2) return null;
  const hasHeadings = !first.cells.some((cell) => isAddress(cell.trim()));
  const entries = hasHeadings ? rest : rows;
  const found = first.cells.flatMap((_cell, column) => {
    const cells = entries.flatMap((row) => (row.is === 'row' ? [(row.cells[column] ?? '').trim()] : []));
    const filled = cells.filter((cell) => cell !== '');
    return filled.length > 0 &&
      filled.filter((cell) => addressesIn(cell).length > 0).length >= ADDRESSES_MIN * filled.length
      ? [column]
      : [];
  });
  const at = found[0] ?? -1;
  // Several addresses beside each other, and nothing that says what they are: all of them are meant.
  if (found.length > 1 && !hasHeadings) return null;
  if (at < 0) return null;
  const known = columnsOf(hasHeadings ? first.cells : first.cells.map(() => ''));
  const columns = known.map((column, one): Column => (one === at ? { ...column, meaning: 'address' } : column));
  return { is: 'table', columns, rows: entries };
}
