/** The report for spreadsheets (RFC 4180). Nothing that a sender wrote is ever taken for a formula. */
import type { Report, ReportException, ReportFolder } from './report-document.ts';

type Cell = string | number | null;

interface Column<Row> {
  readonly name: string;
  readonly of: (row: Row) => Cell;
}

const EXCEPTION_COLUMNS: readonly Column<ReportException & { readonly code: string }>[] = [
  { name: 'Folder', of: ({ folder }) => folder },
  { name: 'Received', of: ({ receivedAt }) => receivedAt },
  { name: 'Sent', of: ({ sentAt }) => sentAt },
  { name: 'Sender', of: ({ sender }) => sender },
  { name: 'Subject', of: ({ subject }) => subject },
  { name: 'Bytes', of: ({ sizeBytes }) => sizeBytes },
  { name: 'Cause', of: ({ cause }) => cause },
  { name: 'What to do', of: ({ remedy }) => remedy },
  { name: 'Details', of: ({ details }) => details.join('; ') },
  { name: 'Code', of: ({ code }) => code },
  { name: 'Message-ID', of: ({ messageId }) => messageId },
  { name: 'Source id', of: ({ ref }) => ref },
];

const FOLDER_COLUMNS: readonly Column<ReportFolder>[] = [
  { name: 'Folder', of: ({ source }) => source },
  { name: 'In target as', of: ({ target }) => target },
  { name: 'Messages', of: ({ items }) => items },
  { name: 'Bytes', of: ({ bytes }) => bytes },
  { name: 'In target', of: ({ inTarget }) => inTarget },
  { name: 'Proven', of: ({ proven }) => proven },
  { name: 'Not proven', of: ({ unproven }) => unproven },
  { name: 'Failed', of: ({ failed }) => failed },
  { name: 'Left out', of: ({ leftOut }) => leftOut },
  { name: 'Gone from source', of: ({ gone }) => gone },
  { name: 'Waiting', of: ({ waiting }) => waiting },
  { name: 'Not from Godwit', of: ({ ofOthers }) => ofOthers },
];

/** One line for each exception. Begins with a byte order mark: without it Excel takes UTF-8 for Latin-1. */
export function exceptionsCsv(report: Report): string {
  const rows = report.exceptionGroups.flatMap(({ code, items }) => items.map((item) => ({ ...item, code })));
  return csv(EXCEPTION_COLUMNS, rows);
}

/** One line for each folder. */
export function foldersCsv(report: Report): string {
  return csv(FOLDER_COLUMNS, report.folders);
}

function csv<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): string {
  const lines = [columns.map(({ name }) => name), ...rows.map((row) => columns.map(({ of }) => of(row)))];
  return `\ufeff${lines.map((line) => `${line.map(cell).join(',')}\r\n`).join('')}`;
}

function cell(value: Cell): string {
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
