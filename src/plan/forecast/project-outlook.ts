/** When the mailboxes of a project end, by playing the rest at the paces that were measured in it. Pure. */
import type { Instant } from '../../base/clock.ts';
import type { MeasuredRun } from '../../model/measured-run.ts';
import type { DurationRange, MeasuredWork, Pace } from '../../model/pace.ts';
import { type MailboxAtWork, type ProjectCourse, totalOf } from '../../model/project.ts';
import { learntFrom } from './estimate-mailbox.ts';
import { type EndRange, endRange, isWorkedOn, mailboxOutlook, restAt } from './mailbox-end.ts';
import { leftToCopy } from './mailbox-meter.ts';
import { playMoves } from './play-moves.ts';

export interface ProjectOutlook {
  /** Of all mailboxes together. Null where none moves, or too little was seen. */
  readonly rate: Pace | null;
  /**
   * When the last mailbox that is at work now, or waits for it, is copied and read back. Null where nobody works, where the
   * size of one of them is not known, and before anything was measured.
   */
  readonly end: EndRange | null;
}

export function projectOutlook(course: ProjectCourse, now: Instant): ProjectOutlook {
  const rates = course.atWork.flatMap((mailbox) => mailboxOutlook(mailbox, now).rate ?? []);
  const rate = rates.length === 0 ? null : rates.reduce(together);
  const rest = restOfAll(course, now);
  return { rate, end: rest === null ? null : endRange(rest, now) };
}

function together(one: Pace, other: Pace): Pace {
  return {
    itemsPerSecond: one.itemsPerSecond + other.itemsPerSecond,
    bytesPerSecond: one.bytesPerSecond + other.bytesPerSecond,
  };
}

/** As many at once as there are now: how many workers are free for this project, nobody knows better. */
function restOfAll({ atWork, worked }: ProjectCourse, now: Instant): DurationRange | null {
  const begun = atWork.filter(({ state }) => isWorkedOn(state));
  const waiting = atWork.filter(({ state }) => !isWorkedOn(state));
  if (begun.length === 0) return null;
  const runs = worked.map(runOf);
  // Once for all of them: there may be thousands.
  const learnt = { whole: learntFrom(runs), proof: learntFrom(runs.map(proofOf)) };
  const rests = [...begun, ...waiting].map((mailbox) => restOf(mailbox, learnt, now));
  if (rests.some((rest) => rest === null)) return null;
  // They shared lines and servers while they were measured, so that nothing slows them down further.
  const endAt = (end: keyof DurationRange): number =>
    playMoves(
      rests.flatMap((rest) => (rest === null ? [] : { items: 0, bytes: 0, aloneMs: rest[end] })),
      { places: begun.length, together: null },
    ).endMs;
  return { lowMs: endAt('lowMs'), highMs: endAt('highMs') };
}

interface Learnt {
  readonly whole: ReturnType<typeof learntFrom>;
  readonly proof: ReturnType<typeof learntFrom>;
}

/** From its own pace, or from those of the others. */
function restOf(mailbox: MailboxAtWork, { whole, proof }: Learnt, now: Instant): DurationRange | null {
  const own = restAt(mailbox, now);
  if (own !== null) return own;
  const [total, left] = [totalOf(mailbox), leftToCopy(mailbox)];
  if (total === null || left === null) return null;
  const isCopied = mailbox.state === 'copied' || mailbox.state === 'verifying';
  const learnt = isCopied ? proof?.(total) : whole?.(left);
  if (learnt === undefined) return null;
  const waitMs = Math.max(0, (mailbox.goesOnAt ?? now) - now);
  return { lowMs: learnt.lowMs + waitMs, highMs: learnt.highMs + waitMs };
}

/** The targets of one project are alike, so its runs are compared whatever their server is called. */
function runOf(worked: MeasuredWork): MeasuredRun {
  return { ...worked, endedAt: NEVER, service: 'exchange', targetHost: '', waitedMs: 0 };
}

const NEVER = 0 as Instant; // runs come in their order already

/** Reading back alone. */
function proofOf(run: MeasuredRun): MeasuredRun {
  return { ...run, startMs: 0, copyMs: 0, proofMs: run.proofMs ?? run.copyMs };
}
