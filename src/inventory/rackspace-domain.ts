/** One domain as the admin API tells it: itself, its lists, and its mailboxes as far as lists tell them. */
import { limiter } from '../base/limiter.ts';
import type { InventoryDomain, InventoryList, InventoryMailbox, Platform, SpamProtection } from '../model/inventory.ts';
import { getAlias, type ListedAlias, listAliases } from '../wire/rackspace/aliases.ts';
import { getCatchAll } from '../wire/rackspace/get-catch-all.ts';
import { getDomain, type RackspaceDomain } from '../wire/rackspace/get-domain.ts';
import { type ListedMailbox, listExchangeMailboxes, listMailboxes } from '../wire/rackspace/list-mailboxes.ts';
import { getSpamList, getSpamSettings, type SpamListName, type SpamScope } from '../wire/rackspace/spam.ts';
import { type Finding, partOf } from './finding.ts';

export interface FoundDomain {
  readonly domain: InventoryDomain;
  readonly mailboxes: readonly InventoryMailbox[];
  readonly lists: readonly InventoryList[];
}

/** As many as the client lets through at once. */
const AT_ONCE = 4;

export async function readDomain(name: string, finding: Finding): Promise<FoundDomain> {
  const { client, signal } = finding;
  const about = (part: string): { readonly subject: string; readonly part: string } => ({ subject: name, part });
  const told = await partOf(finding, about('the products'), () => getDomain(client, name, signal));
  const catchAll = await partOf(finding, about('the catch-all address'), () => getCatchAll(client, name, signal));
  const spam = await readSpam({ domain: name, mailbox: null }, name, finding);
  const platforms = platformsOf(told);
  const found: InventoryMailbox[] = [];
  if (platforms?.includes('rackspace-email') ?? true) {
    const listed = await partOf(finding, about('the mailboxes'), () => listMailboxes(client, name, signal));
    found.push(...(listed ?? []).map((one) => mailboxOf(one, name, 'rackspace-email')));
  }
  if (platforms?.includes('exchange') ?? false) {
    const listed = await partOf(finding, about('the Exchange mailboxes'), () =>
      listExchangeMailboxes(client, name, signal),
    );
    found.push(...(listed ?? []).map((one) => mailboxOf(one, name, 'exchange')));
  }
  const lists = await readLists(name, finding);
  const domain: InventoryDomain = {
    name,
    platforms,
    isEmailPlus: told?.rsEmailProduct == null ? null : told.rsEmailProduct === 'rse-plus',
    mailboxesMax: told?.mailboxesMax ?? null,
    hasArchiving: told?.hasArchiving ?? null,
    hasPublicFolders: told?.hasPublicFolders ?? null,
    alternateNames: told?.aliases ?? null,
    catchAll,
    spam,
  };
  return { domain, mailboxes: found, lists };
}

/** Settings and the four lists of a domain or a mailbox; null where the settings could not be read. */
export async function readSpam(scope: SpamScope, subject: string, finding: Finding): Promise<SpamProtection | null> {
  const { client, signal } = finding;
  const settings = await partOf(finding, { subject, part: 'the spam settings' }, () =>
    getSpamSettings(client, scope, signal),
  );
  if (settings === null) return null;
  const list = (name: SpamListName): Promise<readonly string[] | null> =>
    partOf(finding, { subject, part: `the ${name}` }, () => getSpamList(client, scope, name, signal));
  return {
    filter: settings.filterLevel,
    treatment: settings.handling,
    forwardsTo: settings.forwardingAddress === '' ? null : settings.forwardingAddress,
    safe: await list('safelist'),
    blocked: await list('blocklist'),
    safeIps: await list('ipsafelist'),
    blockedIps: await list('ipblocklist'),
  };
}

async function readLists(domain: string, finding: Finding): Promise<readonly InventoryList[]> {
  const { client, signal } = finding;
  const about = { subject: domain, part: 'the aliases' };
  const listed = (await partOf(finding, about, () => listAliases(client, domain, signal))) ?? [];
  const turns = limiter(AT_ONCE);
  const membersOf = async (alias: ListedAlias): Promise<readonly string[] | null> => {
    // The list may tell the only member without its domain.
    if (alias.singleMember?.includes('@') === true) return [alias.singleMember];
    const subject = `${alias.name}@${domain}`;
    const ask = (): Promise<readonly string[]> => getAlias(client, domain, alias.name, signal);
    return await turns.run(() => partOf(finding, { subject, part: 'the members' }, ask));
  };
  return await Promise.all(
    listed.map(async (alias): Promise<InventoryList> => {
      return { address: `${alias.name}@${domain}`, is: 'alias', members: await membersOf(alias) };
    }),
  );
}

function platformsOf(told: RackspaceDomain | null): readonly Platform[] | null {
  switch (told?.serviceType ?? '') {
    case 'rsemail':
      return ['rackspace-email'];
    case 'exchange':
      return ['exchange'];
    case 'both':
      return ['rackspace-email', 'exchange'];
    default:
      return null;
  }
}

/** What the list does not say is null until the mailbox itself is asked for. */
function mailboxOf(listed: ListedMailbox, domain: string, platform: Platform): InventoryMailbox {
  const { name, displayName, isEnabled, bytesMax, bytesUsed, createdAt, lastSignIn } = listed;
  return {
    address: `${name}@${domain}`,
    platform,
    displayName,
    isEnabled,
    bytesMax,
    bytesUsed,
    createdAt,
    lastSignIn,
    forwarding: null,
    autoReply: null,
    visibility: null,
    contact: null,
    otherAddresses: null,
    spam: null,
  };
}
