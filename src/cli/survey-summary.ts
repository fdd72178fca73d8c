/** Shows a survey, as a table for people or as one JSON document. */

import { formatBytes, formatCount, formatNumber, formatRange } from '../base/amounts.ts';
import { isoSeconds } from '../base/clock.ts';
import { describeCause } from '../base/problem.ts';
import { folderLabel } from '../model/folder.ts';
import { describeRefusedName } from '../plan/strict-names.ts';
import type { Survey, SurveyedFolder } from '../plan/survey.ts';
import { describeAddress, describeSources } from './address.ts';
import type { Command } from './command.ts';
import { contactColumnLines } from './contact-columns.ts';
import { EXIT, type ExitCode } from './exit.ts';
import { formatDay, padded, shown, widthOf, wrapped } from './format.ts';
import type { SurveyJob } from './machinery.ts';

interface SurveyFrame {
  readonly job: SurveyJob;
  /** True when it predicts a move whose target is known. */
  readonly isDryRun: boolean;
}

/** Exit code 2 when something will not move as it is: too large, in a folder that could not be listed, or oddly named. */
export function presentSurvey(survey: Survey, frame: SurveyFrame, command: Command): ExitCode {
  const isNamed = survey.refusedNames.length === 0;
  const isSound = isNamed && survey.tooLargeItems === 0 && survey.folders.every(({ problem }) => problem === null);
  const code = isSound ? EXIT.proven : EXIT.withExceptions;
  const text = command.isJson
    ? JSON.stringify(surveyDocument(survey, frame, code), null, 2)
    : wrapped(surveyText(survey, frame, command), command.terminal.outColumns());
  command.terminal.out(`${text}\n`);
  return code;
}

function surveyText(survey: Survey, frame: SurveyFrame, { terminal }: Command): string {
  const { strong, faint } = terminal.paint;
  const { sources, target } = frame.job;
  const goal = target === null ? '' : ` → ${describeAddress(target.address)}`;
  const sections = [
    [strong(shown(`${describeSources(sources)}${goal}`))],
    folderTable(survey, faint),
    renameLines(survey, faint),
    refusedNameLines(survey),
    leftOutLines(survey),
    contactColumnLines(survey.contactTables),
    tooLargeLines(survey),
    problemLines(survey),
    closingLines(survey, frame),
  ];
  return sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n');
}

const COLUMNS = { items: 10, bytes: 12, day: 12 } as const;

function folderTable(survey: Survey, faint: (text: string) => string): readonly string[] {
  const rows = survey.folders.filter(({ mapping }) => mapping.source.holdsItems);
  const names = rows.map(({ mapping }) => shown(folderLabel(mapping.source.path)));
  const width = Math.max(10, ...names.map((name) => Math.min(widthOf(name), 60)));
  const line = (name: string, cells: readonly string[]): string => `  ${padEnd(name, width)}${cells.join('')}`;
  const head = line('Folder', [
    'Items'.padStart(COLUMNS.items),
    'Size'.padStart(COLUMNS.bytes),
    'Oldest'.padStart(COLUMNS.day),
    'Newest'.padStart(COLUMNS.day),
  ]);
  const { holds, oldest, newest } = survey;
  return [
    faint(head),
    ...rows.map((row, at) => line(names[at] ?? '', cellsOf(row))),
    line(formatCount(rows.length, 'folder'), cellsOf({ ...holds, oldest, newest })),
  ];
}

function cellsOf(row: Pick<SurveyedFolder, 'items' | 'bytes' | 'oldest' | 'newest'>): readonly string[] {
  const isEmpty = row.items === 0;
  return [
    formatNumber(row.items).padStart(COLUMNS.items),
    (isEmpty ? '–' : formatBytes(row.bytes)).padStart(COLUMNS.bytes),
    (row.oldest === null ? '–' : formatDay(row.oldest)).padStart(COLUMNS.day),
    (row.newest === null ? '–' : formatDay(row.newest)).padStart(COLUMNS.day),
  ];
}

function renameLines(survey: Survey, faint: (text: string) => string): readonly string[] {
  if (survey.renames.length === 0) return [];
  return [
    `${formatCount(survey.renames.length, 'folder')} will be renamed`,
    ...survey.renames.flatMap(({ from, to, why }) => [
      `  "${shown(from)}" → "${shown(to)}"`,
      faint(`    ${shown(why)}`),
    ]),
  ];
}

function refusedNameLines({ refusedNames }: Survey): readonly string[] {
  if (refusedNames.length === 0) return [];
  return [
    `${formatCount(refusedNames.length, 'folder has', 'folders have')} an odd name, and nothing moves until it is changed, or --folder-names=strict is left away`,
    ...refusedNames.map((one) => `  ${shown(describeRefusedName(one))}`),
  ];
}

function leftOutLines(survey: Survey): readonly string[] {
  const leftOut = survey.folders.filter(({ mapping }) => mapping.wanted === null);
  if (leftOut.length === 0) return [];
  return [
    `${formatCount(leftOut.length, 'folder')} will be left out, as you asked`,
    ...leftOut.map(
      ({ mapping, items }) => `  ${shown(folderLabel(mapping.source.path))} (${formatCount(items, 'item')})`,
    ),
  ];
}

function tooLargeLines(survey: Survey): readonly string[] {
  if (survey.tooLargeItems === 0) return [];
  const more = survey.tooLargeItems - survey.tooLarge.length;
  return [
    `${formatCount(survey.tooLargeItems, 'item is', 'items are')} too large for the target, which takes ${formatBytes(survey.itemBytesMax)}`,
    ...survey.tooLarge.map(
      ({ folder, receivedAt, sizeBytes }) =>
        `  ${shown(folderLabel(folder))} · ${formatDay(receivedAt)} · ${formatBytes(sizeBytes)}`,
    ),
    ...(more > 0 ? [`  and ${formatNumber(more)} more`] : []),
  ];
}

function problemLines(survey: Survey): readonly string[] {
  return survey.folders.flatMap(({ problem }) => (problem === null ? [] : [`! ${shown(describeCause(problem))}`]));
}

function closingLines(survey: Survey, { isDryRun, job }: SurveyFrame): readonly string[] {
  const { items, bytes } = survey.moves;
  const { range, learntFrom } = survey.estimate;
  const assumed = job.target === null ? ' to Exchange' : '';
  const basis =
    learntFrom > 0
      ? `as ${formatCount(learntFrom, 'earlier copy', 'earlier copies')} to this server went`
      : 'nothing was measured yet; the first copy narrows it';
  return [
    `${formatCount(items, 'item')} with ${formatBytes(bytes)} will move.`,
    `A move${assumed}, until everything was read back, takes ${formatRange(range)}: ${basis}.`,
    ...(isDryRun ? ['This was a dry run: nothing was written.'] : []),
  ];
}

function padEnd(text: string, columns: number): string {
  return widthOf(text) >= columns ? text : padded(text, columns);
}

function surveyDocument(survey: Survey, { job, isDryRun }: SurveyFrame, exitCode: ExitCode): object {
  const { folders, renames, oldest, newest, tooLarge, estimate, ...rest } = survey;
  const day = (at: typeof oldest): string | null => (at === null ? null : isoSeconds(at));
  return {
    exitCode,
    isDryRun,
    source: describeSources(job.sources),
    users: [...new Set(job.sources.flatMap(({ address }) => (address.is === 'archive' ? [] : [address.user])))],
    target: job.target === null ? null : describeAddress(job.target.address),
    ...rest,
    duration: { ...estimate.range, learntFrom: estimate.learntFrom },
    oldest: day(oldest),
    newest: day(newest),
    folders: folders.map(({ mapping, problem, ...folder }) => ({
      source: mapping.source.path,
      target: mapping.wanted?.path ?? null,
      role: mapping.source.role,
      kind: mapping.source.kind,
      rule: mapping.rule,
      ...folder,
      oldest: day(folder.oldest),
      newest: day(folder.newest),
      problem: problem === null ? null : describeCause(problem),
    })),
    renames: renames.map(({ from, to, why }) => ({ from, to, why })),
    tooLarge: tooLarge.map((item) => ({ ...item, receivedAt: isoSeconds(item.receivedAt) })),
  };
}
