/** Who is told of an entry of a ticket: one delivery for each recipient and channel, in the transaction of the entry. */
import { newMailToken } from '../base/mail-token.ts';
import type { Problem } from '../base/problem.ts';
import type { Delivery, DeliveryId, DeliveryKind, MailRecipient, NewDelivery } from '../model/delivery.ts';
import { NOT_BEGUN } from '../model/mailbox-states.ts';
import { type Audience, NOTICES, URGENT } from '../model/notice.ts';
import type { Person } from '../model/organisation.ts';
import type { MailboxId, ProjectId } from '../model/project.ts';
import type { Tenant } from '../model/store.ts';
import type { Author, EntryPart, NewEntry } from '../model/ticket.ts';
import type { ProjectDeps } from './act.ts';
import { quietUntil } from './quiet-hours.ts';

type NoticePart = Extract<EntryPart, { readonly is: 'notice' }>;

/**
 * Adds what somebody wrote to the ticket, and sends it to the other side: what operators write goes to the administrators, all
 * else to the operators. The project is locked before. What `announce` tells right after (`TOLD_BY_NOTICE`) goes out once, with
 * that notice and the words of the entry in it.
 */
export async function addEntryAndTell(tenant: Tenant, entry: NewEntry, deps: ProjectDeps): Promise<void> {
  await tenant.addEntry(entry);
  const { is } = entry.part;
  if (is === 'notice') await tellNotice(tenant, { ...entry, part: entry.part }, deps);
  else
    await tell(tenant, { entry, kind: is, mailbox: null, to: TOLD_BY_NOTICE.includes(is) ? [] : sidesOf(entry) }, deps);
}

/** Entries that a notice follows, which says the same to both sides. */
export const TOLD_BY_NOTICE: readonly EntryPart['is'][] = ['request', 'plan', 'alternative', 'confirmation'];

function sidesOf({ author }: NewEntry): readonly Audience[] {
  return 'role' in author && author.role === 'operator' ? ['administrators'] : ['operators'];
}

/** Gives how many mails it becomes. */
export function tellNotice(
  tenant: Tenant,
  entry: NewEntry & { readonly part: NoticePart },
  deps: ProjectDeps,
): Promise<number> {
  const { kind, mailbox } = entry.part;
  return tell(tenant, { entry, kind, mailbox, to: NOTICES[kind].to }, deps);
}

interface Told {
  readonly entry: NewEntry;
  readonly kind: DeliveryKind;
  readonly mailbox: MailboxId | null;
  readonly to: readonly Audience[];
}

async function tell(tenant: Tenant, told: Told, deps: ProjectDeps): Promise<number> {
  const { project } = told.entry;
  const [people, arrangement, { timeZone }] = await Promise.all([
    tenant.correspondents(),
    tenant.arrangement(project),
    tenant.projectSettings(project),
  ]);
  const isUrgent = URGENT.some((kind) => kind === told.kind);
  const now = deps.clock.now();
  const quiet = isUrgent ? null : quietUntil(arrangement, timeZone, now);
  const addresses = new Map<string, Author>();
  for (const side of told.to) {
    const found = side === 'user' ? await userOf(tenant, told) : sideOf(side, people, arrangement.contacts);
    if (found === null) await add(tenant, told, { to: null, problem: await noAddress(tenant, told) }, deps);
    for (const { address, author } of found ?? []) {
      if (!addresses.has(address)) addresses.set(address, author);
    }
  }
  for (const [address, author] of addresses) {
    const reply = { id: deps.random.id(), token: newMailToken(deps.random) };
    const to: MailRecipient = { is: 'mail', address, author, reply };
    const problem: Problem | null = quiet === null ? null : { code: 'mail.quiet-hours', facts: {} };
    await add(tenant, told, { to, isUrgent, dueAt: quiet ?? now, problem }, deps);
  }
  for (const { id, kinds, disabledAt } of await tenant.webhooks()) {
    const isWanted = disabledAt === null && (kinds.length === 0 || kinds.includes(told.kind));
    if (isWanted) await add(tenant, told, { to: { is: 'webhook', id } }, deps);
  }
  return addresses.size;
}

async function add(
  tenant: Tenant,
  { entry, kind, mailbox }: Told,
  more: Pick<NewDelivery, 'to'> & Partial<Pick<Delivery, 'isUrgent' | 'dueAt' | 'problem'>>,
  { clock, random }: ProjectDeps,
): Promise<void> {
  const now = clock.now();
  const id = random.id() as DeliveryId; // a fresh id is what a DeliveryId is
  const usual = { isUrgent: false, dueAt: now, problem: null };
  await tenant.addDelivery({
    ...usual,
    id,
    project: entry.project,
    entry: entry.id,
    mailbox,
    kind,
    madeAt: now,
    ...more,
  });
}

interface Recipient {
  readonly address: string;
  readonly author: Author;
}

/** Where nobody is named, the administrators of the organisation are written to. Null where there is nobody at all. */
function sideOf(
  side: 'administrators' | 'operators',
  people: readonly Person[],
  contacts: readonly string[],
): readonly Recipient[] {
  const role = side === 'operators' ? 'operator' : 'administrator';
  const own = people.filter((person) => person.role === role).map((person) => recipientOf(person.address, people));
  if (side === 'operators' || contacts.length === 0) return own;
  return contacts.map((address) => recipientOf(address.toLowerCase(), people));
}

/** Somebody with an account is known as such wherever the account’s address is named. */
function recipientOf(address: string, people: readonly Person[]): Recipient {
  const person = people.find((one) => one.address === address);
  if (person === undefined) return { address, author: { is: 'contact', address } };
  return { address, author: { is: 'person', id: person.id, role: person.role } };
}

/**
 * At the address outside, where one is named. Otherwise in the mailbox itself, but only before it moves: afterwards its user
 * may not get into it. Never as somebody with an account: what the user writes is the user's.
 */
async function userOf(tenant: Tenant, { mailbox: id }: Told): Promise<readonly Recipient[] | null> {
  const mailbox = id === null ? null : await tenant.mailbox(id);
  if (mailbox === null) return [];
  const outside = await tenant.mailboxContact(mailbox.id);
  const isReadable = NOT_BEGUN.some((state) => state === mailbox.state) && ONE_ADDRESS.test(mailbox.name);
  const address = outside ?? (isReadable ? mailbox.name.toLowerCase() : null);
  return address === null ? null : [{ address, author: { is: 'contact', address } }];
}

/** Names of mailboxes are what people like; only what can be nothing but one address is taken for one. */
const ONE_ADDRESS = /^[\w.!#$%&'*+/=?^`{|}~-]{1,64}@[\p{L}\p{N}.-]{1,250}$/u;

async function noAddress(tenant: Tenant, { mailbox: id }: Told): Promise<Problem> {
  const mailbox = id === null ? null : await tenant.mailbox(id);
  return { code: 'mail.no-address', facts: { whom: mailbox?.name ?? 'the user' } };
}

/** A word from outside, from whoever the token of a reply belongs to. */
export function newReply(project: ProjectId, author: Author, text: string, { clock, random }: ProjectDeps): NewEntry {
  const id = random.id() as NewEntry['id']; // a fresh id is what an EntryId is
  return { id, project, at: clock.now(), author, text, part: { is: 'reply' } };
}
