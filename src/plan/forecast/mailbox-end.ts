/** How a mailbox goes on as of now: its rate, its wait and between when and when it ends. Pure. */
import { type Instant, instant } from '../../base/clock.ts';
import { IN_HAND, type MailboxState } from '../../model/mailbox-states.ts';
import type { DurationRange, Pace, Waiting } from '../../model/pace.ts';
import type { MailboxAtWork } from '../../model/project.ts';

export interface EndRange {
  readonly earliest: Instant;
  readonly latest: Instant;
}

export interface MailboxOutlook {
  readonly rate: Pace | null;
  readonly end: EndRange | null;
  readonly waiting: Waiting | null;
}

const NOTHING_KNOWN: MailboxOutlook = { rate: null, end: null, waiting: null };

/** Nothing is known of a mailbox at which nobody works, or whose worker was not heard of lately. */
export function mailboxOutlook(mailbox: MailboxAtWork, now: Instant): MailboxOutlook {
  const pace = currentPace(mailbox, now);
  if (pace === null) return NOTHING_KNOWN;
  const waiting = pace.waiting !== null && pace.waiting.until > now ? pace.waiting : null;
  const rest = restAt(mailbox, now);
  return { rate: pace.rate, end: rest === null ? null : endRange(rest, now), waiting };
}

export function endRange({ lowMs, highMs }: DurationRange, now: Instant): EndRange {
  return { earliest: instant(now + lowMs), latest: instant(now + highMs) };
}

/** What is left from now on, waits included; null where nobody can know. */
export function restAt(mailbox: MailboxAtWork, now: Instant): DurationRange | null {
  const pace = currentPace(mailbox, now);
  if (pace === null || pace.rest === null) return null;
  const waitMs = Math.max(0, (pace.waiting?.until ?? now) - now);
  const passedMs = now - (mailbox.progressAt ?? now);
  return {
    lowMs: Math.max(waitMs, pace.rest.lowMs - passedMs),
    highMs: waitMs + Math.max(0, pace.rest.highMs - passedMs),
  };
}

/** A worker measures every two seconds. One that was silent for so long is being replaced. */
const HEARD_MS_MAX = 60_000;

function currentPace({ state, pace, progressAt }: MailboxAtWork, now: Instant): MailboxAtWork['pace'] {
  return isWorkedOn(state) && progressAt !== null && now - progressAt <= HEARD_MS_MAX ? pace : null;
}

/** A worker has it. */
export function isWorkedOn(state: MailboxState): boolean {
  return IN_HAND.some((one) => one === state);
}
