/** Shows what a move came to, as a few lines for people or as one JSON document. */
import type { Command } from './command.ts';
import { EXIT, type ExitCode } from './exit.ts';
import { formatBytes, formatCount, formatDuration, formatNumber, shown } from './format.ts';
import type { MoveException, MoveReport } from './move-report.ts';
import type { Paint } from './terminal.ts';

/** Exceptions shown on the terminal; the report names them all. */
const EXCEPTIONS_SHOWN_MAX = 10;
/** Kinds of changes shown; the report has them all, with the reasons. */
const LOSSES_SHOWN_MAX = 5;
const LABEL_COLUMNS = 12;

export function presentMove(report: MoveReport, command: Command): ExitCode {
  const exitCode = report.exceptionsCount > 0 ? EXIT.withExceptions : EXIT.proven;
  const text = command.isJson
    ? JSON.stringify({ exitCode, ...report }, null, 2)
    : moveText(report, command.terminal.paint);
  command.terminal.out(`${text}\n`);
  return exitCode;
}

function moveText(report: MoveReport, paint: Paint): string {
  return [
    paint.strong(shown(`${report.source} → ${report.target}`)),
    '',
    ...factLines(report, paint),
    ...exceptionLines(report, paint),
    '',
    verdict(report, paint),
  ].join('\n');
}

function factLines(report: MoveReport, { faint }: Paint): readonly string[] {
  const fact = (label: string, text: string): string => `  ${faint(label.padEnd(LABEL_COLUMNS))}${text}`;
  const { items, grade, reports } = report;
  const lines: string[] = [];
  if (report.copyMs !== null) lines.push(fact('Copied', copiedText(report)));
  for (const [label, count] of changesOf(report)) lines.push(fact(label, formatCount(count, 'message')));
  lines.push(fact('Folders', foldersText(report)));
  if (report.verifyMs !== null) {
    const all = items.copied + items.verified + items.failed;
    const took = formatDuration(report.verifyMs);
    lines.push(fact('Verified', `${formatNumber(items.verified)} of ${formatCount(all, 'message')} in ${took}`));
  }
  if (items.skipped > 0) lines.push(fact('Left out', `${formatCount(items.skipped, 'message')}, as you asked`));
  for (const { field, how, items: count } of report.losses.slice(0, LOSSES_SHOWN_MAX)) {
    lines.push(fact('Changed', `${shown(field)} ${how} in ${formatCount(count, 'message')}`));
  }
  if (grade !== null) lines.push(fact('Grade', shown(grade)));
  if (reports !== null) lines.push(fact('Report', shown(reports.html)));
  return lines;
}

function copiedText(report: MoveReport): string {
  const { itemsWritten, bytesWritten, copyMs } = report;
  if (itemsWritten === 0) return 'nothing new';
  return `${formatCount(itemsWritten, 'message')}, ${formatBytes(bytesWritten)} in ${formatDuration(copyMs ?? 0)}`;
}

function changesOf(report: MoveReport): readonly (readonly [string, number])[] {
  const changes = [
    ['Recognised', report.itemsAdopted],
    ['Flags', report.itemsUpdated],
    ['Moved', report.itemsMoved],
    ['Removed', report.itemsRemoved],
  ] as const;
  return changes.filter(([, count]) => count > 0);
}

function foldersText({ folders, renames }: MoveReport): string {
  const all = formatNumber(folders.length);
  return renames.length === 0 ? all : `${all}, ${formatNumber(renames.length)} of them renamed`;
}

export function exceptionLines(report: MoveReport, paint: Paint): readonly string[] {
  if (report.exceptionsCount === 0) return [];
  const first = report.exceptions.slice(0, EXCEPTIONS_SHOWN_MAX);
  const more = report.exceptionsCount - first.length;
  return [
    '',
    `${formatCount(report.exceptionsCount, 'exception')}:`,
    ...first.flatMap((exception) => [
      `  ${paint.warning('!')} ${exceptionName(exception)}`,
      `    ${shown(exception.cause)}`,
      `    ${paint.strong('→')} ${shown(exception.remedy)}`,
    ]),
    ...(more > 0 ? [`  and ${formatNumber(more)} more${report.reports === null ? '' : ', named in the report'}`] : []),
  ];
}

function exceptionName({ folder, receivedAt, sender, subject, sizeBytes }: MoveException): string {
  const parts = [
    folder,
    receivedAt?.slice(0, 10) ?? null,
    sender,
    subject === null ? null : `"${subject}"`,
    sizeBytes === null ? null : formatBytes(sizeBytes),
  ];
  return parts
    .filter((part) => part !== null && part !== '')
    .map((part) => shown(part ?? ''))
    .join(' · ');
}

function verdict(report: MoveReport, { good, warning }: Paint): string {
  const { verifyMs, exceptionsCount } = report;
  if (exceptionsCount > 0) {
    const rest = verifyMs === null ? 'Everything else is copied.' : 'Everything else is in the target and proven.';
    return `${warning('!')} ${rest} ${formatCount(exceptionsCount, 'exception')} ${exceptionsCount === 1 ? 'is' : 'are'} named above.`;
  }
  if (verifyMs === null) return `${good('✓')} Everything is copied. Prove it with: godwit verify`;
  return `${good('✓')} Everything is in the target, read back and proven.`;
}
