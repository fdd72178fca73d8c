import { describe, expect, test } from 'vitest';
import { instant } from '../../base/clock.ts';
import type { MailboxState } from '../../model/mailbox-states.ts';
import type { MailboxPace, MeasuredWork } from '../../model/pace.ts';
import { type MailboxAtWork, NO_PROGRESS, type ProjectCourse } from '../../model/project.ts';
import { mailboxOutlook } from './mailbox-end.ts';
import { projectOutlook } from './project-outlook.ts';

const NOW = instant(1_000_000_000);
const WORKED: MeasuredWork = { items: 1000, bytes: 1_000_000, startMs: 1000, copyMs: 100_000, proofMs: 20_000 };
const PACE: MailboxPace = {
  rate: { itemsPerSecond: 10, bytesPerSecond: 10_000 },
  rest: { lowMs: 60_000, highMs: 120_000 },
  waiting: null,
  worked: WORKED,
};

function mailbox(state: MailboxState, changes: Partial<MailboxAtWork> = {}): MailboxAtWork {
  const progress = { ...NO_PROGRESS, itemsFound: 1000, bytesFound: 1_000_000 };
  return { state, progress, progressAt: NOW, isListed: true, surveyed: null, pace: PACE, goesOnAt: null, ...changes };
}

const queued = mailbox('queued', { pace: null, progressAt: null });

function course(atWork: readonly MailboxAtWork[], worked: readonly MeasuredWork[] = [WORKED]): ProjectCourse {
  return { atWork, worked, total: null, uncounted: 0, problems: [], lastActivityAt: null };
}

describe('a mailbox', () => {
  test.each<{ what: string; at: MailboxAtWork; end: readonly [number, number] | null; isWaiting?: boolean }>([
    { what: 'that was measured just now', at: mailbox('copying'), end: [60_000, 120_000] },
    {
      what: 'measured 20 s ago',
      at: mailbox('verifying', { progressAt: instant(NOW - 20_000) }),
      end: [40_000, 100_000],
    },
    { what: 'whose worker fell silent', at: mailbox('copying', { progressAt: instant(NOW - 61_000) }), end: null },
    { what: 'that is paused', at: mailbox('paused'), end: null },
    { what: 'without a measure', at: mailbox('copying', { pace: null, progressAt: null }), end: null },
    {
      what: 'that a server lets wait',
      at: mailbox('copying', { pace: { ...PACE, waiting: { until: instant(NOW + 90_000), because: 'busy' } } }),
      end: [90_000, 210_000],
      isWaiting: true,
    },
  ])('$what ends as it should', ({ at, end, isWaiting = false }) => {
    const outlook = mailboxOutlook(at, NOW);
    const { earliest, latest } = outlook.end ?? { earliest: null, latest: null };
    expect([earliest, latest]).toEqual(end === null ? [null, null] : end.map((ms) => NOW + ms));
    expect(outlook.rate === null).toBe(end === null);
    expect(outlook.waiting !== null).toBe(isWaiting);
  });
});

describe('a project', () => {
  test.each([
    { what: 'where nobody works', given: course([queued]) },
    { what: 'before anything was measured', given: course([mailbox('copying', { pace: null }), queued], []) },
    {
      what: 'with a mailbox that nobody listed',
      given: course([mailbox('copying'), mailbox('queued', { isListed: false, pace: null })]),
    },
  ])('$what has no end', ({ given }) => {
    expect(projectOutlook(given, NOW).end).toBeNull();
  });

  test('adds up the rates, and ends with the last of those under way', () => {
    const slower = mailbox('copying', { pace: { ...PACE, rest: { lowMs: 80_000, highMs: 300_000 } } });
    expect(projectOutlook(course([mailbox('copying'), slower]), NOW)).toEqual({
      rate: { itemsPerSecond: 20, bytesPerSecond: 20_000 },
      end: { earliest: NOW + 80_000, latest: NOW + 300_000 },
    });
  });

  test('ends later with each mailbox that waits for its turn, and sooner where more are worked on at once', () => {
    const endOf = (working: number, waiting: number): number => {
      const atWork = [
        ...Array.from({ length: working }, () => mailbox('copying')),
        ...Array.from({ length: waiting }, () => queued),
      ];
      return (projectOutlook(course(atWork), NOW).end?.latest ?? Number.NaN) - NOW;
    };
    expect(endOf(1, 1)).toBeGreaterThan(endOf(1, 0) + 120_000);
    expect(endOf(1, 10)).toBeGreaterThan(9 * 120_000);
    expect(endOf(5, 10)).toBeLessThan(endOf(1, 10) / 2);
  });

  test('learns what reading back takes from those that were read back', () => {
    const copiedOnly = mailbox('copied', { pace: null });
    const working = mailbox('verifying', { pace: { ...PACE, rest: { lowMs: 0, highMs: 0 } } });
    const { end } = projectOutlook(course([working, copiedOnly]), NOW);
    expect((end?.latest ?? Number.NaN) - NOW).toBeLessThan(100_000);
    expect((end?.latest ?? 0) - NOW).toBeGreaterThan(20_000);
  });
});
