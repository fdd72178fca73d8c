/** How long one mailbox takes: from what was measured at the same server before, and until then from what is published. Pure. */
import type { MeasuredRun, TargetService } from '../../model/measured-run.ts';
import type { DurationRange, Work } from '../../model/pace.ts';
import type { Destination } from './destination.ts';
import { durationMs } from './duration.ts';
import { MAILBOX_PACES, START } from './published-paces.ts';

export interface MailboxEstimate {
  /** From the first connection until everything was read back. */
  readonly range: DurationRange;
  /** Runs that it was learnt from; 0 where only published figures are known. */
  readonly learntFrom: number;
}

/** Of the newest. Older ones tell of a line and a load that may be gone. */
const RUNS_MAX = 20;
/** A run below tells of signing in, and not of the pace. */
const RUN_ITEMS_MIN = 10;
const RUN_MS_MIN = 200;

/**
 * Deviations are factors, so the spread is that of logarithms. As long as few runs are known, it is mostly this: what the
 * same mailbox took from one hour to another.
 */
const USUAL_SPREAD = 0.35;
/** As if so many runs with the usual spread had been seen. */
const USUAL_RUNS = 3;
/** Of the normal distribution: 19 of 20 lie within so many spreads. */
const SPREADS = 2;
/** A server that never asked to wait may do it in a run many times as long: so much for each natural step of size. */
const SPREAD_BY_SIZE = 0.3;

/** The range holds the truth in about nine of ten cases. */
export function estimateMailbox(
  work: Work,
  /** Null: nobody said yet. */
  to: Destination | null,
  measured: readonly MeasuredRun[],
): MailboxEstimate {
  return estimateFrom(work, to, to === null ? [] : comparable(measured, to));
}

/** As `estimateMailbox`, for many mailboxes: from runs that `comparable` gave once. */
export function estimateFrom(work: Work, to: Destination | null, runs: readonly MeasuredRun[]): MailboxEstimate {
  const usual = published(work, to?.service ?? null);
  if (runs.length === 0) return { range: usual, learntFrom: 0 };
  return { range: within(learnt(work, runs, varianceOf(runs)), usual), learntFrom: runs.length };
}

/** What was seen, not wider than what is usual; but what is usual never cuts nearer to the middle than this factor. */
function within(seen: DurationRange, usual: DurationRange): DurationRange {
  const middle = Math.sqrt(seen.lowMs * seen.highMs);
  return {
    lowMs: Math.round(Math.max(seen.lowMs, Math.min(usual.lowMs, middle / KEPT_FACTOR))),
    highMs: Math.round(Math.min(seen.highMs, Math.max(usual.highMs, middle * KEPT_FACTOR))),
  };
}

const KEPT_FACTOR = 2;

/** Those at the same server, newest first. */
export function comparable(measured: readonly MeasuredRun[], to: Destination): readonly MeasuredRun[] {
  return measured
    .filter((run) => run.service === to.service && (to.host === null || run.targetHost === to.host))
    .filter(hasPace)
    .toSorted((one, other) => other.endedAt - one.endedAt)
    .slice(0, RUNS_MAX);
}

function published(work: Work, service: TargetService | null): DurationRange {
  if (service === null) {
    const ranges = [published(work, 'exchange'), published(work, 'exchange-online')];
    return {
      lowMs: Math.min(...ranges.map(({ lowMs }) => lowMs)),
      highMs: Math.max(...ranges.map(({ highMs }) => highMs)),
    };
  }
  const { good, bad } = MAILBOX_PACES[service];
  return { lowMs: START.lowMs + durationMs(work, good), highMs: START.highMs + durationMs(work, bad) };
}

/** What the items took, without the start. Without a proof of its own, a run is taken to be read back as fast as it was copied. */
export function paceMsOf({ copyMs, proofMs }: MeasuredRun): number {
  return copyMs + (proofMs ?? copyMs);
}

/** As `estimateMailbox`, from runs alone and for many mailboxes: null where there are none to learn from. */
export function learntFrom(runs: readonly MeasuredRun[]): ((work: Work) => DurationRange) | null {
  const known = runs.filter(hasPace).slice(0, RUNS_MAX);
  if (known.length === 0) return null;
  const variance = varianceOf(known);
  return (work) => learnt(work, known, variance);
}

function hasPace(run: MeasuredRun): boolean {
  return run.items >= RUN_ITEMS_MIN && paceMsOf(run) >= RUN_MS_MIN;
}

/** Against what is published, so that runs of large and of small messages can be compared. */
function varianceOf(runs: readonly MeasuredRun[]): number {
  const factors = runs.map((run) => Math.log(paceMsOf(run) / durationMs(run, MAILBOX_PACES[run.service].good)));
  const usual = mean(factors);
  const squares = factors.reduce((sum, factor) => sum + (factor - usual) ** 2, USUAL_RUNS * USUAL_SPREAD ** 2);
  return squares / (USUAL_RUNS + runs.length - 1);
}

function learnt(work: Work, runs: readonly MeasuredRun[], variance: number): DurationRange {
  // Nobody knows what part of the time went to items and what to bytes. Whatever it is, the truth lies between.
  const bounds = runs.map((run) => {
    const byItems = (work.items / run.items) * paceMsOf(run);
    const byBytes = run.bytes === 0 ? byItems : (work.bytes / run.bytes) * paceMsOf(run);
    return { low: Math.log(1 + Math.min(byItems, byBytes)), high: Math.log(1 + Math.max(byItems, byBytes)) };
  });
  const low = mean(bounds.map((bound) => bound.low));
  const high = mean(bounds.map((bound) => bound.high));
  const itemsMax = Math.max(...runs.map(({ items }) => items));
  const bytesMax = Math.max(1, ...runs.map(({ bytes }) => bytes));
  const larger = Math.log(Math.max(1, work.items / itemsMax, work.bytes / bytesMax));
  const width = SPREADS * Math.sqrt(variance * (1 + 1 / runs.length) + (SPREAD_BY_SIZE * larger) ** 2);
  const starts = runs.map(({ startMs }) => startMs);
  return {
    lowMs: Math.round(Math.min(...starts) / 2 + Math.exp(low - width) - 1),
    highMs: Math.round(Math.max(...starts) * 2 + Math.exp(high + width) - 1),
  };
}

function mean(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
}
