import { describe, expect, test } from 'vitest';
import { alias, domain, group, mailbox, said, UNTOLD_DOMAIN } from '../../../test/check/known-organisation.ts';
import type { KnownOrganisation } from '../../plan/known-organisation.ts';
import { judgeAddresses } from './judge-addresses.ts';

interface Case {
  readonly what: string;
  readonly of: Partial<KnownOrganisation>;
  readonly verdict: string;
  readonly says?: readonly string[];
}

const exchange = (name: string, ...otherAddresses: readonly string[]): ReturnType<typeof mailbox> =>
  mailbox(name, { platform: 'exchange', otherAddresses });

describe('addresses', () => {
  test.each<Case>([
    {
      what: 'all different',
      of: { lists: [alias('info', 'bob@example.com')] },
      verdict: 'pass',
      says: ['3 addresses'],
    },
    {
      what: 'a mailbox and an alias',
      of: { lists: [alias('bob', 'ann@example.com')] },
      verdict: 'block',
      says: ['bob@example.com is a mailbox and an alias', '1 address is two things'],
    },
    {
      what: 'an alias and a group list',
      of: { lists: [alias('all', 'bob@example.com'), group('all', 'ann@example.com')] },
      verdict: 'block',
      says: ['all@example.com is an alias and a group list'],
    },
    {
      what: 'a mailbox on Exchange that has the name of another as a further address',
      of: { mailboxes: [mailbox('bob'), exchange('eve', 'bob@example.com')] },
      verdict: 'block',
      says: ['bob@example.com is a mailbox and an address of eve@example.com'],
    },
    {
      what: 'a mailbox on both platforms',
      of: { mailboxes: [mailbox('bob'), exchange('bob')] },
      verdict: 'block',
      says: ['bob@example.com is a mailbox and a mailbox on Exchange'],
    },
    {
      what: 'the same name under an alternate domain',
      of: { lists: [{ address: 'bob@www.example.com', is: 'group', members: [] }, alias('info', 'bob@example.com')] },
      verdict: 'block',
      says: ['bob@example.com is a mailbox and a group list (as bob@www.example.com)'],
    },
    { what: 'a mailbox that names itself', of: { mailboxes: [exchange('eve', 'eve@example.com')] }, verdict: 'pass' },
    {
      what: 'the same name in another domain',
      of: { mailboxes: [mailbox('ann'), mailbox('ann@third.example')] },
      verdict: 'pass',
    },
    {
      what: 'a mailbox on Exchange of whose addresses nobody told',
      of: { mailboxes: [mailbox('bob'), mailbox('eve', { platform: 'exchange' })] },
      verdict: 'warn',
      says: ['eve@example.com: nobody told which further addresses'],
    },
    {
      what: 'nobody told of aliases',
      of: { domains: [UNTOLD_DOMAIN] },
      verdict: 'warn',
      says: ['which aliases there are'],
    },
    {
      what: 'a table told of aliases',
      of: { domains: [UNTOLD_DOMAIN], lists: [alias('info', 'bob@example.com')] },
      verdict: 'pass',
    },
    {
      what: 'the aliases could not be read',
      of: { exceptions: [{ subject: 'example.com', problem: 'inventory.part-unread', cause: 'x' }] },
      verdict: 'warn',
    },
    {
      what: 'a domain without an alternate name',
      of: { domains: [domain({ alternateNames: null })] },
      verdict: 'pass',
    },
  ])('$what: $verdict', ({ of, verdict, says = [] }) => {
    const [found, text] = said(judgeAddresses, of);
    expect(text).not.toContain('zoe@');
    expect(found, text).toBe(verdict);
    for (const part of says) expect(text).toContain(part);
  });
});
