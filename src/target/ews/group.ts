/** A contact group as the distribution list that Exchange keeps, and back. Pure. */
import { withKept, withoutKept } from '../../content/kept-below.ts';
import { memberKeys, namedMemberLine } from '../../content/vcard/group-member.ts';
import type { ContactGroup, GroupMember } from '../../model/contact.ts';
import type { Loss } from '../../model/item.ts';
import type { FoundItemPart, ItemPart } from '../../wire/ews/item-element.ts';
import type { FoundMember, ListMember } from '../../wire/ews/list-element.ts';
import type { ExtendedField } from '../../wire/ews/names.ts';
import { uidKey, uidOfKey } from './card-uid.ts';
import { keptCategories } from './contact.ts';
import { lossesBetween, lossOf } from './contact-losses.ts';
import { CARD_UID } from './contact-properties.ts';
import { carried, keptLines, oneLine } from './contact-texts.ts';
import { hasAddress, writeMembers } from './group-members.ts';

/** What a list is called whose card has no name: Exchange wants one. */
const NAMELESS = 'Contact group';
/** Begins the lines for members that cannot be in a list; `groups.ts` makes them anew. */
const LEFT_MEMBER = 'Member without an e-mail address: ';

export interface WrittenGroup {
  readonly part: ItemPart;
  readonly displayName: string;
  readonly members: readonly ListMember[];
  readonly needsOriginal: boolean;
  readonly losses: readonly Loss[];
}

/** Members by their addresses: links to contacts come when those are there (`groups.ts`). */
export function writtenGroup(group: ContactGroup): WrittenGroup {
  const wanted = writeMembers(group.members);
  const kept = keptLines([...shortenedName(group), ...group.others]);
  // Those with a UID are looked for first (`groups.ts`).
  const left = group.members.filter((member) => member.uid === '' && !hasAddress(member));
  const uid = carried(group.uid);
  const part: ItemPart = {
    itemClass: null,
    subject: null,
    sensitivity: 'Normal',
    body: withKept(carried(group.note), [...kept.lines, ...leftMemberLines(left)]),
    categories: keptCategories(group.categories),
    importance: 'Normal',
    extended: [...(uid === '' ? [] : [{ field: CARD_UID, value: uidKey(uid) }]), ...wanted.properties],
  };
  const displayName = oneLine(group.displayName) || NAMELESS;
  const back = backAs(group, part, displayName);
  return {
    part,
    displayName,
    members: group.members.filter(hasAddress).map(byAddress),
    needsOriginal: kept.needsOriginal,
    losses: [...lossesBetween(group, back), ...(wanted.isWhole && left.length === 0 ? [] : [lossOf('members')])],
  };
}

/** `members` as found, their UIDs looked up; `wanted` are those that it should have, as far as that was looked up. */
export function groupOf(found: {
  readonly part: FoundItemPart;
  readonly displayName: string;
  readonly members: readonly GroupMember[];
  readonly wanted: readonly GroupMember[];
  readonly extended: (field: ExtendedField) => string | null;
}): ContactGroup {
  return {
    kind: 'contact-group',
    uid: uidOfKey(found.extended(CARD_UID) ?? '') ?? '',
    displayName: found.displayName === NAMELESS ? '' : found.displayName,
    members: found.members,
    note: withoutKept(found.part.body).text,
    categories: found.part.categories,
    modified: null,
    others: namedMemberLines(found),
  };
}

/** True when the text of a group names members that are not in it. */
export function namesMembers(body: string): boolean {
  return withoutKept(body).lines.some((line) => line.startsWith(LEFT_MEMBER));
}

/** Of the wanted members those that are not in the group and stand in its text. */
function namedMemberLines({
  part,
  members,
  wanted,
}: {
  readonly part: FoundItemPart;
  readonly members: readonly GroupMember[];
  readonly wanted: readonly GroupMember[];
}): readonly string[] {
  const inGroup = new Set(members.flatMap(memberKeys));
  const inText = new Set(withoutKept(part.body).lines.map(lineKey));
  return wanted
    .filter((member) => !memberKeys(member).some((key) => inGroup.has(key)))
    .filter((member) => leftMemberLines([member]).every((line) => inText.has(lineKey(line))))
    .map(namedMemberLine);
}

/** Servers write blanks in ways of their own. */
function lineKey(line: string): string {
  return line.replace(/\s+/g, ' ').trim();
}

/** `uids` has what is known of the items that members are linked to. */
export function membersOf(found: readonly FoundMember[], uids: ReadonlyMap<string, string>): readonly GroupMember[] {
  return found.map(({ name, address, itemId }) => ({
    uid: uids.get(itemId) ?? '',
    address,
    // The server shows the address where there is no name.
    name: name === address ? '' : name,
  }));
}

export function byAddress({ name, address }: GroupMember): ListMember {
  return { is: 'OneOff', name: oneLine(name) || address, address };
}

/** Lines for members that are in the group by nothing but their names. */
function leftMemberLines(members: readonly GroupMember[]): readonly string[] {
  return members.map(({ name, uid, address }) => `${LEFT_MEMBER}${oneLine(name || address || uid)}`);
}

/** The text of a group with lines for these members without address; null when it has just these lines already. */
export function bodyWithLeft(body: string, members: readonly GroupMember[]): string | null {
  const { text, lines } = withoutKept(body);
  const others = lines.filter((line) => !line.startsWith(LEFT_MEMBER));
  const there = lines.filter((line) => line.startsWith(LEFT_MEMBER));
  const wanted = leftMemberLines(members);
  return there.join('\n') === wanted.join('\n') ? null : withKept(text, [...others, ...wanted]);
}

function shortenedName({ displayName }: ContactGroup): readonly string[] {
  return oneLine(displayName) === displayName.trim() ? [] : [`Display name: ${displayName}`];
}

/** The group as it will be read back once its members are linked. */
function backAs(group: ContactGroup, part: ItemPart, displayName: string): ContactGroup {
  const extended = (field: ExtendedField): string | null =>
    part.extended.find((property) => property.field === field)?.value ?? null;
  const found = { ...part, subject: '', isBodyHtml: false, lastModified: null };
  const back = groupOf({ part: found, displayName, members: group.members, wanted: [], extended });
  return { ...back, modified: group.modified };
}
