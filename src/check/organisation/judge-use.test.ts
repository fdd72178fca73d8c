import { describe, expect, test } from 'vitest';
import { mailbox, said, untoldMailbox } from '../../../test/check/known-organisation.ts';
import type { KnownOrganisation } from '../../plan/known-organisation.ts';
import { judgeUse } from './judge-use.ts';

interface Case {
  readonly what: string;
  readonly of: Partial<KnownOrganisation>;
  readonly verdict: string;
  readonly says?: readonly string[];
}

describe('mailboxes that are hardly used', () => {
  test.each<Case>([
    { what: 'all in use', of: {}, verdict: 'pass', says: ['2 mailboxes are in use'] },
    { what: 'empty and new', of: { mailboxes: [mailbox('ann', { bytesUsed: 0 })] }, verdict: 'pass' },
    { what: 'left, with much in it', of: { mailboxes: [mailbox('ann', { lastSignIn: 'never' })] }, verdict: 'pass' },
    {
      what: 'empty and never used',
      of: { mailboxes: [mailbox('ann', { bytesUsed: 9_000_000, lastSignIn: 'never' }), mailbox('bob')] },
      verdict: 'warn',
      says: ['ann@example.com: 9.00 MB, nobody ever signed in', 'POP'],
    },
    {
      what: 'empty and left',
      of: { mailboxes: [mailbox('ann', { bytesUsed: 5, lastSignIn: '2025-11-29T00:00:00' })] },
      verdict: 'warn',
      says: ['last sign-in on 2025-11-29'],
    },
    {
      what: 'empty, and used this winter',
      of: { mailboxes: [mailbox('ann', { bytesUsed: 5, lastSignIn: '2026-01-01T00:00:00' })] },
      verdict: 'pass',
    },
    {
      what: 'empty, and nobody told when it was used',
      of: { mailboxes: [mailbox('ann', { bytesUsed: 5, lastSignIn: null }), mailbox('bob')] },
      verdict: 'warn',
      says: ['ann@example.com: nobody told when somebody last signed in'],
    },
    {
      what: 'nobody told when it was used, with much in it',
      of: { mailboxes: [mailbox('ann', { lastSignIn: null })] },
      verdict: 'pass',
    },
    { what: 'nobody told anything', of: { mailboxes: [untoldMailbox('ann')] }, verdict: 'warn' },
  ])('$what: $verdict', ({ of, verdict, says = [] }) => {
    const [found, text] = said(judgeUse, of);
    expect(text).not.toContain('zoe@');
    expect(found, text).toBe(verdict);
    for (const part of says) expect(text).toContain(part);
  });
});
