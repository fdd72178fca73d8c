/** An inventory of example.com in which nothing is wrong and everything was told, and what a judge says of another. */
import { instant } from '../../src/base/clock.ts';
import { type DomainScope, domainScope } from '../../src/check/organisation/domain-scope.ts';
import type { CheckResult } from '../../src/model/check-result.ts';
import type { InventoryList, SpamProtection } from '../../src/model/inventory.ts';
import type { KnownDomain, KnownMailbox, KnownOrganisation } from '../../src/plan/known-organisation.ts';

export const TAKEN_AT = instant(Date.UTC(2026, 5, 1));

export function spam(more: Partial<SpamProtection> = {}): SpamProtection {
  const lists = { safe: [], blocked: [], safeIps: [], blockedIps: [] };
  return { filter: 'on', treatment: 'toFolder', forwardsTo: null, ...lists, ...more };
}

export function mailbox(name: string, more: Partial<KnownMailbox> = {}): KnownMailbox {
  return {
    address: name.includes('@') ? name : `${name}@example.com`,
    platform: 'rackspace-email',
    isEnabled: true,
    bytesMax: 25_000_000_000,
    bytesUsed: 1_000_000_000,
    lastSignIn: '2026-05-30T09:00:00',
    forwarding: { addresses: [], keepsCopy: null },
    autoReply: { isOn: false },
    otherAddresses: null,
    spam: spam(),
    ...more,
  };
}

/** Of which nobody told anything but its address. */
export function untoldMailbox(name: string): KnownMailbox {
  const nothing = { platform: null, isEnabled: null, bytesMax: null, bytesUsed: null, lastSignIn: null };
  return mailbox(name, { ...nothing, forwarding: null, autoReply: null, spam: null });
}

export function alias(name: string, ...members: readonly string[]): InventoryList {
  return { address: `${name}@example.com`, is: 'alias', members };
}

export function group(name: string, ...members: readonly string[]): InventoryList {
  return { address: `${name}@example.com`, is: 'group', members };
}

export function domain(more: Partial<KnownDomain> = {}): KnownDomain {
  return {
    name: 'example.com',
    platforms: ['rackspace-email'],
    isEmailPlus: false,
    mailboxesMax: 25,
    hasArchiving: false,
    alternateNames: ['www.example.com'],
    catchAll: '',
    spam: spam(),
    ...more,
  };
}

/** As a table tells it: by the addresses in it. */
export const UNTOLD_DOMAIN: KnownDomain = domain({
  platforms: null,
  isEmailPlus: null,
  mailboxesMax: null,
  hasArchiving: null,
  alternateNames: null,
  catchAll: null,
  spam: null,
});

/** Beside what is given there is always a second domain, with a mailbox full of faults that are none of ours. */
export function organisation(more: Partial<KnownOrganisation> = {}): KnownOrganisation {
  const other = mailbox('zoe@other.example', {
    isEnabled: false,
    bytesUsed: 25_000_000_000,
    lastSignIn: 'never',
    forwarding: { addresses: ['zoe@outside.example'], keepsCopy: false },
    autoReply: { isOn: true },
    spam: spam({ filter: 'exclusive', safe: ['%.example'] }),
  });
  const { domains = [domain()], mailboxes = [mailbox('ann'), mailbox('bob')], ...rest } = more;
  const second = domain({
    name: 'other.example',
    alternateNames: null,
    hasArchiving: true,
    catchAll: 'zoe@other.example',
  });
  const empty: InventoryList = { address: 'none@other.example', is: 'alias', members: [] };
  return {
    takenAt: TAKEN_AT,
    exceptions: [],
    ...rest,
    domains: [...domains, second],
    mailboxes: [...mailboxes, other],
    lists: [...(more.lists ?? []), empty],
  };
}

export type Judge = (scope: DomainScope) => CheckResult;

/** `warn`, and everything that is said, as one text. */
export function said(judge: Judge, known: Partial<KnownOrganisation>, asked = 'example.com'): [string, string] {
  const { verdict, evidence, fault } = judge(domainScope(organisation(known), asked));
  return [verdict, [...evidence, fault?.cause ?? '', fault?.remedy ?? ''].join('\n')];
}
