/** An organisation played many times with chance in it: how long it takes with so many machines, typically and at its worst. Pure. */
import type { Random } from '../../base/random.ts';
import type { TargetService } from '../../model/measured-run.ts';
import type { Pace, Work } from '../../model/pace.ts';
import { drawNormal } from './draw-mailboxes.ts';
import { durationMs } from './duration.ts';
import { type Play, type PlayedMailbox, playMoves } from './play-moves.ts';
import { MAILBOX_PACES, START, TOGETHER_PACES } from './published-paces.ts';

export interface Simulation {
  readonly service: TargetService;
  readonly mailboxes: readonly Work[];
  /** Machines, each row one number. */
  readonly workers: readonly number[];
  /** Mailboxes that move at the same time on each machine. */
  readonly atOnce: number;
  /** How many times each row is played. */
  readonly rounds: number;
}

export interface SimulatedRow {
  readonly workers: number;
  /** Half of the rounds ended sooner. */
  readonly typicalMs: number;
  /** One round of ten ended sooner, and one later. */
  readonly lowMs: number;
  readonly highMs: number;
  /** In the typical round. */
  readonly bytesPerSecond: number;
  /** The part of the time in which the target, or the line to it, was what held everybody up. */
  readonly sharedPart: number;
  /** The part of all work that was waiting because the target asked for it. */
  readonly waitedPart: number;
  readonly holdsUp: 'places' | 'target' | 'one mailbox';
}

/** One mailbox differs from another like this, in logarithms. */
const MAILBOX_SPREAD = 0.35;
/** A server asks a busy client to wait again and again, each time so long; 299,961 ms is the longest that was seen. */
const WAIT_MS = { min: 5000, max: 300_000 } as const;
/** Of work between two waits, on a good day and on a bad one. */
const WORK_BETWEEN_WAITS_MS = { good: 3_600_000, bad: 120_000 } as const;

/** Largest first: the longest move must not begin last. */
export function simulateMoves(of: Simulation, random: Random): readonly SimulatedRow[] {
  const mailboxes = of.mailboxes.toSorted((one, other) => other.bytes - one.bytes);
  const days = Array.from({ length: of.rounds }, () => drawDay(mailboxes, of.service, random));
  return of.workers.map((workers) => rowOf(workers, days, mailboxes, of));
}

/** What one round meets: the same for every number of machines, so that they can be compared. */
interface Day {
  readonly played: readonly PlayedMailbox[];
  readonly together: Pace;
  readonly waitedPart: number;
}

function drawDay(mailboxes: readonly Work[], service: TargetService, random: Random): Day {
  const luck = random.int(1001) / 1000;
  const pace = between(MAILBOX_PACES[service], luck);
  const together = between(TOGETHER_PACES[service], random.int(1001) / 1000);
  const workBetweenMs = geometric(WORK_BETWEEN_WAITS_MS.bad, WORK_BETWEEN_WAITS_MS.good, luck);
  let [workedMs, waitedMs] = [0, 0];
  const played = mailboxes.map((mailbox): PlayedMailbox => {
    const alone = durationMs(mailbox, pace) * Math.exp(MAILBOX_SPREAD * drawNormal(random));
    const waits = drawWaits(alone / workBetweenMs, random);
    workedMs += alone;
    waitedMs += waits;
    return { ...mailbox, aloneMs: START.lowMs + random.int(START.highMs - START.lowMs) + alone + waits };
  });
  return { played, together, waitedPart: waitedMs === 0 ? 0 : waitedMs / (workedMs + waitedMs) };
}

/** `expected` waits on average. Of many, only their sum is drawn. */
const WAITS_DRAWN_MAX = 50;

function drawWaits(expected: number, random: Random): number {
  const count = Math.floor(expected) + (random.int(1000) < (expected % 1) * 1000 ? 1 : 0);
  const drawn = Math.min(count, WAITS_DRAWN_MAX);
  let sum = 0;
  for (let number = 0; number < drawn; number += 1) {
    sum += geometric(WAIT_MS.min, WAIT_MS.max, random.int(1001) / 1000);
  }
  return drawn === 0 ? 0 : (sum * count) / drawn;
}

/** 0 is bad, 1 is good; the middle is as many times better than the one as the other is than it. */
function between({ good, bad }: { readonly good: Pace; readonly bad: Pace }, luck: number): Pace {
  return {
    itemsPerSecond: geometric(bad.itemsPerSecond, good.itemsPerSecond, luck),
    bytesPerSecond: geometric(bad.bytesPerSecond, good.bytesPerSecond, luck),
  };
}

function geometric(from: number, to: number, part: number): number {
  return from * (to / from) ** part;
}

/** Above, one cause explains most of it. */
const MOST = 0.5;

function rowOf(
  workers: number,
  days: readonly Day[],
  mailboxes: readonly Work[],
  { atOnce }: Simulation,
): SimulatedRow {
  const plays = days
    .map((day) => ({ day, play: playMoves(day.played, { places: workers * atOnce, together: day.together }) }))
    .toSorted((one, other) => one.play.endMs - other.play.endMs);
  const at = (part: number): (typeof plays)[number] | undefined => plays[Math.round(part * (plays.length - 1))];
  const typical = at(0.5);
  const typicalMs = typical?.play.endMs ?? 0;
  const bytes = mailboxes.reduce((sum, one) => sum + one.bytes, 0);
  return {
    workers,
    typicalMs,
    lowMs: at(0.1)?.play.endMs ?? 0,
    highMs: at(0.9)?.play.endMs ?? 0,
    bytesPerSecond: typicalMs === 0 ? 0 : Math.round((1000 * bytes) / typicalMs),
    sharedPart: typicalMs === 0 ? 0 : (typical?.play.sharedMs ?? 0) / typicalMs,
    waitedPart: typical?.day.waitedPart ?? 0,
    holdsUp: typical === undefined ? 'places' : causeOf(typical.play, typical.day),
  };
}

function causeOf({ endMs, last, sharedMs }: Play, { played }: Day): SimulatedRow['holdsUp'] {
  const longestMs = last === null ? 0 : (played[last]?.aloneMs ?? 0);
  if (sharedMs > endMs * MOST) return 'target';
  return longestMs > endMs * MOST ? 'one mailbox' : 'places';
}
