/** What the advice to single groups means for all of them together: one domain, one inventory, one date. */

import type { GroupAdvice, Known, MailboxStorage } from './advise.ts';
import { BYTES_PER_GB } from './units.ts';
import { listText } from './wording.ts';

/** Names in one sentence; the rest is counted. */
const NAMED_MAX = 10;
/** Rackspace's own rule for a mailbox that moves: it fills at most this share of the new one. */
const TARGET_SHARE_MAX = 0.7;

export function organisationRemarks(
  groups: readonly GroupAdvice[],
  storage: readonly MailboxStorage[],
  known: Known,
): readonly string[] {
  return [
    ...upgradeRemarks(groups),
    ...mixtureRemarks(groups),
    ...addressRemarks(groups, known),
    ...roomRemarks(groups, storage, known),
    ...movingRemarks(groups),
  ];
}

/** An upgrade is ordered for a domain: those who stay come along. */
function upgradeRemarks(groups: readonly GroupAdvice[]): readonly string[] {
  const upgraded = groups.filter(({ chosen }) => chosen.way === 'upgrade');
  return [...new Set(upgraded.map(({ chosen }) => chosen))].flatMap((offer) => {
    const domains = domainsOf(upgraded.filter(({ chosen }) => chosen === offer));
    const along = groups.filter(
      (one) => one.chosen.way === 'stay' && [...domainsOf([one])].some((domain) => domains.has(domain)),
    );
    if (along.length === 0) return [];
    const names = listText(along.map(({ group }) => group.name));
    return [
      `${offer.name} is ordered for a whole domain: ${names} would get it too, without needing it. Ask what that costs.`,
    ];
  });
}

/** One domain has one way in for its mail. */
function mixtureRemarks(groups: readonly GroupAdvice[]): readonly string[] {
  const moving = domainsOf(groups.filter(({ chosen }) => chosen.way === 'migration'));
  const staying = domainsOf(groups.filter(({ chosen }) => chosen.way !== 'migration'));
  const shared = [...moving].filter((domain) => staying.has(domain)).sort();
  if (shared.length === 0) return [];
  return [
    `In ${listText(shared)} some move and some stay, and mail for a domain arrives at one place. Decide where, and forward ` +
      'from there what belongs to the others; Rackspace no longer offers to split a domain. Often it is simpler that all of ' +
      'a domain move.',
  ];
}

function addressRemarks(groups: readonly GroupAdvice[], { inventory }: Known): readonly string[] {
  if (inventory === null) return [];
  const named = new Set(groups.flatMap(({ group }) => group.people.map(({ address }) => address)));
  const listed = new Map(inventory.mailboxes.map((mailbox) => [mailbox.address, mailbox]));
  const unknown = [...named].filter((address) => !listed.has(address));
  const ungrouped = inventory.mailboxes.filter(({ address }) => !named.has(address)).map(({ address }) => address);
  const onExchange = [...named].filter((address) => listed.get(address)?.platform === 'exchange');
  const domains = domainsOf(groups);
  const isPlus = ({ name, isEmailPlus }: (typeof inventory.domains)[number]): boolean =>
    isEmailPlus === true && domains.has(name);
  const plus = inventory.domains.filter(isPlus).map(({ name }) => name);
  return [
    ...sentence(unknown, 'is in the answers and not in the inventory', 'are in the answers and not in the inventory'),
    ...sentence(ungrouped, 'has a mailbox and is in no group', 'have mailboxes and are in no group'),
    ...sentence(onExchange, 'is on Exchange already', 'are on Exchange already'),
    ...sentence(plus, 'has Email Plus already', 'have Email Plus already'),
  ];
}

function roomRemarks(
  groups: readonly GroupAdvice[],
  storage: readonly MailboxStorage[],
  { inventory }: Known,
): readonly string[] {
  const used = new Map(inventory?.mailboxes.map(({ address, bytesUsed }) => [address, bytesUsed ?? 0]));
  for (const { address, bytesUsed } of storage) used.set(address, bytesUsed);
  return groups
    .filter(({ chosen }) => chosen.way === 'migration')
    .flatMap(({ group, chosen }) => {
      const room = chosen.mailboxGB * BYTES_PER_GB * TARGET_SHARE_MAX;
      const tight = group.people.map(({ address }) => address).filter((address) => (used.get(address) ?? 0) > room);
      const why = `more than 70 % of the ${chosen.mailboxGB} GB of ${chosen.name}: clear up, or order a larger mailbox`;
      return sentence(tight, `fills ${why}`, `fill ${why}`);
    });
}

function movingRemarks(groups: readonly GroupAdvice[]): readonly string[] {
  const moving = groups.filter(({ chosen }) => chosen.way === 'migration');
  if (moving.length === 0) return ['Nobody has to move: there is nothing to migrate.'];
  const people = moving.reduce((sum, { group }) => sum + group.people.length, 0);
  const counted =
    people === 0
      ? 'Write the addresses of those who move into the answers'
      : `${people} ${people === 1 ? 'person moves' : 'people move'}`;
  return [
    `${counted}: every one of them prepares before the move. godwit prepare writes a sheet for each.`,
    'An administrator of the account has to order and to do it. Rackspace calls it challenging and takes no date within five business days of the first request.',
  ];
}

function domainsOf(groups: readonly GroupAdvice[]): ReadonlySet<string> {
  return new Set(groups.flatMap(({ group }) => group.people.map(({ address }) => address.split('@').at(-1) ?? '')));
}

function sentence(names: readonly string[], one: string, several: string): readonly string[] {
  if (names.length === 0) return [];
  const more = names.length - NAMED_MAX;
  const shown = more > 0 ? [...names.slice(0, NAMED_MAX), `${more} more`] : names;
  return [`${listText(shown)} ${names.length === 1 ? one : several}.`];
}
