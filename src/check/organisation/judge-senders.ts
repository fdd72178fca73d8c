/** Safe and blocked senders and spam filters, of the domain and of each mailbox (C13, R36). Pure. */
import { formatCount } from '../../base/amounts.ts';
import type { CheckResult } from '../../model/check-result.ts';
import type { SpamProtection } from '../../model/inventory.ts';
import type { DomainScope } from './domain-scope.ts';
import { findingOf, settled, untold } from './finding.ts';

/** Of one list, since Rackspace runs on Open-Xchange. */
const ENTRIES_MAX = 250;

type Told = { readonly subject: string; readonly spam: SpamProtection };

export function judgeSenders(scope: DomainScope): CheckResult {
  const told = toldBy(scope);
  const held = told.flatMap(({ subject, spam }) => {
    const [safe, blocked] = [countOf(spam.safe, spam.safeIps), countOf(spam.blocked, spam.blockedIps)];
    return safe + blocked === 0
      ? []
      : [`${subject}: ${formatCount(safe, 'safe sender')}, ${formatCount(blocked, 'blocked sender')}`];
  });
  const odd = told.flatMap(({ subject, spam }) => oddEntries(subject, spam));
  const long = told.flatMap(({ subject, spam }) =>
    LISTS.flatMap(([name, title]) => {
      const count = spam[name]?.length ?? 0;
      return count > ENTRIES_MAX ? [`${subject}: ${count} ${title}`] : [];
    }),
  );
  const gaps = told.filter(({ spam }) => LISTS.some(([name]) => spam[name] === null)).map(({ subject }) => subject);
  return settled(
    { id: 'C13.senders', title: 'Safe and blocked senders stay so' },
    [
      findingOf(odd, {
        weight: 'warn',
        cause: `${formatCount(odd.length, 'entry', 'entries')} cannot be said in Exchange, whose mailboxes know addresses and domains alone.`,
        remedy: 'Put what is still needed into the filter of the whole organisation at the target.',
        owner: 'target-admin',
      }),
      findingOf(long, {
        weight: 'warn',
        cause: `${formatCount(long.length, 'list has', 'lists have')} more than ${ENTRIES_MAX} entries, more than Rackspace itself still keeps.`,
        remedy: 'Have it tidied up before it is entered anew.',
        owner: 'user',
      }),
      findingOf(held, {
        weight: 'warn',
        cause: `The safe and blocked senders of ${formatCount(held.length, 'mailbox or domain', 'mailboxes and domains')} do not move.`,
        remedy:
          'Enter the others at the target: those of the domain for the organisation, those of a mailbox in the mailbox.',
      }),
      ...unknownOf(scope, gaps),
    ],
    [],
    ['there are no safe and blocked senders'],
  );
}

const LISTS = [
  ['safe', 'safe senders'],
  ['blocked', 'blocked senders'],
  ['safeIps', 'safe IP addresses'],
  ['blockedIps', 'blocked IP addresses'],
] as const;

function countOf(...lists: readonly (readonly string[] | null)[]): number {
  return lists.reduce((sum, list) => sum + (list?.length ?? 0), 0);
}

function oddEntries(subject: string, { safe, blocked, safeIps, blockedIps }: SpamProtection): readonly string[] {
  const line = (entry: string, why: string): string => `${subject}: ${entry} ${why}`;
  const senders = [...(safe ?? []), ...(blocked ?? [])];
  return [
    ...senders.filter((entry) => entry.includes('%')).map((entry) => line(entry, 'has a wildcard')),
    ...senders.filter(isIp).map((entry) => line(entry, 'is an IP address')),
    ...[...(safeIps ?? []), ...(blockedIps ?? [])].map((entry) =>
      line(entry, entry.includes('%') ? 'is a range of IP addresses' : 'is an IP address'),
    ),
  ];
}

function isIp(entry: string): boolean {
  return /^\d{1,3}(\.\d{1,3}){3}$/.test(entry) || /^[0-9a-f]*:[0-9a-f:]+$/i.test(entry);
}

export function judgeFilters(scope: DomainScope): CheckResult {
  const told = toldBy(scope);
  const lines = told.flatMap(({ subject, spam }) => unusual(spam).map((what) => `${subject}: ${what}`));
  const strict = told.filter(({ spam }) => spam.filter === 'exclusive').length;
  const gaps = told.filter(({ spam }) => spam.filter === null).map(({ subject }) => subject);
  return settled(
    { id: 'C13.filter', title: 'Spam is dealt with as before' },
    [
      findingOf(lines, {
        weight: 'warn',
        cause:
          `${formatCount(lines.length, 'setting', 'settings')} of spam filters ${lines.length === 1 ? 'does' : 'do'} not move` +
          `${strict === 0 ? '' : `; ${strict} of them ${strict === 1 ? 'lets' : 'let'} safe senders alone into the inbox, and it fills up without that`}.`,
        remedy: 'Set it at the target, or tell the users what is different; Exchange puts spam into Junk E-mail.',
      }),
      ...unknownOf(scope, gaps),
    ],
    [],
    ['spam goes into its folder everywhere'],
  );
}

/** What is not the usual way: on, and into its folder. */
function unusual({ filter, treatment, forwardsTo }: SpamProtection): readonly string[] {
  const filters: Readonly<Record<string, string>> = {
    off: 'the filter is off',
    exclusive: 'only safe senders reach the inbox',
  };
  const treatments: Readonly<Record<string, string>> = {
    delete: 'spam is deleted',
    labelSubject: 'spam gets a word before its subject',
    toAddress: `spam goes to ${forwardsTo ?? 'an address that nobody told'}`,
  };
  return [filters[filter ?? ''], treatments[treatment ?? '']].filter((text) => text !== undefined);
}

/** Of the domain first. */
function toldBy({ domain, told, moving }: DomainScope): readonly Told[] {
  const all = [
    { subject: domain, spam: told?.spam ?? null },
    ...moving.map(({ address, spam }) => ({ subject: address, spam })),
  ];
  return all.flatMap(({ subject, spam }) => (spam === null ? [] : [{ subject, spam }]));
}

/** Of whom nothing was told, and of whom not everything. */
function unknownOf({ domain, told, moving }: DomainScope, gaps: readonly string[]): ReturnType<typeof untold>[] {
  const what = 'how spam is dealt with, and who is safe and blocked';
  const silent = moving.filter(({ spam }) => spam === null).map(({ address }) => address);
  return [
    untold(told?.spam == null || gaps.includes(domain) ? [domain] : [], [], what, 'domain'),
    untold([...silent, ...gaps.filter((subject) => subject !== domain)], moving, what, 'senders'),
  ];
}
