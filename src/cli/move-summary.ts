/** Shows what a move came to, as a few lines for people or as one JSON document. */

import { formatBytes, formatCount, formatDuration, formatNumber } from '../base/amounts.ts';
import { describeAddress, describeSources } from './address.ts';
import type { Command } from './command.ts';
import { EXIT, type ExitCode } from './exit.ts';
import { shown, wrapped } from './format.ts';
import type { MoveJob } from './machinery.ts';
import type { MoveException, MoveReport } from './move-report.ts';
import type { Paint } from './terminal.ts';

/** Exceptions shown on the terminal; the report names them all. */
const EXCEPTIONS_SHOWN_MAX = 10;
/** Folders and files shown that do not move; the report names them all. */
const LEFT_OUT_SHOWN_MAX = 5;
/** Kinds of changes shown; the report has them all, with the reasons. */
const LOSSES_SHOWN_MAX = 5;
const LABEL_COLUMNS = 12;

/** Exit code 2 as soon as there is one exception, whatever its weight. */
export function presentMove(report: MoveReport, job: MoveJob, command: Command): ExitCode {
  const exitCode = report.exceptionsCount > 0 ? EXIT.withExceptions : EXIT.proven;
  const text = command.isJson
    ? JSON.stringify({ exitCode, ...report }, null, 2)
    : wrapped(moveText(report, job, command.terminal.paint), command.terminal.outColumns());
  command.terminal.out(`${text}\n`);
  return exitCode;
}

function moveText(report: MoveReport, { sources, target }: MoveJob, paint: Paint): string {
  return [
    paint.strong(shown(`${describeSources(sources)} → ${describeAddress(target.address)}`)),
    '',
    ...factLines(report, paint),
    ...namedExceptions(report, paint),
    '',
    verdict(report, paint),
  ].join('\n');
}

function factLines(report: MoveReport, { faint }: Paint): readonly string[] {
  const fact = (label: string, text: string): string => `  ${faint(label.padEnd(LABEL_COLUMNS))}${text}`;
  const { items, reports } = report;
  const lines: string[] = [];
  if (report.copyMs !== null) lines.push(fact('Copied', copiedText(report)));
  for (const [label, count] of changesOf(report)) lines.push(fact(label, formatCount(count, 'item')));
  lines.push(fact('Folders', foldersText(report)));
  if (report.verifyMs !== null) {
    const all = items.seen + items.intended + items.copied + items.verified + items.failed;
    const took = formatDuration(report.verifyMs);
    lines.push(fact('Verified', `${formatNumber(items.verified)} of ${formatCount(all, 'item')} in ${took}`));
  }
  if (items.skipped > 0) lines.push(fact('Left out', `${formatCount(items.skipped, 'item')}, as you asked`));
  for (const { folder, why } of report.leftOut.slice(0, LEFT_OUT_SHOWN_MAX)) {
    lines.push(fact('Left out', `${shown(folder)}: ${shown(why)}`));
  }
  const more = report.leftOut.length - LEFT_OUT_SHOWN_MAX;
  if (more > 0) lines.push(fact('', `and ${formatNumber(more)} more, named in the report`));
  for (const { field, how, items: count } of report.losses.slice(0, LOSSES_SHOWN_MAX)) {
    lines.push(fact('Changed', `${shown(field)} ${how} in ${formatCount(count, 'item')}`));
  }
  if (reports !== null) lines.push(fact('Report', shown(reports.html)));
  return lines;
}

function copiedText(report: MoveReport): string {
  const { itemsWritten, bytesWritten, copyMs } = report;
  if (itemsWritten === 0) return 'nothing new';
  return `${formatCount(itemsWritten, 'item')}, ${formatBytes(bytesWritten)} in ${formatDuration(copyMs ?? 0)}`;
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

function namedExceptions(report: MoveReport, paint: Paint): readonly string[] {
  const lines = exceptionLines(report, paint);
  if (lines.length === 0) return [];
  return ['', `${formatCount(report.exceptionsCount, 'exception')}:`, ...lines.map((line) => `  ${line}`)];
}

/** Nothing when there is none. */
export function exceptionLines(report: MoveReport, paint: Paint): readonly string[] {
  if (report.exceptionsCount === 0) return [];
  const first = report.exceptions.slice(0, EXCEPTIONS_SHOWN_MAX);
  const more = report.exceptionsCount - first.length;
  return [
    ...first.flatMap((exception) => [
      `${paint.warning('!')} ${exceptionName(exception)}`,
      `  ${shown(exception.cause)}`,
      `  ${paint.strong('→')} ${shown(exception.remedy)}`,
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

function verdict(report: MoveReport, { good, warning, bad }: Paint): string {
  const { verifyMs, exceptionsCount, grade } = report;
  const named = `${formatCount(exceptionsCount, 'exception')} ${exceptionsCount === 1 ? 'is' : 'are'} named above.`;
  if (grade === 'not-verified')
    return `${bad('✗')} Not verified: the target does not hold everything as it should. ${named}`;
  if (exceptionsCount > 0 && verifyMs === null) return `${warning('!')} Everything else is copied. ${named}`;
  if (exceptionsCount > 0) return `${warning('!')} Verified, with exceptions: everything else is proven. ${named}`;
  if (verifyMs === null) return `${good('✓')} Everything is copied. Prove it with: godwit verify`;
  return `${good('✓')} Verified: everything is in the target, read back and proven.`;
}
