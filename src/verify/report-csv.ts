/** The report for spreadsheets. */
import { type CsvColumn, csvText } from '../content/csv-text.ts';
import type { Report, ReportException, ReportFolder } from '../model/report.ts';

const EXCEPTION_COLUMNS: readonly CsvColumn<ReportException & { readonly code: string }>[] = [
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

const FOLDER_COLUMNS: readonly CsvColumn<ReportFolder>[] = [
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

/** One line for each exception. */
export function exceptionsCsv(report: Report): string {
  const rows = report.exceptionGroups.flatMap(({ code, items }) => items.map((item) => ({ ...item, code })));
  return csvText(EXCEPTION_COLUMNS, rows);
}

/** One line for each folder. */
export function foldersCsv(report: Report): string {
  return csvText(FOLDER_COLUMNS, report.folders);
}
