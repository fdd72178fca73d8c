/** Shows advice: the comparison, what fits each group and why, and what to do about full mailboxes. */

import { formatBytes, formatCount } from '../base/amounts.ts';
import type { Advice, GroupAdvice, MailboxStorage } from '../plan/advice/advise.ts';
import { groupDocuments } from '../plan/advice/group-document.ts';
import type { StorageAdvice } from '../plan/advice/storage-advice.ts';
import { comparison } from '../plan/advice/wording.ts';
import type { Offer } from '../plan/offers/offer.ts';
import type { Command } from './command.ts';
import { EXIT, type ExitCode } from './exit.ts';
import { padded, shown, widthOf, wrapped } from './format.ts';

type Paint = Command['terminal']['paint'];

export function presentAdvice(advice: Advice, command: Command): ExitCode {
  const { terminal } = command;
  const text = command.isJson
    ? JSON.stringify(adviceDocument(advice), null, 2)
    : [
        tableText(advice.offers, terminal.paint),
        wrapped(adviceText(advice, terminal.paint), terminal.outColumns()),
      ].join('\n');
  terminal.out(`${text}\n`);
  return EXIT.proven;
}

function adviceText(advice: Advice, paint: Paint): string {
  const sections = [
    remarkLines(advice.offers, paint),
    ...advice.groups.map((one) => groupLines(one, paint)),
    ...advice.storage.map((one) => storageLines(one, paint)),
    advice.remarks.length === 0 ? [] : [paint.strong('For all of them'), ...advice.remarks.map(itemLine)],
  ];
  return sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n');
}

/** Never broken between words: a table that is too wide is better broken by the terminal. */
function tableText(offers: readonly Offer[], { strong, faint }: Paint): string {
  const rows = comparison(offers);
  const titles = rows.map(({ under, title }) => (under === null ? title : `  ${title}`));
  const first = Math.max(...titles.map(widthOf)) + 2;
  const widths = offers.map(({ name }, at) =>
    Math.max(widthOf(shown(name)), ...rows.map(({ cells }) => widthOf(shown(cells[at] ?? '')))),
  );
  const line = (title: string, cells: readonly string[]): string =>
    `  ${padded(title, first)}${cells.map((cell, at) => padded(shown(cell), (widths[at] ?? 0) + 2)).join('')}`.trimEnd();
  return [
    strong(
      line(
        '',
        offers.map(({ name }) => name),
      ),
    ),
    ...rows.flatMap(({ under, cells }, at) => [
      ...(under !== null && rows[at - 1]?.under !== under ? [faint(`  ${under}`)] : []),
      line(titles[at] ?? '', cells),
    ]),
  ].join('\n');
}

function remarkLines(offers: readonly Offer[], { faint }: Paint): readonly string[] {
  return offers.flatMap(({ name, remarks }) => remarks.map((remark) => faint(`  ${shown(name)}: ${shown(remark)}`)));
}

function groupLines({ group, chosen, reasons }: GroupAdvice, { strong }: Paint): readonly string[] {
  const people = group.people.length === 0 ? '' : ` (${formatCount(group.people.length, 'person', 'people')})`;
  return [strong(`${shown(group.name)}${people}: ${WAYS[chosen.way]} ${shown(chosen.name)}`), ...reasons.map(itemLine)];
}

const WAYS: Readonly<Record<Offer['way'], string>> = {
  stay: 'stay on',
  upgrade: 'upgrade, without a migration, to',
  migration: 'move to',
};

function storageLines(
  { address, bytesUsed, bytesMax, isFull, advice }: MailboxStorage,
  { strong }: Paint,
): readonly string[] {
  const share = Math.round((bytesUsed / bytesMax) * 100);
  const head = `${shown(address)}: ${formatBytes(bytesUsed)} of ${formatBytes(bytesMax)}, ${share} %${isFull ? ' – full' : ''}`;
  const lines =
    advice === null ? [`For what fills it: godwit survey … --json > FILE, and --survey FILE here.`] : clearing(advice);
  return [strong(head), ...lines.map(itemLine)];
}

/** What clears the mailbox, the easiest first, each with what it brings. */
function clearing(advice: StorageAdvice): readonly string[] {
  const { largest, trash, junk, old, crowded, deepest } = advice;
  const of = (bytes: number): string => `${formatBytes(bytes)}, ${Math.round((bytes / advice.bytes) * 100)} %`;
  return [
    ...(trash.bytes > 0 ? [`Empty the trash, which counts too: ${of(trash.bytes)}.`] : []),
    ...(junk.bytes > 0 ? [`Empty the junk folder: ${of(junk.bytes)}.`] : []),
    ...(old.bytes > 0
      ? [
          `Mail from before ${old.oldBefore}: ${formatCount(old.items, 'message')}, ${of(old.bytes)}. Keep it elsewhere: godwit copy --target archive:FOLDER, then delete it.`,
        ]
      : []),
    ...(largest.length > 0
      ? [`The largest folders: ${largest.map(({ folder, bytes }) => `${shown(folder)} (${of(bytes)})`).join(', ')}.`]
      : []),
    ...crowded.map(
      ({ folder, items }) =>
        `${shown(folder)} holds ${formatCount(items, 'item')}; Rackspace advises at most 10,000 in a folder.`,
    ),
    ...(deepest === null
      ? []
      : [`${shown(deepest.folder)} lies ${deepest.levels} levels deep; Rackspace advises at most 3.`]),
    ...(advice.bytesAfter < advice.bytes ? [`That leaves at most ${formatBytes(advice.bytesAfter)}.`] : []),
    'Look in webmail whether what you deleted is gone there too. The size that the control panel shows is up to a day old.',
  ];
}

function itemLine(sentence: string): string {
  return `  ${shown(sentence)}`;
}

function adviceDocument(advice: Advice): object {
  const { offers, storage, remarks } = advice;
  return { exitCode: EXIT.proven, offers, groups: groupDocuments(advice), storage, remarks };
}
