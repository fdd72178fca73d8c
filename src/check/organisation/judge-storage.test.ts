import { describe, expect, test } from 'vitest';
import { mailbox, said, untoldMailbox } from '../../../test/check/known-organisation.ts';
import type { KnownOrganisation } from '../../plan/known-organisation.ts';
import { judgeFullness, judgeTargetSize } from './judge-storage.ts';

interface Case {
  readonly what: string;
  readonly of: Partial<KnownOrganisation>;
  readonly verdict: string;
  readonly says?: readonly string[];
}

const holding = (name: string, gigabytes: number): ReturnType<typeof mailbox> =>
  mailbox(name, { bytesUsed: gigabytes * 1e9 });

describe('full mailboxes', () => {
  test.each<Case>([
    { what: 'room everywhere', of: {}, verdict: 'pass', says: ['2 mailboxes, the fullest 4 %'] },
    { what: 'just below', of: { mailboxes: [holding('ann', 23.74)] }, verdict: 'pass', says: ['94 %'] },
    {
      what: 'two of three',
      of: { mailboxes: [holding('ann', 23.75), holding('bob', 25), mailbox('eve')] },
      verdict: 'warn',
      says: ['bob@example.com: 25.0 GB of 25.0 GB are used (100 %)\nann@example.com', '2 mailboxes are full'],
    },
    { what: 'without a limit', of: { mailboxes: [mailbox('ann', { bytesMax: 0 })] }, verdict: 'pass' },
    {
      what: 'full, but on Exchange',
      of: { mailboxes: [mailbox('ann'), { ...holding('bob', 25), platform: 'exchange' }] },
      verdict: 'pass',
    },
    {
      what: 'one that nobody told of',
      of: { mailboxes: [untoldMailbox('ann'), mailbox('bob')] },
      verdict: 'warn',
      says: ['ann@example.com: nobody told how full they are', 'Of 1 mailbox the inventory', '--rackspace-account'],
    },
    {
      what: 'none of which anybody told',
      of: { mailboxes: [untoldMailbox('ann'), untoldMailbox('bob')] },
      verdict: 'warn',
      says: ['all 2 mailboxes: nobody told'],
    },
  ])('$what: $verdict', ({ of, verdict, says = [] }) => {
    const [found, text] = said(judgeFullness, of);
    expect(text).not.toContain('zoe@');
    expect(found, text).toBe(verdict);
    for (const part of says) expect(text).toContain(part);
  });
});

describe('the size of new mailboxes', () => {
  const judge = (scope: Parameters<typeof judgeFullness>[0]): ReturnType<typeof judgeFullness> =>
    judgeTargetSize(scope, 50e9);

  test.each<Case>([
    { what: 'much larger', of: {}, verdict: 'pass', says: ['1.00 GB, 2 % of 50.0 GB'] },
    { what: 'seventy hundredths', of: { mailboxes: [holding('ann', 35)] }, verdict: 'pass' },
    {
      what: 'tight',
      of: { mailboxes: [holding('ann', 36), mailbox('bob')] },
      verdict: 'warn',
      says: ['ann@example.com: 36.0 GB, 72 % of 50.0 GB', '1 mailbox fills'],
    },
    { what: 'full from the first day', of: { mailboxes: [holding('ann', 50)] }, verdict: 'warn' },
    {
      what: 'too small',
      of: { mailboxes: [holding('ann', 36), holding('bob', 51)] },
      verdict: 'block',
      says: ['bob@example.com: 51.0 GB, 102 %', '1 mailbox holds more', '1 mailbox fills'],
    },
    { what: 'nobody told what is held', of: { mailboxes: [untoldMailbox('ann')] }, verdict: 'warn' },
  ])('$what: $verdict', ({ of, verdict, says = [] }) => {
    const [found, text] = said(judge, of);
    expect(text).not.toContain('zoe@');
    expect(found, text).toBe(verdict);
    for (const part of says) expect(text).toContain(part);
  });

  test('that nobody told is asked for', () => {
    expect(said((scope) => judgeTargetSize(scope, null), {})).toEqual([
      'warn',
      expect.stringContaining('--target-mailbox-gb'),
    ]);
  });
});
