/** What is told of a domain and its parts. Paths as the parts behind the name of the domain. */
import { type Answer, badRequest, found, notFound, pageOf } from './answer.ts';
import { exchangeMailboxJson, mailboxJson } from './mailbox-json.ts';
import type { DomainState, ExchangeMailboxState, MailboxState, SpamState } from './organisation.ts';

/** Null for a path that the API does not have. */
export function readDomain(domain: DomainState, path: readonly string[], query: URLSearchParams): Answer | null {
  const [first, second, third, ...rest] = path;
  if (first === undefined) return found(domainJson(domain));
  if (path.length === 1 && first === 'catchalladdress') return found({ address: domain.catchAll });
  if (first === 'spam' && path.length === 2) return spamAnswer(domain.spam, second ?? '', 'rs');
  if (first === 'rs' && second === 'aliases') return rest.length > 0 ? null : readAlias(domain, third, query);
  if (second !== 'mailboxes' || (first !== 'rs' && first !== 'ex')) return null;
  if (third === undefined) return listMailboxes(domain, first, query);
  const all: readonly (MailboxState | ExchangeMailboxState)[] =
    first === 'rs' ? domain.mailboxes : domain.exchangeMailboxes;
  const mailbox = all.find(({ name }) => name === third.toLowerCase());
  if (mailbox === undefined) return notFound(first === 'rs' ? 'rsMailbox' : 'mailbox');
  if (rest.length === 0) return found(fullJson(domain, mailbox));
  return rest.length === 2 && rest[0] === 'spam' ? spamAnswer(mailbox.spam, rest[1] ?? '', first) : null;
}

function domainJson(domain: DomainState): object {
  const { name, serviceType, rsEmailProduct, rsEmailMaxNumberMailboxes, aliases, mailboxes } = domain;
  return {
    name,
    accountNumber: '100200',
    serviceType,
    rsEmailProduct,
    rsEmailBaseMailboxSize: 25_600,
    rsEmailMaxNumberMailboxes,
    rsEmailExtraStorage: 0,
    rsEmailUsedStorage: mailboxes.reduce((sum, { currentUsage }) => sum + currentUsage, 0),
    aliases,
    archivingServiceEnabled: domain.archivingServiceEnabled,
    publicFoldersEnabled: domain.publicFoldersEnabled,
    blackBerryMobileServiceEnabled: false,
    activeSyncMobileServiceEnabled: false,
  };
}

const FIELDS: Readonly<Record<'rs' | 'ex', readonly string[]>> = {
  rs: ['size', 'currentUsage', 'enabled', 'createdDate', 'lastLogin'],
  ex: ['size', 'currentUsage', 'hasBlackBerryMobileService', 'hasActiveSyncMobileService'],
};

function listMailboxes(domain: DomainState, service: 'rs' | 'ex', query: URLSearchParams): Answer {
  const fields = (query.get('fields') ?? '').split(',').filter((field) => field !== '');
  const unknown = fields.find((field) => !FIELDS[service].includes(field));
  if (unknown !== undefined) return badRequest(`The field ${unknown} is not known.`);
  const enabled = query.get('enabled');
  if (enabled !== null && enabled !== 'true' && enabled !== 'false') return badRequest('enabled is true or false.');
  const isAsked = (mailbox: { readonly enabled: boolean }): boolean =>
    enabled === null || mailbox.enabled === (enabled === 'true');
  const chosen = (full: object): object =>
    Object.fromEntries(Object.entries(full).filter(([field]) => field === 'name' || fields.includes(field)));
  return service === 'rs'
    ? pageOf(domain.mailboxes.filter(isAsked), 'rsMailboxes', query, (one) => chosen(mailboxJson(one)))
    : pageOf(domain.exchangeMailboxes.filter(isAsked), 'mailboxes', query, (one) => ({
        displayName: one.displayName,
        ...chosen(exchangeMailboxJson(one)),
      }));
}

function fullJson(domain: DomainState, mailbox: MailboxState | ExchangeMailboxState): object {
  const isEmail = domain.mailboxes.some((one) => one === mailbox);
  return isEmail
    ? mailboxJson(mailbox as MailboxState) // found in the list of these
    : exchangeMailboxJson(mailbox as ExchangeMailboxState); // found in the list of those
}

function readAlias(domain: DomainState, name: string | undefined, query: URLSearchParams): Answer {
  if (name !== undefined) {
    const members = domain.lists[name.toLowerCase()];
    return members === undefined ? notFound('alias') : found({ name, emailAddressList: { emailAddress: members } });
  }
  return pageOf(Object.entries(domain.lists), 'aliases', query, ([alias, members]) => ({
    name: alias,
    numberOfMembers: members.length,
    ...(members.length === 1 ? { singleMemberName: members[0] } : {}),
  }));
}

const LISTS = ['safelist', 'blocklist', 'ipsafelist', 'ipblocklist'] as const;

function spamAnswer(spam: SpamState, what: string, service: 'rs' | 'ex'): Answer | null {
  const list = LISTS.find((name) => name === what);
  if (list !== undefined) return found({ addresses: spam[list] });
  if (what !== 'settings') return null;
  const { filterLevel, spamHandling, spamForwardingAddress } = spam;
  const rsEmailSettings = {
    spamHandling,
    hasFolderCleaner: false,
    spamFolderAgeLimit: 0,
    spamFolderNumLimit: 0,
    spamForwardingAddress,
  };
  const exchangeSettings = { forwardToDomainQuarantine: 'off', quarantineOwner: '', defaultQuarantineOwner: '' };
  return found({ filterLevel, ...(service === 'rs' ? { rsEmailSettings } : { exchangeSettings }) });
}
