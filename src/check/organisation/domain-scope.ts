/** The part of an inventory that one domain is judged by. Other domains matter only as addresses that exist. Pure. */
import { domainToASCII } from 'node:url';
import type { InventoryList } from '../../model/inventory.ts';
import { addressHoldings } from '../../plan/inventory-flags.ts';
import type { KnownDomain, KnownException, KnownMailbox, KnownOrganisation } from '../../plan/known-organisation.ts';

export interface DomainScope {
  /** As it was asked for, which may be an alternate name. */
  readonly domain: string;
  /** Null where the inventory has no such domain. */
  readonly told: KnownDomain | null;
  /** Of the domain and its alternate names. */
  readonly mailboxes: readonly KnownMailbox[];
  /** Those that are not on Exchange already. */
  readonly moving: readonly KnownMailbox[];
  readonly lists: readonly InventoryList[];
  /** Tables tell of the aliases that they list, and of no others; the admin API tells all that it could be asked for. */
  readonly areAliasesTold: boolean;
  /** What was not read of the domain, and what may be about it. */
  readonly unread: readonly KnownException[];
  readonly organisation: KnownOrganisation;
  readonly places: Places;
}

/** Where mail of the organisation goes. */
export interface Places {
  /** The address in lower case and in the main domain that an alternate one stands for. */
  readonly whole: (address: string) => string;
  /** The mailbox or list that it belongs to: further addresses of a mailbox are the mailbox. */
  readonly plain: (address: string) => string;
  /** True where the domain of the address belongs to the organisation. */
  readonly isInside: (address: string) => boolean;
  readonly exists: (address: string) => boolean;
}

/** Problems of an inventory whose subject is the domain or the address that was not read; others may be about anything. */
const PRECISE: ReadonlySet<string> = new Set(['inventory.part-unread', 'inventory.contradiction']);

/** `domain` in lower case and ASCII. */
export function domainScope(organisation: KnownOrganisation, domain: string): DomainScope {
  const { domains } = organisation;
  const told =
    domains.find(({ name }) => plainDomain(name) === domain) ??
    domains.find(({ alternateNames }) => alternateNames?.some((name) => plainDomain(name) === domain)) ??
    null;
  const mains = mainDomains(domains);
  const home = told === null ? domain : plainDomain(told.name);
  const isOurs = (address: string): boolean => mainOf(mains, domainOf(address)) === home;
  const mailboxes = organisation.mailboxes.filter(({ address }) => isOurs(address));
  const lists = organisation.lists.filter(({ address }) => isOurs(address));
  const unread = organisation.exceptions.filter(
    ({ subject, problem }) => !PRECISE.has(problem) || isOurs(subject.toLowerCase()),
  );
  const isRead = !unread.some(({ subject, problem }) => PRECISE.has(problem) && !subject.includes('@'));
  return {
    domain,
    told,
    mailboxes,
    moving: mailboxes.filter(({ platform }) => platform !== 'exchange'),
    lists,
    areAliasesTold: isRead && (told?.platforms != null || lists.some(({ is }) => is === 'alias')),
    unread,
    organisation,
    places: placesOf(organisation, mains),
  };
}

function placesOf({ mailboxes, lists }: KnownOrganisation, mains: ReadonlyMap<string, string>): Places {
  const whole = (address: string): string => {
    const at = address.lastIndexOf('@');
    return `${address.slice(0, at).toLowerCase()}@${mainOf(mains, domainOf(address))}`;
  };
  const known = new Set(addressHoldings(mailboxes, lists).map(({ address }) => whole(address)));
  const owners = new Map(
    mailboxes.flatMap(({ address, otherAddresses }) =>
      (otherAddresses ?? []).map((other) => [whole(other), whole(address)] as const),
    ),
  );
  return {
    whole,
    plain: (address) => owners.get(whole(address)) ?? whole(address),
    isInside: (address) => mains.has(domainOf(address)),
    exists: (address) => known.has(whole(address)),
  };
}

/** The domain that mail to each goes to, by each name. A domain of its own is nobody's alternate name. */
function mainDomains(domains: readonly KnownDomain[]): ReadonlyMap<string, string> {
  const names = domains.map(({ name }) => [plainDomain(name), plainDomain(name)] as const);
  const others = domains.flatMap(({ name, alternateNames }) =>
    (alternateNames ?? []).map((other) => [plainDomain(other), plainDomain(name)] as const),
  );
  return new Map([...others, ...names]);
}

function mainOf(mains: ReadonlyMap<string, string>, domain: string): string {
  return mains.get(domain) ?? domain;
}

/** What is no address is taken for a domain. */
function domainOf(address: string): string {
  return plainDomain(address.slice(address.lastIndexOf('@') + 1));
}

function plainDomain(name: string): string {
  const lower = name.toLowerCase();
  return domainToASCII(lower) || lower;
}
