/** Ties contact groups to their contacts once all of them are there. Reads everything it needs from the mailbox. */
import type { GroupMember } from '../../model/contact.ts';
import type { TargetFolder } from '../../model/folder.ts';
import type { Answer } from '../../wire/ews/answers.ts';
import { meaningOf } from '../../wire/ews/codes.ts';
import { EMAIL_KEYS, readContactElement } from '../../wire/ews/contact-element.ts';
import { findItem } from '../../wire/ews/find-item.ts';
import { getElements } from '../../wire/ews/get-item.ts';
import { bodyXml, readItemPart } from '../../wire/ews/item-element.ts';
import { LIST_FIELDS, type ListMember, membersXml, readMembers } from '../../wire/ews/list-element.ts';
import type { ExtendedField, Field, ItemId } from '../../wire/ews/names.ts';
import { extendedValue, itemIdOf } from '../../wire/ews/properties.ts';
import { syncFolderItems } from '../../wire/ews/sync-folder-items.ts';
import { type FieldChange, type ItemChange, updateItem } from '../../wire/ews/update-item.ts';
import type { XmlElement } from '../../wire/xml.ts';
import { partiesIn } from '../exchange/failing.ts';
import { askAll } from './ask.ts';
import { uidKey } from './card-uid.ts';
import { CARD_UID } from './contact-properties.ts';
import { type EwsContext, piecesOf, refOf } from './context.ts';
import { widerFailure } from './failures.ts';
import { bodyWithLeft, byAddress } from './group.ts';
import { hasAddress, IS_GROUP, MEMBER_PROPERTIES, readWanted, writeMembers } from './group-members.ts';

/** Groups looked at together; each may have thousands of members. */
const GROUPS_PER_REQUEST = 10;
const CONTACTS_PER_REQUEST = 100;

/** PidTagMessageClass, and what it says of a list. */
const MESSAGE_CLASS: ExtendedField = { is: 'tag', tag: 0x001a, type: 'String' };
const LIST_CLASS = 'IPM.DistList';

/** See `Target.link`. Sends nothing for a group that is right already. Throws what the protocol throws, and wider `Failure`s. */
export async function linkGroups(context: EwsContext, folder: TargetFolder, signal: AbortSignal): Promise<void> {
  if (!(await hasGroups(context, folder, signal))) return;
  const cards = await cardsIn(context, folder, signal);
  for (const piece of piecesOf(cards.groupIds, GROUPS_PER_REQUEST)) {
    const groups = await elementsOf(context, piece, GROUP_FIELDS, signal);
    const wanted = groups.map(wantedIn).filter((group) => group !== null);
    const uids = wanted.flatMap(({ members }) => members.map(({ uid }) => foldedKey(uid)));
    const linkable = await linkableOf(context, cards, new Set(uids), signal);
    const changes = wanted.map((group) => changeOf(group, linkable)).filter((change) => change !== null);
    const answers = await askAll(context, changes, GROUPS_PER_REQUEST, (some) =>
      updateItem(context.session, some, signal),
    );
    for (const answer of answers) throwWider(context, folder, answer);
  }
}

const GROUP_FIELDS: readonly Field[] = [...LIST_FIELDS, 'item:Body', ...MEMBER_PROPERTIES];

/** One small request, where a walk over the folder would be many. */
async function hasGroups({ session }: EwsContext, folder: TargetFolder, signal: AbortSignal): Promise<boolean> {
  const where = { field: MESSAGE_CLASS, equals: LIST_CLASS };
  const lists = await findItem(session, { folder: refOf(folder), where, fields: [IS_GROUP] }, signal);
  return lists.some((list) => list.extended(IS_GROUP) !== null);
}

interface Cards {
  readonly groupIds: readonly string[];
  /** By the folded key of the UID. Of several contacts with one UID the first. */
  readonly byUid: ReadonlyMap<string, { readonly id: string; readonly isGroup: boolean }>;
}

async function cardsIn(context: EwsContext, folder: TargetFolder, signal: AbortSignal): Promise<Cards> {
  const groupIds: string[] = [];
  const byUid = new Map<string, { readonly id: string; readonly isGroup: boolean }>();
  const request = { folder: refOf(folder), syncState: null, fields: [CARD_UID, IS_GROUP] };
  for await (const { changes } of syncFolderItems(context.session, request, signal)) {
    for (const change of changes) {
      if (change.is !== 'create') continue;
      const { id } = change.item.itemId;
      const isGroup = change.item.extended(IS_GROUP) !== null;
      if (isGroup) groupIds.push(id);
      const uid = (change.item.extended(CARD_UID) ?? '').toLowerCase();
      if (uid !== '' && !byUid.has(uid)) byUid.set(uid, { id, isGroup });
    }
  }
  return { groupIds, byUid };
}

interface WantedGroup {
  readonly id: string;
  readonly element: XmlElement;
  readonly members: readonly GroupMember[];
}

function wantedIn(element: XmlElement): WantedGroup | null {
  const members = readWanted((field) => extendedValue(element, field));
  const id = idOf(element);
  return members === null || id === '' ? null : { id, element, members };
}

/** UIDs are mostly UUIDs, which programs write in upper and in lower case. */
function foldedKey(uid: string): string {
  return uidKey(uid).toLowerCase();
}

/** What a member can be linked to. */
interface Linkable {
  readonly id: string;
  readonly isGroup: boolean;
  /** Of a contact; '' where it is not known. */
  readonly name: string;
  /** Of a contact. A member of a list needs one. */
  readonly addresses: readonly string[];
}

async function linkableOf(
  context: EwsContext,
  { byUid }: Cards,
  uids: ReadonlySet<string>,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, Linkable>> {
  const found = [...uids].flatMap((uid) => {
    const card = byUid.get(uid);
    return card === undefined ? [] : [{ uid, ...card }];
  });
  const contactIds = found.flatMap(({ id, isGroup }) => (isGroup ? [] : [id]));
  const elements = await elementsOf(context, contactIds, REACHED_BY, signal);
  const contacts = new Map(elements.map((element) => [idOf(element), reachedBy(element)]));
  return new Map(found.map(({ uid, id, isGroup }) => [uid, { id, isGroup, ...(contacts.get(id) ?? UNREACHED) }]));
}

const REACHED_BY: readonly Field[] = ['contacts:EmailAddresses', 'contacts:DisplayName', 'contacts:FileAs'];
const UNREACHED = { name: '', addresses: [] };

function reachedBy(element: XmlElement): Pick<Linkable, 'name' | 'addresses'> {
  const { emails, texts } = readContactElement(element);
  const name = texts.get('DisplayName') ?? texts.get('FileAs') ?? '';
  return { name, addresses: EMAIL_KEYS.flatMap((key) => emails.get(key) ?? []) };
}

/** Null when the group is as it should be. */
function changeOf({ id, element, members }: WantedGroup, linkable: ReadonlyMap<string, Linkable>): ItemChange | null {
  const listed = members.map((member) => ({ member, entry: memberEntry(member, id, linkable) }));
  const entries = unique(listed.flatMap(({ entry }) => (entry === null ? [] : [entry])));
  const left = listed.flatMap(({ member, entry }) => (entry === null ? [withName(member, linkable)] : []));
  const body = bodyWithLeft(readItemPart(element).body, left);
  const there = readMembers(element).map(({ kind, name, address, itemId }) => keyOf(kind, name, address, itemId));
  const isRight = there.sort().join('\n') === entries.map(entryKey).sort().join('\n');
  const fields: readonly FieldChange[] = [
    ...(isRight ? [] : [{ is: 'set', field: 'distributionlist:Members', xml: membersXml(entries) } as const]),
    ...(body === null ? [] : [{ is: 'set', field: 'item:Body', xml: bodyXml(body) } as const]),
    ...renamed(members, linkable),
  ];
  return fields.length === 0 ? null : { item: { id, changeKey: null }, element: 'DistributionList', fields };
}

/** Cards of groups mostly name their members by UIDs alone, which nobody can read. */
function withName(member: GroupMember, linkable: ReadonlyMap<string, Linkable>): GroupMember {
  const { uid, name, address } = member;
  if (uid === '' || name !== '' || address !== '') return member;
  return { ...member, name: linkable.get(foldedKey(uid))?.name ?? '' };
}

/** The names under which members stand in the text, so that they are known again by whoever reads the group back. */
function renamed(members: readonly GroupMember[], linkable: ReadonlyMap<string, Linkable>): readonly FieldChange[] {
  const isUnreachable = ({ uid }: GroupMember): boolean => linkable.get(foldedKey(uid))?.addresses.length === 0;
  const named = members.map((member) => (isUnreachable(member) ? withName(member, linkable) : member));
  const { properties, isWhole } = writeMembers(named);
  if (!isWhole || named.every((member, at) => member.name === members[at]?.name)) return [];
  return properties.map(({ field, value }) => ({ is: 'set-extended', field, value }));
}

/** A link where there is something to link to, or the address; null when there is neither. */
function memberEntry(member: GroupMember, groupId: string, linkable: ReadonlyMap<string, Linkable>): ListMember | null {
  const card = member.uid === '' ? undefined : linkable.get(foldedKey(member.uid));
  if (card?.isGroup === true && card.id !== groupId) return { is: 'PrivateDL', name: member.name, itemId: card.id };
  const wanted = member.address.toLowerCase();
  const address = card?.addresses.find((one) => one.toLowerCase() === wanted) ?? card?.addresses[0];
  if (card !== undefined && address !== undefined) {
    return { is: 'Contact', name: member.name, address, itemId: card.id };
  }
  return hasAddress(member) ? byAddress(member) : null;
}

/** A linked item has its own name, which the server may give instead of ours. */
function entryKey(entry: ListMember): string {
  const address = entry.is === 'PrivateDL' ? '' : entry.address;
  return keyOf(entry.is, entry.name, address, entry.is === 'OneOff' ? '' : entry.itemId);
}

function keyOf(kind: string, name: string, address: string, itemId: string): string {
  return itemId === '' ? `${address.toLowerCase()} ${name}` : `${kind} ${itemId} ${address.toLowerCase()}`;
}

function unique(entries: readonly ListMember[]): readonly ListMember[] {
  return [...new Map(entries.map((entry) => [entryKey(entry), entry])).values()];
}

function idOf(element: XmlElement): string {
  return itemIdOf(element)?.id ?? '';
}

/** Items that went away meanwhile are left out. */
async function elementsOf(
  context: EwsContext,
  ids: readonly string[],
  fields: readonly Field[],
  signal: AbortSignal,
): Promise<readonly XmlElement[]> {
  const answers = await askAll(context, ids, CONTACTS_PER_REQUEST, (some) =>
    getElements(context.session, { ids: some, fields, bodyType: 'Text' }, signal),
  );
  return answers.flatMap((answer) => (answer.is === 'done' ? [answer.value] : []));
}

/**
 * A group that is refused stays as it is, with addresses in place of links: the proof compares its members. A contact or group that
 * went away meanwhile is linked, or not, the next time.
 */
function throwWider(context: EwsContext, folder: TargetFolder, answer: Answer<ItemId>): void {
  if (answer.is === 'done' || meaningOf(answer.code) === 'missing') return;
  const wider = widerFailure(answer, partiesIn(context, folder));
  if (wider !== null) throw wider;
}
