import { describe, expect, test } from 'vitest';
import {
  domain,
  mailbox,
  said,
  TAKEN_AT,
  UNTOLD_DOMAIN,
  untoldMailbox,
} from '../../../test/check/known-organisation.ts';
import { instant } from '../../base/clock.ts';
import type { KnownOrganisation } from '../../plan/known-organisation.ts';
import type { DomainScope } from './domain-scope.ts';
import { judgeDisabled, judgeLicences, judgeRoster } from './judge-roster.ts';

interface Case {
  readonly what: string;
  readonly of: Partial<KnownOrganisation>;
  readonly verdict: string;
  readonly says?: readonly string[];
}

const DAY_MS = 86_400_000;
const after = (days: number) => (scope: DomainScope) => judgeRoster(scope, instant(TAKEN_AT + days * DAY_MS));
const judge = after(7);
const unread = (subject: string, problem = 'inventory.part-unread'): KnownOrganisation['exceptions'] => [
  { subject, problem, cause: 'Not read: it.' },
];

describe('who is in the inventory', () => {
  test.each<Case>([
    { what: 'everybody', of: {}, verdict: 'pass', says: ['2 mailboxes to move, 0 mailboxes on Exchange already'] },
    { what: 'nobody', of: { mailboxes: [] }, verdict: 'block', says: ['--domain example.com'] },
    { what: 'no such domain', of: { domains: [], mailboxes: [] }, verdict: 'block' },
    { what: 'all on Exchange', of: { mailboxes: [mailbox('ann', { platform: 'exchange' })] }, verdict: 'warn' },
    {
      what: 'a part of the domain was not read',
      of: { exceptions: unread('example.com') },
      verdict: 'warn',
      says: ['example.com: Not read: it.', '1 part'],
    },
    {
      what: 'two sources differ',
      of: { exceptions: unread('bob@example.com', 'inventory.contradiction') },
      verdict: 'warn',
      says: ['1 thing is told differently'],
    },
    { what: 'a mailbox was not read', of: { exceptions: unread('bob@www.example.com') }, verdict: 'warn' },
    { what: 'a mailbox elsewhere was not read', of: { exceptions: unread('bob@other.example') }, verdict: 'pass' },
    {
      what: 'the rest was not read',
      of: { exceptions: unread('api.example.net', 'inventory.unfinished') },
      verdict: 'warn',
    },
  ])('$what: $verdict', ({ of, verdict, says = [] }) => {
    const [found, text] = said(judge, of);
    expect(text).not.toContain('zoe@');
    expect(found, text).toBe(verdict);
    for (const part of says) expect(text).toContain(part);
  });

  test('is not believed after a week', () => {
    expect(said(after(8), {})).toEqual(['warn', expect.stringContaining('8 days old')]);
  });

  test('is found by an alternate name of the domain', () => {
    expect(said(judge, {}, 'www.example.com')[0]).toBe('pass');
  });

  test('is found by a name that is written in ASCII', () => {
    const known = { domains: [domain({ name: 'bücher.example' })], mailboxes: [mailbox('ann@bücher.example')] };
    expect(said(judge, known, 'xn--bcher-kva.example')[0]).toBe('pass');
  });
});

describe('who is disabled', () => {
  test.each<Case>([
    { what: 'nobody', of: {}, verdict: 'pass' },
    {
      what: 'one',
      of: { mailboxes: [mailbox('ann', { isEnabled: false }), mailbox('bob')] },
      verdict: 'warn',
      says: ['ann@example.com is disabled', '1 mailbox is disabled'],
    },
    {
      what: 'nobody told',
      of: { mailboxes: [untoldMailbox('ann')] },
      verdict: 'warn',
      says: ['whether they are enabled'],
    },
  ])('$what: $verdict', ({ of, verdict, says = [] }) => {
    const [found, text] = said(judgeDisabled, of);
    expect(text).not.toContain('zoe@');
    expect(found, text).toBe(verdict);
    for (const part of says) expect(text).toContain(part);
  });
});

describe('licences', () => {
  test.each<Case>([
    { what: 'enough', of: {}, verdict: 'pass', says: ['2 mailboxes, 25 licences'] },
    { what: 'just enough', of: { domains: [domain({ mailboxesMax: 2 })] }, verdict: 'pass' },
    { what: 'too few', of: { domains: [domain({ mailboxesMax: 1 })] }, verdict: 'warn', says: ['and 1 licence'] },
    { what: 'nobody told', of: { domains: [UNTOLD_DOMAIN] }, verdict: 'warn', says: ['The inventory does not tell'] },
  ])('$what: $verdict', ({ of, verdict, says = [] }) => {
    const [found, text] = said(judgeLicences, of);
    expect(text).not.toContain('zoe@');
    expect(found, text).toBe(verdict);
    for (const part of says) expect(text).toContain(part);
  });
});
