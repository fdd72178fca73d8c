/** Reads what `godwit inventory --json` wrote, as far as checks and advice need it. Null means that nobody told, as in the model. */
import { type Instant, instant } from '../base/clock.ts';
import type {
  AutoReply,
  Forwarding,
  Inventory,
  InventoryDomain,
  InventoryList,
  InventoryMailbox,
  Platform,
  SpamProtection,
} from '../model/inventory.ts';
import { JsonValue } from './json-value.ts';

type MailboxFields = 'address' | 'platform' | 'isEnabled' | 'bytesMax' | 'bytesUsed' | 'lastSignIn' | 'forwarding';

export interface KnownMailbox extends Pick<InventoryMailbox, MailboxFields | 'otherAddresses' | 'spam'> {
  readonly autoReply: Pick<AutoReply, 'isOn'> | null;
}

export type KnownDomain = Omit<InventoryDomain, 'hasPublicFolders'>;

/** Addresses and names of domains are in lower case. */
export interface KnownOrganisation extends Pick<Inventory, 'takenAt' | 'lists'> {
  readonly domains: readonly KnownDomain[];
  readonly mailboxes: readonly KnownMailbox[];
  /** What could not be read, each with its cause as a sentence. */
  readonly exceptions: readonly KnownException[];
}

export interface KnownException {
  readonly subject: string;
  /** The code, as `inventory.part-unread`. */
  readonly problem: string;
  readonly cause: string;
}

/** No organisation that this program moves has more. */
const MAILBOXES_MAX = 100_000;
const DOMAINS_MAX = 10_000;
const LISTS_MAX = 100_000;
const EXCEPTIONS_MAX = 1_000_000;
/** Addresses of one list, senders of one safelist. */
const ADDRESSES_MAX = 100_000;
/** Characters of an address, as the reader of the admin API takes them. */
const ADDRESS_LENGTH_MAX = 1024;
/** Words of a server with what we say about them. */
const CAUSE_LENGTH_MAX = 10_000;
const PLATFORMS = ['rackspace-email', 'exchange'] as const satisfies readonly Platform[];

/** Throws usage.invalid for anything that is no inventory. */
export function readKnownOrganisation(text: string, file: string): KnownOrganisation {
  const document = JsonValue.parse(text, file);
  const member = document.members(null);
  if (['mailboxes', 'domains', 'lists', 'takenAt'].some((name) => member(name).raw === undefined)) {
    document.refuse('this is no inventory', 'Give a file that this command wrote: godwit inventory … --json > FILE');
  }
  return {
    takenAt: instantIn(member('takenAt')),
    domains: member('domains').list(DOMAINS_MAX).map(domainIn),
    mailboxes: member('mailboxes').list(MAILBOXES_MAX).map(mailboxIn),
    lists: member('lists').list(LISTS_MAX).map(listIn),
    exceptions: (member('exceptions').optional((all) => all.list(EXCEPTIONS_MAX)) ?? []).map(exceptionIn),
  };
}

function domainIn(value: JsonValue): KnownDomain {
  const domain = value.members(null);
  return {
    name: domain('name').text().toLowerCase(),
    platforms: domain('platforms').optional((all) => all.choices(PLATFORMS)),
    isEmailPlus: domain('isEmailPlus').optional(flagIn),
    mailboxesMax: domain('mailboxesMax').optional(numberIn),
    hasArchiving: domain('hasArchiving').optional(flagIn),
    alternateNames: domain('alternateNames').optional(addressesIn),
    catchAll: domain('catchAll').optional(addressIn),
    spam: domain('spam').optional(spamIn),
  };
}

function mailboxIn(value: JsonValue): KnownMailbox {
  const mailbox = value.members(null);
  return {
    address: mailbox('address').text(ADDRESS_LENGTH_MAX).toLowerCase(),
    platform: mailbox('platform').optional((one) => one.choice(PLATFORMS)),
    isEnabled: mailbox('isEnabled').optional(flagIn),
    bytesMax: mailbox('bytesMax').optional(numberIn),
    bytesUsed: mailbox('bytesUsed').optional(numberIn),
    lastSignIn: mailbox('lastSignIn').optional((one) => one.text()),
    forwarding: mailbox('forwarding').optional(forwardingIn),
    autoReply: mailbox('autoReply').optional((one) => ({ isOn: one.members(null)('isOn').flag() })),
    otherAddresses: mailbox('otherAddresses').optional(addressesIn),
    spam: mailbox('spam').optional(spamIn),
  };
}

function forwardingIn(value: JsonValue): Forwarding {
  const forwarding = value.members(null);
  return {
    addresses: addressesIn(forwarding('addresses')),
    keepsCopy: forwarding('keepsCopy').optional(flagIn),
  };
}

/** Senders are given as they stand there: their case may matter to whoever compares them. */
function spamIn(value: JsonValue): SpamProtection {
  const spam = value.members(null);
  const word = (name: string): string | null => spam(name).optional((one) => one.foreignText());
  const senders = (name: string): readonly string[] | null =>
    spam(name).optional((all) => all.list(ADDRESSES_MAX).map((one) => one.foreignText(ADDRESS_LENGTH_MAX)));
  return {
    filter: word('filter'),
    treatment: word('treatment'),
    forwardsTo: word('forwardsTo'),
    safe: senders('safe'),
    blocked: senders('blocked'),
    safeIps: senders('safeIps'),
    blockedIps: senders('blockedIps'),
  };
}

function listIn(value: JsonValue): InventoryList {
  const list = value.members(null);
  return {
    address: list('address').text(ADDRESS_LENGTH_MAX).toLowerCase(),
    is: list('is').choice(['alias', 'group']),
    members: list('members').optional(addressesIn),
  };
}

function exceptionIn(value: JsonValue): KnownException {
  const exception = value.members(null);
  return {
    subject: exception('subject').foreignText(CAUSE_LENGTH_MAX),
    problem: exception('problem').foreignText(),
    cause: exception('cause').foreignText(CAUSE_LENGTH_MAX),
  };
}

function addressesIn(value: JsonValue): readonly string[] {
  return value.list(ADDRESSES_MAX).map(addressIn);
}

function addressIn(value: JsonValue): string {
  return value.foreignText(ADDRESS_LENGTH_MAX).toLowerCase();
}

const flagIn = (value: JsonValue): boolean => value.flag();
const numberIn = (value: JsonValue): number => value.number();

function instantIn(value: JsonValue): Instant {
  const at = Date.parse(value.text());
  return Number.isNaN(at) ? value.refuse('a time is expected here') : instant(at);
}
