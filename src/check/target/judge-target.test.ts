import { describe, expect, test } from 'vitest';
import { Failure } from '../../base/problem.ts';
import type { CheckResult } from '../../model/check-result.ts';
import type { MailboxRoom } from '../../model/target.ts';
import { judgeTarget, judgeTargetFailure } from './judge-target.ts';

const MB = 1_000_000;
const EMPTY: MailboxRoom = { filled: [], usedBytes: 0, limitBytes: 100 * MB };

function judged(room: Partial<MailboxRoom>, sourceBytes: number | null): CheckResult | undefined {
  const facts = { name: 'ann@example.com', folderCount: 9, itemBytesMax: 35 * MB, sourceBytes, trial: null };
  return judgeTarget({ ...facts, room: { ...EMPTY, ...room } }).find(({ id }) => id === 'C17.room');
}

describe('the room of the new mailbox', () => {
  test.each([
    { sourceMb: 70, usedMb: 0, verdict: 'pass' },
    { sourceMb: 70.1, usedMb: 0, verdict: 'warn' },
    { sourceMb: 100, usedMb: 0, verdict: 'warn' },
    { sourceMb: 100.1, usedMb: 0, verdict: 'block' },
    { sourceMb: 36, usedMb: 50, verdict: 'warn' },
    { sourceMb: 1, usedMb: 100, verdict: 'block' },
    { sourceMb: 1, usedMb: 120, verdict: 'block' },
    { sourceMb: 0, usedMb: 100, verdict: 'pass' },
  ])('$sourceMb MB for 100 MB with $usedMb MB in use: $verdict', ({ sourceMb, usedMb, verdict }) => {
    const result = judged({ usedBytes: usedMb * MB }, sourceMb * MB);
    expect(result?.verdict).toBe(verdict);
    if (verdict !== 'pass') expect(result?.fault?.owner).toBe('target-admin');
  });

  test.each([{ usedBytes: null }, { limitBytes: null }])('is not guessed where the server does not tell', (room) => {
    expect(judged(room, 500 * MB)?.verdict).toBe('pass');
  });

  test('is not compared where no source is known', () => {
    expect(judged({ usedBytes: 99 * MB }, null)?.verdict).toBe('pass');
  });

  test('says when the server does not tell', () => {
    expect(judged({ limitBytes: null }, 1)?.evidence.join()).toContain('the server does not tell');
  });

  test('says what is there already, and that it may count twice', () => {
    const filled = ['Inbox', 'Sent Items', 'a', 'b', 'c', 'd'].map((name, at) => ({ name, items: 10 - at }));
    const result = judged({ filled, usedBytes: 50 * MB }, 60 * MB);
    expect(result?.evidence[0]).toContain('45 items with 50 MB');
    expect(result?.evidence[0]).toContain('Inbox 10, Sent Items 9, a 8, b 7, c 6, and 1 more folders');
    expect(result?.fault?.cause).toContain('counts twice');
  });
});

test('a full mailbox says also how full it is', () => {
  const trial = new Failure('target.full', { reason: 'quota', missing: 'the rest' });
  const facts = { name: 'ann', folderCount: 9, itemBytesMax: MB, sourceBytes: MB, trial };
  const results = judgeTarget({ ...facts, room: { ...EMPTY, usedBytes: 100 * MB } });
  expect(results.map(({ id, verdict }) => `${id} ${verdict}`)).toEqual(['C17 block', 'C17.room block']);
});

test('who is asked to wait is warned; every other failure blocks', () => {
  const busy = judgeTargetFailure('ann', new Failure('target.busy', { minutes: '5' }));
  expect(busy).toMatchObject({ id: 'C17', verdict: 'warn', fault: { owner: 'administrator' } });
  const facts = { user: 'svc', mailbox: 'ann', reason: 'no' };
  const denied = judgeTargetFailure('ann', new Failure('target.read-only', facts));
  expect(denied).toMatchObject({ id: 'C17', verdict: 'block', fault: { owner: 'target-admin' } });
});
