/** Asks the admin API of Rackspace for a whole organisation. What cannot be read is named; what was read stays read. */
import type { Clock } from '../base/clock.ts';
import { limiter } from '../base/limiter.ts';
import { Failure, type Problem } from '../base/problem.ts';
import type { Inventory, InventoryException, InventoryMailbox } from '../model/inventory.ts';
import type { Watch } from '../model/progress.ts';
import { RackspaceClient, type RackspaceOptions } from '../wire/rackspace/client.ts';
import { getMailbox, type RackspaceMailbox } from '../wire/rackspace/get-mailbox.ts';
import { listDomains } from '../wire/rackspace/list-domains.ts';
import { type Finding, partOf } from './finding.ts';
import { type FoundDomain, readDomain, readSpam } from './rackspace-domain.ts';
import { toFailure } from './rackspace-failure.ts';
import type { Shelf, ShelvedMailbox } from './shelf.ts';

export interface RackspaceInventoryOptions {
  readonly server: Omit<RackspaceOptions, 'onWait'>;
  /** Only these; none: all of the account. */
  readonly domains: readonly string[];
  /**
   * sizes: what lists tell. settings: forwarding, auto-reply, visibility and contact too, one request for each mailbox.
   * everything: spam settings and lists of each mailbox too, five more requests.
   */
  readonly depth: 'sizes' | 'settings' | 'everything';
  readonly shelf: Shelf;
  readonly clock: Clock;
  readonly watch: Watch;
}

/** As many as the client lets through at once. */
const AT_ONCE = 4;
/** Where so many mailboxes in a row cannot be read, the next thousand cannot either. */
const UNREAD_IN_A_ROW_MAX = 20;

/**
 * Throws a `Failure` while nothing is known; once the mailboxes are, what ends the reading is an exception among others, and
 * the rest is there. Throws the signal's reason.
 */
export async function readRackspaceInventory(
  options: RackspaceInventoryOptions,
  signal: AbortSignal,
): Promise<Inventory> {
  const { clock, watch, server, depth } = options;
  const client = clientOf(options);
  const exceptions: InventoryException[] = [];
  const finding: Finding = { client, watch, signal, exceptions };
  try {
    const names = await domainNames(options, finding);
    watch({ is: 'phase', phase: 'asking' });
    const { found, ended } = await readDomains(names, depth, finding);
    const listed = found.flatMap(({ mailboxes }) => mailboxes);
    const mailboxes = depth === 'sizes' ? listed : await readSettings(listed, ended, options, finding);
    const account = server.account === 'me' ? 'the account of the keys' : `account ${server.account}`;
    return {
      takenAt: clock.now(),
      origins: [`Rackspace, ${account}`],
      domains: found.map(({ domain }) => domain),
      mailboxes: mailboxes.toSorted(byAddress),
      lists: found.flatMap(({ lists }) => lists).toSorted(byAddress),
      exceptions,
    };
  } finally {
    client.close();
  }
}

function clientOf({ server, watch }: RackspaceInventoryOptions): RackspaceClient {
  try {
    return new RackspaceClient({
      ...server,
      onWait: (untilMs, because) => watch({ is: 'waiting', untilMs, because }),
    });
  } catch (error) {
    throw toFailure(error, server.base.host, 'anything');
  }
}

async function domainNames(
  { domains }: RackspaceInventoryOptions,
  { client, signal }: Finding,
): Promise<readonly string[]> {
  if (domains.length > 0) return domains;
  try {
    return await listDomains(client, signal);
  } catch (error) {
    throw toFailure(error, client.host, 'the list of domains');
  }
}

interface FoundDomains {
  readonly found: readonly FoundDomain[];
  /** What ended the reading before the last domain; null when nothing did. */
  readonly ended: Failure | null;
}

/** Domains that were not come to are named. Throws the `Failure` that ended the reading where not one domain was read. */
async function readDomains(
  names: readonly string[],
  depth: RackspaceInventoryOptions['depth'],
  finding: Finding,
): Promise<FoundDomains> {
  const found: FoundDomain[] = [];
  for (const [at, name] of names.entries()) {
    try {
      const domain = await readDomain(name, finding);
      const items = depth === 'sizes' ? 0 : domain.mailboxes.length;
      finding.watch({ is: 'listed', folder: [name], items, bytes: 0 });
      found.push(domain);
    } catch (error) {
      if (finding.signal.aborted || !(error instanceof Failure) || found.length === 0) throw error;
      for (const subject of names.slice(at)) finding.exceptions.push({ subject, problem: unread(subject, error) });
      return { found, ended: error };
    }
  }
  return { found, ended: null };
}

function unread(domain: string, failure: Failure): Problem {
  const facts = { part: `the domain ${domain}`, reason: failure.message };
  return { code: 'inventory.part-unread', facts };
}

/** Every mailbox with its settings, or as it was listed where something ended the reading. */
async function readSettings(
  listed: readonly InventoryMailbox[],
  ended: Failure | null,
  options: RackspaceInventoryOptions,
  finding: Finding,
): Promise<readonly InventoryMailbox[]> {
  const { signal, exceptions, watch } = finding;
  const turns = limiter(AT_ONCE);
  const end: { failure: Failure | null; unread: number; inARow: number } = { failure: ended, unread: 0, inARow: 0 };
  const mailboxes = await Promise.all(
    listed.map((mailbox) =>
      turns.run(async () => {
        if (end.failure === null) {
          try {
            const found = await settingsOf(mailbox, options, finding);
            watch({ is: 'settled', folder: [], items: 1, bytes: 0, failed: found === null ? 1 : 0 });
            if (found !== null) {
              end.inARow = 0;
              return withSettings(mailbox, found);
            }
            end.inARow += 1;
            if (end.inARow >= UNREAD_IN_A_ROW_MAX) end.failure = unwell();
            return mailbox;
          } catch (error) {
            if (signal.aborted || !(error instanceof Failure)) throw error;
            end.failure ??= error;
          }
        }
        end.unread += 1;
        return mailbox;
      }),
    ),
  );
  if (end.failure !== null && end.unread > 0) {
    const facts = { count: String(end.unread), reason: end.failure.message };
    exceptions.push({ subject: finding.client.host, problem: { code: 'inventory.unfinished', facts } });
  }
  return mailboxes;
}

function unwell(): Failure {
  const reason = `${UNREAD_IN_A_ROW_MAX} mailboxes in a row were refused`;
  return new Failure('inventory.protocol', { reason });
}

/** Null when the mailbox itself could not be read. */
async function settingsOf(
  { address, platform }: InventoryMailbox,
  { shelf, depth }: RackspaceInventoryOptions,
  finding: Finding,
): Promise<ShelvedMailbox | null> {
  const shelved = shelf.find(address);
  if (shelved !== null && (depth !== 'everything' || shelved.spam !== null)) return shelved;
  const at = address.lastIndexOf('@');
  const [name, domain] = [address.slice(0, at), address.slice(at + 1)];
  const service = platform === 'exchange' ? 'ex' : 'rs';
  const { client, signal } = finding;
  const gaps: InventoryException[] = [];
  const own: Finding = { ...finding, exceptions: gaps };
  try {
    const ask = (): Promise<RackspaceMailbox> => getMailbox(client, { domain, name, service }, signal);
    const mailbox = await partOf(own, { subject: address, part: 'the settings' }, ask);
    if (mailbox === null) return null;
    const scope = { domain, mailbox: { name, service } } as const;
    const spam = depth === 'everything' ? await readSpam(scope, address, own) : null;
    const found = { address, mailbox, spam };
    // What has a gap is asked for again by the next run.
    if (gaps.length === 0) await shelf.put(found);
    return found;
  } finally {
    finding.exceptions.push(...gaps);
  }
}

/** The list is newer than the shelf: what both tell is taken from the list. */
function withSettings(listed: InventoryMailbox, { mailbox, spam }: ShelvedMailbox): InventoryMailbox {
  const { forwardingAddresses, savesForwarded, hasAutoReply, autoReply, isInCompanyDirectory, isInExchangeList } =
    mailbox;
  return {
    ...listed,
    displayName: listed.displayName ?? mailbox.displayName,
    isEnabled: listed.isEnabled ?? mailbox.isEnabled,
    bytesMax: listed.bytesMax ?? mailbox.bytesMax,
    bytesUsed: listed.bytesUsed ?? mailbox.bytesUsed,
    createdAt: listed.createdAt ?? mailbox.createdAt,
    lastSignIn: listed.lastSignIn ?? mailbox.lastSignIn,
    forwarding: forwardingAddresses === null ? null : { addresses: forwardingAddresses, keepsCopy: savesForwarded },
    autoReply: hasAutoReply === null ? null : { isOn: hasAutoReply, text: autoReply },
    visibility:
      isInCompanyDirectory === null && isInExchangeList === null
        ? null
        : { inCompanyDirectory: isInCompanyDirectory, inExchangeAddressList: isInExchangeList },
    contact: mailbox.contact,
    otherAddresses: mailbox.otherAddresses,
    spam,
  };
}

function byAddress(one: { readonly address: string }, other: { readonly address: string }): number {
  return one.address < other.address ? -1 : one.address > other.address ? 1 : 0;
}
