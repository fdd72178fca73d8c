/** What of an organisation somebody should look at before it moves. Pure. */
import type { Instant } from '../base/clock.ts';
import type { Inventory, InventoryDomain, InventoryList } from '../model/inventory.ts';
import type { KnownMailbox } from './known-organisation.ts';
import { FULL_PART } from './mailbox-signs.ts';

/**
 * nearly-full: mail may be refused while it moves. dormant: nobody signed in for half a year. outside-forwarding: mail leaves
 * the organisation. nothing-kept: what is forwarded is not in the mailbox, so that it cannot move.
 */
export type MailboxFlag =
  | 'nearly-full'
  | 'disabled'
  | 'never-signed-in'
  | 'dormant'
  | 'outside-forwarding'
  | 'nothing-kept'
  | 'auto-reply'
  | 'on-exchange';

const DORMANT_MS = 183 * 24 * 60 * 60_000;

interface Surroundings extends Pick<Inventory, 'takenAt'> {
  readonly domains: readonly Pick<InventoryDomain, 'name' | 'alternateNames'>[];
}

export function mailboxFlags(mailbox: KnownMailbox, inventory: Surroundings): readonly MailboxFlag[] {
  const { bytesMax, bytesUsed, lastSignIn, forwarding } = mailbox;
  const inside = insideNames(inventory.domains);
  const forwards = forwarding?.addresses ?? [];
  const flags: readonly (readonly [MailboxFlag, boolean])[] = [
    ['nearly-full', bytesMax !== null && bytesUsed !== null && bytesMax > 0 && bytesUsed >= FULL_PART * bytesMax],
    ['disabled', mailbox.isEnabled === false],
    ['never-signed-in', lastSignIn === 'never'],
    ['dormant', isLongAgo(lastSignIn, inventory.takenAt)],
    ['outside-forwarding', forwards.some((address) => !inside.has(domainOf(address)))],
    ['nothing-kept', forwards.length > 0 && forwarding?.keepsCopy === false],
    ['auto-reply', mailbox.autoReply?.isOn === true],
    ['on-exchange', mailbox.platform === 'exchange'],
  ];
  return flags.filter(([, isSo]) => isSo).map(([flag]) => flag);
}

/** An address and what it is, as people call it. */
interface Holding {
  readonly address: string;
  readonly as: string;
}

/** Everything that holds an address. A mailbox that names its own address among its others holds it once. */
export function addressHoldings(
  mailboxes: readonly KnownMailbox[],
  lists: readonly Pick<InventoryList, 'address' | 'is'>[],
): readonly Holding[] {
  return [
    ...mailboxes.flatMap(({ address, platform, otherAddresses }) => {
      const others = new Set((otherAddresses ?? []).map((one) => one.toLowerCase()));
      others.delete(address);
      const kind = platform === 'exchange' ? 'a mailbox on Exchange' : 'a mailbox';
      return [{ address, as: kind }, ...[...others].map((one) => ({ address: one, as: `an address of ${address}` }))];
    }),
    ...lists.map(({ address, is }) => ({ address, as: is === 'alias' ? 'an alias' : 'a group list' })),
  ];
}

/** Addresses that are a mailbox and a list, or two lists, at once: a target takes each only once. */
export function collidingAddresses({ mailboxes, lists }: Pick<Inventory, 'mailboxes' | 'lists'>): readonly string[] {
  const counts = new Map<string, number>();
  for (const { address } of addressHoldings(mailboxes, lists)) {
    const name = address.toLowerCase();
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return [...counts.entries()].filter(([, count]) => count > 1).map(([address]) => address);
}

const INSIDE = new WeakMap<Surroundings['domains'], ReadonlySet<string>>();

function insideNames(domains: Surroundings['domains']): ReadonlySet<string> {
  const known = INSIDE.get(domains);
  if (known !== undefined) return known;
  const names = new Set(domains.flatMap(({ name, alternateNames }) => [name, ...(alternateNames ?? [])]));
  INSIDE.set(domains, names);
  return names;
}

function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1).toLowerCase();
}

/** Half a year and more. The zone of the time is not known; a day does not matter then. */
export function isLongAgo(lastSignIn: string | null, now: Instant): boolean {
  if (lastSignIn === null || lastSignIn === 'never') return false;
  const at = Date.parse(`${lastSignIn}Z`);
  return !Number.isNaN(at) && now - at > DORMANT_MS;
}
