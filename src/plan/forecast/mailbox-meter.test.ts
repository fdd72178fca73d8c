import { describe, expect, test } from 'vitest';
import { type Instant, instant } from '../../base/clock.ts';
import type { MailboxPace } from '../../model/pace.ts';
import { type MailboxMeasure, type MailboxProgress, NO_PROGRESS } from '../../model/project.ts';
import { MailboxMeter, type Metered } from './mailbox-meter.ts';

const BEGAN = instant(1_000_000);
const LISTED = { is: 'phase', phase: 'copying' } as const;

function meter(changes: Partial<Metered> = {}): MailboxMeter {
  return new MailboxMeter({
    doing: 'copy',
    sourcesCount: 1,
    isListed: false,
    surveyed: null,
    before: null,
    beganAt: BEGAN,
    ...changes,
  });
}

function after(seconds: number): Instant {
  return instant(BEGAN + seconds * 1000);
}

/** Ten items with 1000 bytes each are copied a second, of a hundred. */
function copied(seconds: number): MailboxProgress {
  const items = Math.min(100, seconds * 10);
  return { ...NO_PROGRESS, itemsFound: 100, bytesFound: 100_000, itemsCopied: items, bytesCopied: items * 1000 };
}

function copiedFor(seconds: number, by = meter()): MailboxMeasure {
  by.hear(LISTED);
  return copiedAll(seconds, by);
}

function copiedAll(seconds: number, by: MailboxMeter): MailboxMeasure {
  for (let second = 0; second < seconds; second += 2) by.measure(copied(second), after(second));
  return by.measure(copied(seconds), after(seconds));
}

describe('a copy', () => {
  test('has a pace and a rest once enough was seen, and none before', () => {
    expect(copiedFor(2).pace).toMatchObject({ rate: null, rest: null });
    const { pace, isListed } = copiedFor(4);
    expect(isListed).toBe(true);
    expect(pace.rate).toEqual({ itemsPerSecond: 10, bytesPerSecond: 10_000 });
    expect(pace.worked).toEqual({ items: 40, bytes: 40_000, startMs: 0, copyMs: 4000, proofMs: null });
    // 60 items are left, which take six seconds, and all hundred are read back in one to ten.
    expect(pace.rest).toEqual({ lowMs: 5100 + 1000, highMs: 6900 + 10_000 });
  });

  test('has no rest while folders are being listed', () => {
    const listing = meter({ sourcesCount: 2 });
    expect(copiedFor(6, listing).pace).toMatchObject({ rate: { itemsPerSecond: 10 }, rest: null });
    listing.hear(LISTED);
    expect(listing.measure(copied(8), after(8)).pace.rest).not.toBeNull();
  });

  test('of a mailbox that was surveyed has a rest while folders are being listed', () => {
    const { pace, isListed } = copiedAll(4, meter({ surveyed: { items: 100, bytes: 100_000 } }));
    expect(isListed).toBe(false);
    expect(pace.rest).toEqual({ lowMs: 5100 + 1000, highMs: 6900 + 10_000 });
  });

  test('that was begun before is measured from where it goes on', () => {
    const first = copiedFor(4);
    const second = meter({ isListed: true, before: first.pace, beganAt: after(100) });
    second.measure(copied(4), after(100));
    const { pace } = second.measure(copied(8), after(104));
    expect(pace.rate?.itemsPerSecond).toBe(10);
    expect(pace.worked).toEqual({ items: 80, bytes: 80_000, startMs: 0, copyMs: 8000, proofMs: null });
  });

  test('that stands still keeps what was worked, and slows down', () => {
    const standing = meter();
    copiedFor(4, standing);
    const { pace } = standing.measure(copied(4), after(8));
    expect(pace.rate?.itemsPerSecond).toBe(5);
    expect(pace.worked.copyMs).toBe(4000);
  });

  test('that a server lets wait says until when, until something moves or the time has come', () => {
    const throttled = meter();
    const asked = { is: 'waiting', untilMs: after(60), because: 'it is busy' } as const;
    throttled.hear(asked);
    const waiting = { until: after(60), because: 'it is busy' };
    expect(throttled.measure(copied(0), after(1)).pace.waiting).toEqual(waiting);
    expect(throttled.measure(copied(0), after(60)).pace.waiting).toBeNull();
    throttled.hear(asked);
    throttled.hear({ is: 'settled', folder: ['INBOX'], items: 1, bytes: 1, failed: 0 });
    expect(throttled.measure(copied(0), after(2)).pace.waiting).toBeNull();
  });
});

test('what is read back again is measured by what the run tells, since the counts do not change', () => {
  const before: MailboxPace = copiedFor(10).pace;
  const proving = meter({ doing: 'verify', isListed: true, before });
  const counts = { ...copied(10), itemsVerified: 100, bytesVerified: 100_000 };
  proving.measure(counts, after(0));
  for (const second of [2, 4]) {
    proving.hear({ is: 'proved', folder: ['INBOX'], items: 20, failed: 0 });
    proving.measure(counts, after(second));
  }
  const { pace } = proving.measure(counts, after(4));
  expect(pace.rate).toEqual({ itemsPerSecond: 10, bytesPerSecond: 0 });
  expect(pace.rest).toEqual({ lowMs: 5100, highMs: 6900 });
  expect(pace.worked).toEqual({ ...before.worked, proofMs: 4000 });
});
