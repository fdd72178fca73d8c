/** Plays the moves of an organisation in virtual time: so many at once, on lines and servers that they share. Pure. */
import { assert } from '../../base/assert.ts';
import type { Pace, Work } from '../../model/pace.ts';

export interface PlayedMailbox extends Work {
  /** What it takes when nobody else is in its way; taken for at least 1. */
  readonly aloneMs: number;
}

export interface Stage {
  /** Mailboxes that move at the same time; at least 1. */
  readonly places: number;
  /** The most that all of them together get through. Null: no limit is known. */
  readonly together: Pace | null;
}

export interface Play {
  readonly endMs: number;
  /** Index of the mailbox that ends last; null where there is none. */
  readonly last: number | null;
  /** For how much of the time the mailboxes slowed each other down. */
  readonly sharedMs: number;
}

interface Running {
  readonly index: number;
  /** On the clock of the mailboxes, which goes as much slower as all of them are slowed down. */
  readonly endsAt: number;
  readonly mailbox: PlayedMailbox;
}

/** Each place takes the next mailbox as soon as it is free. The time it needs grows with the mailboxes alone. */
export function playMoves(mailboxes: readonly PlayedMailbox[], { places, together }: Stage): Play {
  // The one that ends first stands last.
  const running: Running[] = [];
  let [next, now, ownNow, sharedMs] = [0, 0, 0, 0];
  let last: number | null = null;
  const load = { items: 0, bytes: 0 };
  const carry = ({ aloneMs, items, bytes }: PlayedMailbox, sign: 1 | -1): void => {
    const seconds = Math.max(1, aloneMs) / 1000;
    load.items += (sign * items) / seconds;
    load.bytes += (sign * bytes) / seconds;
  };
  const startNext = (): void => {
    const mailbox = mailboxes[next];
    if (mailbox === undefined) return;
    const one = { index: next, endsAt: ownNow + Math.max(1, mailbox.aloneMs), mailbox };
    running.splice(placeFor(one, running), 0, one);
    carry(mailbox, 1);
    next += 1;
  };
  assert(places >= 1, 'somewhere mailboxes move');
  while (next < mailboxes.length && running.length < places) startNext();
  for (let ended = running.pop(); ended !== undefined; ended = running.pop()) {
    const slowed = Math.max(1, excess(load, together));
    const passed = (ended.endsAt - ownNow) * slowed;
    now += passed;
    if (slowed > 1) sharedMs += passed;
    ownNow = ended.endsAt;
    last = ended.index;
    carry(ended.mailbox, -1);
    startNext();
  }
  return { endMs: Math.round(now), last, sharedMs: Math.round(sharedMs) };
}

/** How many times as much as they get is asked for. */
function excess(load: Work, together: Pace | null): number {
  return together === null ? 0 : Math.max(load.items / together.itemsPerSecond, load.bytes / together.bytesPerSecond);
}

/** By halving: the list is in order, the latest end first. */
function placeFor({ endsAt }: Running, running: readonly Running[]): number {
  let [low, high] = [0, running.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((running[middle]?.endsAt ?? 0) > endsAt) low = middle + 1;
    else high = middle;
  }
  return low;
}
