import { describe, expect, test } from 'vitest';
import { domain, mailbox, said, spam, UNTOLD_DOMAIN, untoldMailbox } from '../../../test/check/known-organisation.ts';
import type { KnownOrganisation } from '../../plan/known-organisation.ts';
import { judgeFilters, judgeSenders } from './judge-senders.ts';

interface Case {
  readonly what: string;
  readonly of: Partial<KnownOrganisation>;
  readonly verdict: string;
  readonly says?: readonly string[];
}

const withSpam = (of: Parameters<typeof spam>[0]): Partial<KnownOrganisation> => ({
  mailboxes: [mailbox('ann', { spam: spam(of) }), mailbox('bob')],
});

describe('safe and blocked senders', () => {
  test.each<Case>([
    { what: 'none', of: {}, verdict: 'pass' },
    {
      what: 'some',
      of: withSpam({ safe: ['x@partner.example', 'partner.example'], blocked: ['spam.example'] }),
      verdict: 'warn',
      says: ['ann@example.com: 2 safe senders, 1 blocked sender', 'do not move'],
    },
    {
      what: 'some of the whole domain',
      of: { domains: [domain({ spam: spam({ safe: ['partner.example'] }) })] },
      verdict: 'warn',
      says: ['example.com: 1 safe sender, 0 blocked senders'],
    },
    {
      what: 'what Exchange cannot say',
      of: withSpam({
        safe: ['@%.partner.example', '192.0.2.7'],
        safeIps: ['2001:db8::1'],
        blockedIps: ['203.0.113.%'],
      }),
      verdict: 'warn',
      says: [
        'ann@example.com: @%.partner.example has a wildcard',
        '192.0.2.7 is an IP address',
        '2001:db8::1 is an IP address',
        '203.0.113.% is a range',
        '4 entries cannot be said',
      ],
    },
    {
      what: 'too many',
      of: withSpam({ blocked: Array.from({ length: 251 }, (_, at) => `spam${at}.example`) }),
      verdict: 'warn',
      says: ['ann@example.com: 251 blocked senders', 'more than 250'],
    },
    { what: 'a list that nobody told', of: withSpam({ safe: null }), verdict: 'warn', says: ['--depth everything'] },
    {
      what: 'nobody told of any mailbox, as with the usual depth',
      of: { mailboxes: [mailbox('ann', { spam: null }), mailbox('bob', { spam: null })] },
      verdict: 'warn',
      says: ['all 2 mailboxes: nobody told', '--depth everything'],
    },
    {
      what: 'nobody told anything',
      of: { domains: [UNTOLD_DOMAIN], mailboxes: [untoldMailbox('ann')] },
      verdict: 'warn',
      says: ['example.com: nobody told', 'ann@example.com: nobody told'],
    },
  ])('$what: $verdict', ({ of, verdict, says = [] }) => {
    const [found, text] = said(judgeSenders, of);
    expect(text).not.toContain('zoe@');
    expect(found, text).toBe(verdict);
    for (const part of says) expect(text).toContain(part);
  });
});

describe('spam filters', () => {
  test.each<Case>([
    { what: 'as usual', of: {}, verdict: 'pass' },
    {
      what: 'only safe senders',
      of: withSpam({ filter: 'exclusive' }),
      verdict: 'warn',
      says: ['ann@example.com: only safe senders reach the inbox', '1 of them lets safe senders alone'],
    },
    {
      what: 'off in the whole domain, and to an address',
      of: {
        domains: [domain({ spam: spam({ filter: 'off', treatment: 'toAddress', forwardsTo: 'junk@example.com' }) })],
      },
      verdict: 'warn',
      says: ['example.com: the filter is off', 'example.com: spam goes to junk@example.com', '2 settings'],
    },
    { what: 'deleted', of: withSpam({ treatment: 'delete' }), verdict: 'warn', says: ['spam is deleted'] },
    { what: 'nobody told', of: withSpam({ filter: null }), verdict: 'warn', says: ['ann@example.com: nobody told'] },
  ])('$what: $verdict', ({ of, verdict, says = [] }) => {
    const [found, text] = said(judgeFilters, of);
    expect(text).not.toContain('zoe@');
    expect(found, text).toBe(verdict);
    for (const part of says) expect(text).toContain(part);
  });
});
