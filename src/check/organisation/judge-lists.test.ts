import { describe, expect, test } from 'vitest';
import { alias, group, mailbox, organisation, said, UNTOLD_DOMAIN } from '../../../test/check/known-organisation.ts';
import type { KnownOrganisation } from '../../plan/known-organisation.ts';
import { domainScope } from './domain-scope.ts';
import { judgeGroups, judgeLists, judgeMembers } from './judge-lists.ts';

interface Case {
  readonly what: string;
  readonly of: Partial<KnownOrganisation>;
  readonly verdict: string;
  readonly says?: readonly string[];
}

const insiders = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, at) => `user${at}@example.com`);
const outsiders = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, at) => `user${at}@outside.example`);

describe('members', () => {
  test.each<Case>([
    { what: 'no list at all', of: {}, verdict: 'pass' },
    { what: 'no list that anybody told', of: { domains: [UNTOLD_DOMAIN] }, verdict: 'warn', says: ['which aliases'] },
    {
      what: 'all there, in every way in which they can be',
      of: {
        mailboxes: [mailbox('ann'), mailbox('bob'), mailbox('eve', { otherAddresses: ['e@example.com'] })],
        lists: [
          group(
            'all',
            'ann@example.com',
            'BOB@www.example.com',
            'e@example.com',
            'x@outside.example',
            'none@other.example',
          ),
        ],
      },
      verdict: 'pass',
    },
    {
      what: 'one that left',
      of: { lists: [alias('info', 'gone@example.com', 'ann@example.com', 'gone@other.example')] },
      verdict: 'warn',
      says: ['info@example.com: gone@example.com does not exist', 'gone@other.example does not exist', '2 members do'],
    },
    { what: 'none', of: { lists: [group('all')] }, verdict: 'warn', says: ['all@example.com has no members'] },
    {
      what: 'nobody told',
      of: { lists: [{ ...alias('info'), members: null }] },
      verdict: 'warn',
      says: ['info@example.com: nobody told its members'],
    },
    {
      what: 'lists in lists',
      of: { lists: [group('all', 'sales@example.com'), alias('sales', 'ann@example.com')] },
      verdict: 'pass',
      says: ['all@example.com holds sales@example.com'],
    },
    {
      what: 'lists in a circle',
      of: { lists: [group('all', 'sales@example.com'), group('sales', 'ann@example.com', 'all@www.example.com')] },
      verdict: 'warn',
      says: ['all@example.com → sales@example.com → all@example.com', '1 circle'],
    },
    { what: 'a list in itself', of: { lists: [group('all', 'all@example.com')] }, verdict: 'warn', says: ['1 circle'] },
  ])('$what: $verdict', ({ of, verdict, says = [] }) => {
    const [found, text] = said(judgeMembers, of);
    expect(text).not.toContain('zoe@');
    expect(found, text).toBe(verdict);
    for (const part of says) expect(text).toContain(part);
  });
});

describe('lists', () => {
  test.each<Case>([
    { what: 'none', of: {}, verdict: 'pass' },
    { what: 'nobody told', of: { domains: [UNTOLD_DOMAIN] }, verdict: 'warn', says: ['which aliases there are'] },
    {
      what: 'some of each kind',
      of: {
        lists: [
          alias('info', 'bob@example.com'),
          alias('out', 'x@outside.example'),
          group('all', 'ann@example.com', 'bob@example.com'),
        ],
      },
      verdict: 'warn',
      says: [
        'info@example.com is an alias: one more address of bob@example.com',
        'out@example.com is an alias: a distribution group with 1 member',
        'all@example.com is a group list: a distribution group with 2 members',
        '2 aliases and 1 group list do not move',
        'out@example.com passes mail on to x@outside.example',
        '1 of them has members outside',
      ],
    },
    {
      what: 'as many members as are allowed',
      of: { lists: [alias('a', ...insiders(50), ...outsiders(4)), group('g', ...insiders(900), ...outsiders(250))] },
      verdict: 'warn',
      says: ['2 of them have members outside'],
    },
    {
      what: 'more members than are allowed',
      of: { lists: [alias('a', ...insiders(51), ...outsiders(5)), group('g', ...outsiders(251))] },
      verdict: 'warn',
      says: [
        'a@example.com: 51 members inside',
        'a@example.com: 5 members outside',
        'g@example.com: 251 members outside',
      ],
    },
  ])('$what: $verdict', ({ of, verdict, says = [] }) => {
    const [found, text] = said(judgeLists, of);
    expect(text).not.toContain('zoe@');
    expect(found, text).toBe(verdict);
    for (const part of says) expect(text).toContain(part);
  });

  test('within bounds are not said to be over them', () => {
    const lists = [alias('a', ...insiders(50), ...outsiders(4)), group('g', ...insiders(900), ...outsiders(250))];
    expect(said(judgeLists, { lists })[1]).not.toContain('more members than Rackspace allows');
  });

  test('are named one by one, however many they are', () => {
    const lists = Array.from({ length: 5000 }, (_, at) => alias(`list${at}`, 'ann@example.com'));
    const { evidence } = judgeLists(domainScope(organisation({ lists }), 'example.com'));
    expect(evidence).toHaveLength(5000);
  });
});

describe('group lists', () => {
  test.each<Case>([
    { what: 'some', of: { lists: [group('all', 'ann@example.com')] }, verdict: 'pass', says: ['1 group list'] },
    {
      what: 'aliases alone',
      of: { lists: [alias('info', 'ann@example.com')] },
      verdict: 'warn',
      says: ['--csv', '--waive'],
    },
    {
      what: 'some in another domain',
      of: { lists: [{ address: 'all@other.example', is: 'group', members: [] }] },
      verdict: 'warn',
    },
  ])('$what: $verdict', ({ of, verdict, says = [] }) => {
    const [found, text] = said(judgeGroups, of);
    expect(text).not.toContain('zoe@');
    expect(found, text).toBe(verdict);
    for (const part of says) expect(text).toContain(part);
  });
});
