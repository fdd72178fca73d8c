/** The sections of a plan about time: how long it takes and why, and in which order. */
import { formatBytes, formatCount, formatNumber, formatRange } from '../../base/amounts.ts';
import type { TargetService } from '../../model/measured-run.ts';
import type { Lever } from '../forecast/estimate-organisation.ts';
import { MAILBOX_PACES, type Paces, TOGETHER_PACES } from '../forecast/published-paces.ts';
import { dayWords } from './day-words.ts';
import { list, type Section, table, text } from './plan-document.ts';
import type { PlanFacts } from './plan-facts.ts';

/** Less nobody notices. */
const SAVES_MIN = 0.05;

export function estimateSection(facts: PlanFacts): Section {
  const { estimate, crew, moving } = facts;
  const { decisive, isDecisiveAlone, levers } = estimate;
  const helps = levers.filter(({ saves }) => saves >= SAVES_MIN);
  const helpsNot = levers.filter(({ saves }) => saves < SAVES_MIN);
  return {
    id: 'estimate',
    title: 'How long it takes',
    blocks: [
      text(`Between the good day and the bad one: ${formatRange(estimate.range)}, until everything was read back.`),
      ...list(assumptions(facts)),
      ...(decisive === null || moving.length < 2
        ? []
        : [
            text(
              `${decisive.address} with ${formatBytes(decisive.work.bytes)} in ${formatNumber(decisive.work.items)} items ends last` +
                (isDecisiveAlone ? ', and in the end everything waits for it alone.' : '.'),
            ),
          ]),
      ...(helps.length === 0
        ? []
        : [text('What would shorten it:'), ...list(helps.map((one) => leverWords(one, crew)))]),
      ...(helpsNot.length === 0
        ? []
        : [text('What would not:'), ...list([...helpsNot.map(({ is }) => LEVERS[is]), ...NEVER_HELPS])]),
    ],
  };
}

function assumptions({ estimate, crew, moving, destination }: PlanFacts): readonly string[] {
  const known = { survey: 0, inventory: 0, assumed: 0 };
  for (const { from } of moving) known[from] += 1;
  const { learntFrom } = estimate;
  const places = crew.workers * crew.atOnce;
  return [
    learntFrom > 0
      ? `Learnt from ${formatCount(learntFrom, 'earlier copy', 'earlier copies')} to this target, from this machine.`
      : 'Nothing was measured yet: the range is that of published figures for such targets.',
    `${formatCount(crew.workers, 'machine copies', 'machines copy')} ${formatCount(crew.atOnce, 'mailbox', 'mailboxes')} at a time each, so ${formatNumber(places)} together, the largest first.`,
    `${formatCount(known.survey, 'mailbox was', 'mailboxes were')} counted item by item, ${formatNumber(known.inventory)} have the size that the service tells, of ${formatNumber(known.assumed)} it is assumed.`,
    'Each item is written and read back singly or in small batches: many small items take longer than few large ones of the same size.',
    ...(destination === null ? [] : [ceilingWords(destination.service)]),
    'Servers that ask to wait are obeyed; the range allows for it.',
  ];
}

/** What is published of a target is what it lets through on good and on bad days, however many machines ask. */
function ceilingWords(service: TargetService): string {
  const anHour = ({ good, bad }: Paces): string =>
    `${formatBytes(bad.bytesPerSecond * HOUR_S)} to ${formatBytes(good.bytesPerSecond * HOUR_S)} an hour`;
  return `Such a target takes ${anHour(MAILBOX_PACES[service])} for one mailbox, and ${anHour(TOGETHER_PACES[service])} for all together.`;
}

const HOUR_S = 3600;

const LEVERS: Readonly<Record<Lever['is'], string>> = {
  'more workers': 'More machines, or more mailboxes at the same time',
  'clear the largest': 'Clearing up the largest mailbox, to half of its size',
  'leave out spam and trash': 'Leaving out spam and deleted mail (--skip-role junk --skip-role trash)',
  'no waiting':
    'A target that does not ask to wait (its administrator can lift the throttling for the time of the move)',
};

/** Of a move that is under way. */
const NEVER_HELPS = [
  'Starting it anew: it goes on where it was, and listing everything again costs time',
  'A faster machine: servers and lines decide',
];

function leverWords({ is, saves }: Lever, { workers, atOnce }: PlanFacts['crew']): string {
  const what = is === 'more workers' ? `${LEVERS[is]} (twice the ${formatNumber(workers * atOnce)} now)` : LEVERS[is];
  return `${what}: about ${formatNumber(saves * 100)} % less`;
}

export function wavesSection({ waves, dates, organisation }: PlanFacts): Section {
  const isNonStop = organisation.calendar.way === 'non-stop';
  return {
    id: 'waves',
    title: 'Waves',
    blocks: [
      text(
        isNonStop
          ? 'Mailboxes are copied in this order while people work. All of a domain switch over together, because mail for a domain arrives at one place.'
          : 'Mailboxes are copied in this order, and each is open again as soon as it is done.',
      ),
      ...table(
        'Order of copying',
        ['Wave', 'Groups', '#Mailboxes', '#Items', '#Size', 'Takes', 'From'],
        waves.map(({ name, groups, addresses, items, bytes, range, begins }, at) => [
          name,
          groups,
          formatNumber(addresses.length),
          formatNumber(items),
          formatBytes(bytes),
          formatRange(range),
          begins ?? startWords(at, name, dates),
        ]),
      ),
    ],
  };
}

function startWords(at: number, name: string, { pilotOn, copyFrom }: PlanFacts['dates']): string {
  if (name === 'Trial') return pilotOn === null ? 'before the others' : dayWords(pilotOn);
  const isFirst = at === 0 || name === 'Wave 1';
  return isFirst ? dayWords(copyFrom.day) : 'after the one before';
}
