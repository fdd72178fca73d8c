/** A table of mailboxes that are to be moved, as people write it in a spreadsheet: which cell says what, line by line. */
import { readText } from './charset.ts';
import { plainHeading } from './contact-csv/known-headings.ts';
import { type CsvRow, RowSplitter } from './contact-csv/row-splitter.ts';
import { sniffTable } from './contact-csv/sniff-table.ts';

export type MailboxField =
  | 'name'
  | 'source'
  | 'sourceUser'
  | 'sourcePassword'
  | 'target'
  | 'targetUser'
  | 'targetPassword'
  | 'auth'
  | 'timeZone';

export interface TableCell {
  readonly text: string;
  /** As it stands in the heading. */
  readonly column: string;
}

export interface MailboxLine {
  /** Counted from 1, headings included: as a spreadsheet counts. */
  readonly line: number;
  /** What the line says; empty cells are left out. Several sources are numbered from 1 in their order. */
  cell(field: MailboxField, number?: number): TableCell | null;
  readonly sourcesCount: number;
}

/** What is wrong with a line, without any of its content: it may be a password in the wrong column. */
export interface LineProblem {
  readonly line: number;
  readonly column: string | null;
  readonly cause: string;
}

export interface MailboxTable {
  readonly lines: readonly MailboxLine[];
  readonly problems: readonly LineProblem[];
  /** Headings that say nothing that is known. */
  readonly ignored: readonly string[];
}

/** Addresses and passwords are short; whatever is longer is in the wrong column. */
const LIMITS = { cellCharsMax: 4096, rowCharsMax: 64 * 1024, columnsMax: 100 };
const SNIFFED_BYTES = 64 * 1024;
const SOURCES_MAX = 10;

/** Comma, semicolon or tab, with or without a byte order mark, in the charsets that spreadsheets write. */
export function readMailboxTable(bytes: Buffer, rowsMax: number): MailboxTable {
  const form = sniffTable(bytes.subarray(0, SNIFFED_BYTES));
  const text = readText(bytes, form.charset).text.replace(/^\ufeff/, '');
  const splitter = new RowSplitter(form.delimiter, LIMITS);
  const all = [...splitter.push(text), ...splitter.end()].filter((row) => !isForExcel(row) && !isBlank(row));
  const [headings, ...rows] = all;
  if (headings?.is !== 'row') return unreadable(headings?.line ?? 1, 'There is no line with the names of the columns.');
  const columns = headings.cells.map(columnOf);
  const problems = headingProblems(columns, headings.line);
  if (rows.length > rowsMax)
    problems.push(wrong(headings.line, `There are ${rows.length} lines; at most ${rowsMax} are taken.`));
  const lines: MailboxLine[] = [];
  for (const row of rows.slice(0, rowsMax)) {
    if (row.is === 'refused') problems.push(wrong(row.line, `The line cannot be read: ${row.reason}.`));
    else lines.push(lineOf(row.line, row.cells, columns));
  }
  const ignored = columns
    .filter(({ field, heading }) => field === null && heading !== '')
    .map(({ heading }) => heading);
  return { lines, problems, ignored };
}

function unreadable(line: number, cause: string): MailboxTable {
  return { lines: [], problems: [wrong(line, cause)], ignored: [] };
}

function wrong(line: number, cause: string, column: string | null = null): LineProblem {
  return { line, column, cause };
}

function isForExcel(row: CsvRow): boolean {
  return row.is === 'row' && row.line === 1 && /^sep=/i.test(row.cells[0] ?? '');
}

function isBlank(row: CsvRow): boolean {
  return row.is === 'row' && row.cells.every((cell) => cell.trim() === '');
}

interface Column {
  readonly heading: string;
  readonly field: MailboxField | null;
  /** Which source. */
  readonly number: number;
}

/** Without blanks, marks and case; a number at the end says which source. A password of nobody is that of the source. */
const HEADINGS: Readonly<Record<MailboxField, string>> = {
  name: 'name|mailbox|mailbox name|email|email address|e mail|e mail address|mail|address|user principal name|upn|postfach',
  source: 'source|source address|source server|source url|source host|from|imap|imap server|imap host|quelle',
  sourceUser:
    'source user|source username|source user name|source login|imap user|imap username|user|username|login|benutzer',
  sourcePassword: 'source password|imap password|from password|password|kennwort|passwort',
  target: 'target|target address|target server|target url|to|destination|destination address|exchange|ziel',
  targetUser: 'target user|target username|target user name|target login|destination user|exchange user',
  targetPassword: 'target password|destination password|exchange password|new password',
  auth: 'auth|authentication|target auth|target authentication',
  timeZone: 'time zone|timezone|zone|zeitzone',
};

const FIELDS: ReadonlyMap<string, MailboxField> = new Map(
  (Object.entries(HEADINGS) as [MailboxField, string][]) // the entries of a record over fields are fields
    .flatMap(([field, names]) => names.split('|').map((name) => [name, field] as const)),
);

function columnOf(heading: string): Column {
  const [, name = '', number] = /^(.*?) ?(\d{1,2})?$/.exec(plainHeading(heading)) ?? [];
  const field = FIELDS.get(name) ?? null;
  const isOne = field?.startsWith('source') === true;
  const isNumbered = number !== undefined;
  const known =
    field !== null && (isOne || !isNumbered) && Number(number ?? 1) >= 1 && Number(number ?? 1) <= SOURCES_MAX;
  return { heading: heading.trim(), field: known ? field : null, number: Number(number ?? 1) };
}

function headingProblems(columns: readonly Column[], line: number): LineProblem[] {
  const problems: LineProblem[] = [];
  if (!columns.some(({ field }) => field === 'name'))
    problems.push(wrong(line, 'No column has the names of the mailboxes.'));
  const seen = new Set<string>();
  for (const { field, number, heading } of columns) {
    if (field === null) continue;
    if (seen.has(`${field} ${number}`)) problems.push(wrong(line, 'Another column says the same.', heading));
    seen.add(`${field} ${number}`);
  }
  return problems;
}

function lineOf(line: number, cells: readonly string[], columns: readonly Column[]): MailboxLine {
  const found = new Map<string, TableCell>();
  let sourcesCount = 0;
  for (const [at, { field, number, heading }] of columns.entries()) {
    if (field === null) continue;
    const text = cellText(field, cells[at] ?? '');
    if (text === '') continue;
    found.set(`${field} ${number}`, { text, column: heading });
    if (field.startsWith('source')) sourcesCount = Math.max(sourcesCount, number);
  }
  return { line, sourcesCount, cell: (field, number = 1) => found.get(`${field} ${number}`) ?? null };
}

/** A password is taken as it is. What keeps a spreadsheet from taking other texts for a formula is not part of them. */
function cellText(field: MailboxField, text: string): string {
  if (field === 'sourcePassword' || field === 'targetPassword') return text;
  return text.trim().replace(/^'(?=[=+\-@])/, '');
}
