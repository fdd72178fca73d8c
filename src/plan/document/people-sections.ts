/** The sections of a plan about who moves: the summary, and everybody by name. */
import { formatBytes, formatCount, formatNumber, formatRange } from '../../base/amounts.ts';
import type { GroupAdvice } from '../advice/advise.ts';
import type { Destination } from '../forecast/destination.ts';
import { timeWords } from './day-words.ts';
import { type Block, list, type Section, table, text } from './plan-document.ts';
import type { MovingMailbox, PlanFacts } from './plan-facts.ts';

export function summarySection(facts: PlanFacts): Section {
  const { organisation, moving, estimate, dates } = facts;
  const { timeZone, way } = organisation.calendar;
  const bytes = moving.reduce((sum, { work }) => sum + work.bytes, 0);
  const items = moving.reduce((sum, { work }) => sum + work.items, 0);
  const staying = facts.advice.groups
    .filter(({ chosen }) => chosen.way !== 'migration')
    .reduce((sum, { group }) => sum + group.people.length, 0);
  const said = dates.isSuggested ? 'Nobody has chosen a day yet; the first that fits is' : 'The switch is on';
  return {
    id: 'summary',
    title: 'In short',
    blocks: [
      text(
        `${formatCount(moving.length, 'mailbox moves', 'mailboxes move')} from Rackspace Email to ${placeWords(facts.destination)}, ` +
          `with about ${formatBytes(bytes)} in ${formatNumber(items)} items.` +
          (staying > 0
            ? ` ${formatCount(staying, 'mailbox stays where it is', 'mailboxes stay where they are')}.`
            : ''),
      ),
      text(
        way === 'non-stop'
          ? 'Nobody is locked out: everything is copied while people work, what changed meanwhile follows, and then mail is switched over.'
          : 'People cannot get to their mail from the start until their mailbox is done. Mail that arrives meanwhile is there afterwards.',
      ),
      text(
        `Copying everything and reading it back takes ${formatRange(estimate.range)}. ${said} ${timeWords(dates.switchAt, timeZone)}.`,
      ),
      text(
        'At the end every single item is read back from the new mailbox and compared: it is proven, or named with the reason. ' +
          'Nothing is deleted or changed in the old mailboxes, and nobody outside is mailed by the move.',
      ),
      ...list(openPoints(facts)),
    ],
  };
}

/** What stands in the way, in the order of its weight. */
function openPoints({ findings, preparation, moving, ungrouped, dates, destination }: PlanFacts): readonly string[] {
  const open = findings.filter(({ waived }) => waived === null);
  const blocks = open.filter(({ verdict }) => verdict === 'block').length;
  const unprepared = preparation.people.length - preparation.preparedCount;
  const assumed = moving.filter(({ from }) => from === 'assumed').length;
  return [
    ...(moving.length === 0 ? ['Nobody moves yet: name the people in the answers file.'] : []),
    ...(destination === null ? ['Nobody said yet where the mailboxes go: give --target.'] : []),
    ...dates.trouble,
    ...(blocks > 0 ? [`${formatCount(blocks, 'check blocks', 'checks block')} the move: see Risks.`] : []),
    ...(unprepared > 0 ? [`${formatCount(unprepared, 'person is', 'people are')} not prepared yet.`] : []),
    ...(ungrouped.length > 0
      ? [`${formatCount(ungrouped.length, 'mailbox is', 'mailboxes are')} in no group, and in no part of this plan.`]
      : []),
    ...(assumed > 0
      ? [`Of ${formatCount(assumed, 'mailbox', 'mailboxes')} nobody knows the size: take an inventory or a survey.`]
      : []),
  ];
}

export function placeWords(destination: Destination | null): string {
  if (destination === null) return 'Exchange';
  const { service, host } = destination;
  if (service === 'exchange-online') return 'Exchange Online';
  const what = { exchange: 'Exchange', imap: 'a mail server with IMAP', archive: 'an archive' }[service];
  return host === null ? what : `${what} at ${host}`;
}

const KNOWN_FROM: Readonly<Record<MovingMailbox['from'], string>> = {
  survey: 'counted item by item',
  inventory: 'as the service counts',
  assumed: 'assumed',
};

export function scopeSection({ advice, moving, ungrouped, waves }: PlanFacts): Section {
  const waveOf = new Map(waves.flatMap(({ name, addresses }) => addresses.map((address) => [address, name] as const)));
  return {
    id: 'scope',
    title: 'Who moves',
    blocks: [
      ...table('Groups', ['Group', '#People', 'Gets', 'Because'], advice.groups.map(groupRow)),
      ...table(
        'Mailboxes that move',
        ['Address', 'Group', '#Items', '#Size', 'Size known', 'Wave'],
        moving.map(({ address, group, work, from }) => [
          address,
          group.name,
          formatNumber(work.items),
          formatBytes(work.bytes),
          KNOWN_FROM[from],
          waveOf.get(address) ?? '',
        ]),
      ),
      ...ungroupedBlocks(ungrouped),
    ],
  };
}

function groupRow({ group, chosen, reasons }: GroupAdvice): readonly string[] {
  return [group.name, formatNumber(group.people.length), chosen.name, reasons[0] ?? ''];
}

function ungroupedBlocks(ungrouped: readonly string[]): readonly Block[] {
  if (ungrouped.length === 0) return [];
  return [text('These mailboxes are in the inventory and in no group, so they do not move:'), ...list(ungrouped)];
}
