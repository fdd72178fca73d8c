import { describe, expect, test } from 'vitest';
import { domain, mailbox, said, UNTOLD_DOMAIN, untoldMailbox } from '../../../test/check/known-organisation.ts';
import type { KnownOrganisation } from '../../plan/known-organisation.ts';
import { judgeArchiving, judgeAutoReplies, judgeCatchAll } from './judge-settings.ts';

interface Case {
  readonly what: string;
  readonly of: Partial<KnownOrganisation>;
  readonly verdict: string;
  readonly says?: readonly string[];
}

describe('auto-replies', () => {
  test.each<Case>([
    { what: 'none', of: {}, verdict: 'pass', says: ['2 mailboxes answer nobody'] },
    {
      what: 'one',
      of: { mailboxes: [mailbox('ann', { autoReply: { isOn: true } }), mailbox('bob')] },
      verdict: 'warn',
      says: ['ann@example.com answers by itself'],
    },
    { what: 'nobody told', of: { mailboxes: [untoldMailbox('ann')] }, verdict: 'warn', says: ['--depth settings'] },
  ])('$what: $verdict', ({ of, verdict, says = [] }) => {
    const [found, text] = said(judgeAutoReplies, of);
    expect(text).not.toContain('zoe@');
    expect(found, text).toBe(verdict);
    for (const part of says) expect(text).toContain(part);
  });
});

describe('a catch-all address', () => {
  test.each<Case>([
    { what: 'none', of: {}, verdict: 'pass' },
    {
      what: 'one',
      of: { domains: [domain({ catchAll: 'ann@example.com' })] },
      verdict: 'warn',
      says: ['goes to ann@example.com'],
    },
    { what: 'nobody told', of: { domains: [UNTOLD_DOMAIN] }, verdict: 'warn', says: ['--rackspace-account'] },
  ])('$what: $verdict', ({ of, verdict, says = [] }) => {
    const [found, text] = said(judgeCatchAll, of);
    expect(text).not.toContain('zoe@');
    expect(found, text).toBe(verdict);
    for (const part of says) expect(text).toContain(part);
  });
});

describe('the archive', () => {
  test.each<Case>([
    { what: 'off', of: {}, verdict: 'pass' },
    {
      what: 'on',
      of: { domains: [domain({ hasArchiving: true })] },
      verdict: 'block',
      says: ['--waive "C14=', 'weeks'],
    },
    {
      what: 'nobody told',
      of: { domains: [UNTOLD_DOMAIN] },
      verdict: 'warn',
      says: ['nobody told whether archiving is on'],
    },
  ])('$what: $verdict', ({ of, verdict, says = [] }) => {
    const [found, text] = said(judgeArchiving, of);
    expect(text).not.toContain('zoe@');
    expect(found, text).toBe(verdict);
    for (const part of says) expect(text).toContain(part);
  });
});
