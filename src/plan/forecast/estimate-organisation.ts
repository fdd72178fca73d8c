/** How long all mailboxes of an organisation take, which of them decides the end, and what would bring it forward. Pure. */
import type { MeasuredRun } from '../../model/measured-run.ts';
import type { DurationRange, Pace, Work } from '../../model/pace.ts';
import type { Destination } from './destination.ts';
import { comparable, estimateFrom, paceMsOf } from './estimate-mailbox.ts';
import { type PlayedMailbox, playMoves } from './play-moves.ts';
import { TOGETHER_PACES } from './published-paces.ts';

export interface SizedMailbox {
  readonly address: string;
  readonly work: Work;
  /** survey: every item was listed. inventory: as the service counts once a day. assumed: nobody knows. */
  readonly from: 'survey' | 'inventory' | 'assumed';
  /** The part of the bytes that lies in the folders of spam and of deleted mail; null where nobody looked. */
  readonly leavablePart: number | null;
}

export interface Crew {
  /** Machines. */
  readonly workers: number;
  /** Mailboxes that move at the same time on each. */
  readonly atOnce: number;
}

/** Something that could be done, and the part of the time that it saves. */
export interface Lever {
  readonly is: 'more workers' | 'clear the largest' | 'leave out spam and trash' | 'no waiting';
  /** From 0 to 1, of the middle of the range. */
  readonly saves: number;
}

export interface OrganisationEstimate {
  readonly range: DurationRange;
  /** In the order given. */
  readonly mailboxes: readonly { readonly mailbox: SizedMailbox; readonly range: DurationRange }[];
  /** The one that ends last; null where there is none. */
  readonly decisive: SizedMailbox | null;
  /** True where everything waits for that one alone in the end. */
  readonly isDecisiveAlone: boolean;
  readonly learntFrom: number;
  /** The most saving first; those that save nothing worth naming are there too. */
  readonly levers: readonly Lever[];
}

/** Of the end: then more machines would stand idle. */
const ALONE_PART = 0.9;

export function estimateOrganisation(
  mailboxes: readonly SizedMailbox[],
  to: Destination | null,
  measured: readonly MeasuredRun[],
  crew: Crew,
): OrganisationEstimate {
  const runs = to === null ? [] : comparable(measured, to);
  const estimated = mailboxes.map((mailbox) => ({ mailbox, ...estimateFrom(mailbox.work, to, runs) }));
  // Who moves the largest first waits for no single one in the end.
  const order = estimated.toSorted((one, other) => other.range.highMs - one.range.highMs);
  const together = togetherOf(to, runs);
  const places = crew.workers * crew.atOnce;
  const endAt = (end: keyof typeof TOGETHER, many = places): ReturnType<typeof playMoves> =>
    playMoves(order.map(playedAt(end)), { places: many, together: together[end] });
  const [low, middle, high] = [endAt('low'), endAt('middle'), endAt('high')];
  const decisive = middle.last === null ? null : (order[middle.last] ?? null);
  const saved = (endMs: number): number => (middle.endMs === 0 ? 0 : Math.max(0, 1 - endMs / middle.endMs));
  const without = (keep: (one: (typeof order)[number]) => PlayedMailbox): number =>
    playMoves(order.map(keep), { places, together: together.middle }).endMs;
  const played = playedAt('middle');
  const levers: readonly Lever[] = [
    { is: 'more workers', saves: saved(endAt('middle', places * 2).endMs) },
    { is: 'clear the largest', saves: saved(without((one) => scaled(played(one), one === order[0] ? 0.5 : 1))) },
    {
      is: 'leave out spam and trash',
      saves: saved(without((one) => scaled(played(one), 1 - (one.mailbox.leavablePart ?? 0)))),
    },
    { is: 'no waiting', saves: waitedPartOf(runs) },
  ];
  return {
    range: { lowMs: low.endMs, highMs: Math.max(low.endMs, high.endMs) },
    mailboxes: estimated.map(({ mailbox, range }) => ({ mailbox, range })),
    decisive: decisive?.mailbox ?? null,
    isDecisiveAlone: decisive !== null && played(decisive).aloneMs >= middle.endMs * ALONE_PART,
    learntFrom: runs.length,
    levers: levers.toSorted((one, other) => other.saves - one.saves),
  };
}

const TOGETHER = { low: 'good', middle: null, high: 'bad' } as const;

/** What is published of all mailboxes together holds until runs show what a server really does. */
function togetherOf(
  to: Destination | null,
  runs: readonly MeasuredRun[],
): Readonly<Record<keyof typeof TOGETHER, Pace | null>> {
  const { good, bad } = TOGETHER_PACES[to?.service ?? 'exchange-online'];
  const middle = {
    itemsPerSecond: Math.sqrt(good.itemsPerSecond * bad.itemsPerSecond),
    bytesPerSecond: Math.sqrt(good.bytesPerSecond * bad.bytesPerSecond),
  };
  if (runs.length === 0) return { low: good, middle, high: bad };
  // What one mailbox got is there for all of them at least.
  const seen = bestOf(runs);
  return { low: null, middle: larger(middle, seen), high: larger(bad, seen) };
}

function bestOf(runs: readonly MeasuredRun[]): Pace {
  const seconds = (run: MeasuredRun): number => paceMsOf(run) / 1000;
  return {
    itemsPerSecond: Math.max(...runs.map((run) => run.items / seconds(run))),
    bytesPerSecond: Math.max(...runs.map((run) => run.bytes / seconds(run))),
  };
}

function larger(one: Pace, other: Pace): Pace {
  return {
    itemsPerSecond: Math.max(one.itemsPerSecond, other.itemsPerSecond),
    bytesPerSecond: Math.max(one.bytesPerSecond, other.bytesPerSecond),
  };
}

function playedAt(
  end: keyof typeof TOGETHER,
): (one: { readonly mailbox: SizedMailbox; readonly range: DurationRange }) => PlayedMailbox {
  return ({ mailbox, range: { lowMs, highMs } }) => {
    const aloneMs = { low: lowMs, middle: Math.sqrt(lowMs * highMs), high: highMs }[end];
    return { ...mailbox.work, aloneMs };
  };
}

function scaled({ aloneMs, items, bytes }: PlayedMailbox, by: number): PlayedMailbox {
  return { aloneMs: aloneMs * by, items: items * by, bytes: bytes * by };
}

function waitedPartOf(runs: readonly MeasuredRun[]): number {
  const worked = runs.reduce((sum, { copyMs, proofMs }) => sum + copyMs + (proofMs ?? 0), 0);
  const waited = runs.reduce((sum, { waitedMs }) => sum + waitedMs, 0);
  return worked === 0 ? 0 : Math.min(1, waited / worked);
}
