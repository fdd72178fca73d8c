/** What of an organisation somebody should look at before it moves. Pure. */
import type { Instant } from '../base/clock.ts';
import type { Inventory, InventoryMailbox } from '../model/inventory.ts';

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

/** A mailbox fuller than this may refuse mail before it has moved. */
const FULL_SHARE = 0.95;
const DORMANT_MS = 183 * 24 * 60 * 60_000;

export function mailboxFlags(mailbox: InventoryMailbox, inventory: Inventory): readonly MailboxFlag[] {
  const { bytesMax, bytesUsed, lastSignIn, forwarding } = mailbox;
  const inside = insideNames(inventory);
  const forwards = forwarding?.addresses ?? [];
  const flags: readonly (readonly [MailboxFlag, boolean])[] = [
    ['nearly-full', bytesMax !== null && bytesUsed !== null && bytesMax > 0 && bytesUsed >= FULL_SHARE * bytesMax],
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

/** Addresses that are a mailbox and a list, or two lists, at once: a target takes each only once. */
export function collidingAddresses({ mailboxes, lists }: Inventory): readonly string[] {
  const owners = new Map<string, number>();
  const others = mailboxes.flatMap(({ otherAddresses }) => otherAddresses ?? []);
  const all = [...mailboxes.map(({ address }) => address), ...lists.map(({ address }) => address), ...others];
  for (const address of all.map((one) => one.toLowerCase())) owners.set(address, (owners.get(address) ?? 0) + 1);
  return [...owners.entries()].filter(([, count]) => count > 1).map(([address]) => address);
}

const INSIDE = new WeakMap<Inventory, ReadonlySet<string>>();

function insideNames(inventory: Inventory): ReadonlySet<string> {
  const known = INSIDE.get(inventory);
  if (known !== undefined) return known;
  const names = new Set(inventory.domains.flatMap(({ name, alternateNames }) => [name, ...(alternateNames ?? [])]));
  INSIDE.set(inventory, names);
  return names;
}

function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1).toLowerCase();
}

/** The zone of the time is not known; a day does not matter in half a year. */
function isLongAgo(lastSignIn: string | null, now: Instant): boolean {
  if (lastSignIn === null || lastSignIn === 'never') return false;
  const at = Date.parse(`${lastSignIn}Z`);
  return !Number.isNaN(at) && now - at > DORMANT_MS;
}
