/** Contacts and contact groups: cards in, `Contact` and `DistributionList` elements out, and back. */

import { Failure } from '../../base/problem.ts';
import { heldBytes } from '../../content/content-bytes.ts';
import { CardError } from '../../content/vcard/card-error.ts';
import { emptyContact } from '../../content/vcard/contact-draft.ts';
import { readCard } from '../../content/vcard/read-card.ts';
import { writeCard } from '../../content/vcard/write-card.ts';
import type { Contact, ContactGroup, GroupMember } from '../../model/contact.ts';
import type { Item, Loss, Marker } from '../../model/item.ts';
import { CONTACT_FIELDS, contactElementXml, readContactElement } from '../../wire/ews/contact-element.ts';
import { createAttachment } from '../../wire/ews/create-attachment.ts';
import { readAttachments } from '../../wire/ews/get-attachment.ts';
import { getElements, getItem } from '../../wire/ews/get-item.ts';
import { ITEM_PART_FIELDS, type ItemPart, itemPartXml, readItemPart } from '../../wire/ews/item-element.ts';
import { type FoundMember, LIST_FIELDS, listElementXml, readMembers } from '../../wire/ews/list-element.ts';
import type { ExtendedField } from '../../wire/ews/names.ts';
import { extendedValue, itemIdOf } from '../../wire/ews/properties.ts';
import { textOf, type XmlElement } from '../../wire/xml.ts';
import { askAll } from './ask.ts';
import { uidOfKey } from './card-uid.ts';
import { contactOf, type WrittenContact, writtenContact } from './contact.ts';
import { lossesBetween, lossOf } from './contact-losses.ts';
import { CARD_UID, CONTACT_PROPERTIES } from './contact-properties.ts';
import { labelledLine, ORIGINAL_CARD } from './contact-texts.ts';
import { groupOf, membersOf, namesMembers, type WrittenGroup, writtenGroup } from './group.ts';
import { MEMBER_PROPERTIES, readWanted } from './group-members.ts';
import { photoStep, readPhoto } from './photo.ts';
import { type KindShape, type PreparedItem, type ReadMore, type Step, StepRefused } from './shape.ts';
import { MARKER } from './state.ts';

/** Members whose UIDs are asked for at once. */
const MEMBERS_PER_REQUEST = 100;

export const CONTACT_SHAPE: KindShape = {
  prepare,
  fields: [
    ...new Set([...ITEM_PART_FIELDS, 'item:Attachments', ...CONTACT_FIELDS, ...LIST_FIELDS, ...CONTACT_PROPERTIES]),
  ],
  bodyType: 'Text',
  read: async (element, more) =>
    writeCard(
      element.name === 'DistributionList' ? await readGroup(element, more) : await readContact(element, more),
      '4.0',
    ),
};

async function prepare(item: Item, marker: Marker): Promise<PreparedItem> {
  const bytes = await heldBytes(item.content);
  const card = readable(bytes);
  return card.kind === 'contact' ? preparedContact(card, bytes, marker) : preparedGroup(card, bytes, marker);
}

function readable(bytes: Buffer): Contact | ContactGroup {
  try {
    return readCard(bytes);
  } catch (error) {
    if (!(error instanceof CardError)) throw error;
    throw new Failure('source.item-unreadable', { reason: error.message }, { cause: error });
  }
}

/** Whole; without the properties that have no element; and at last with its name and notes alone. */
function preparedContact(contact: Contact, bytes: Buffer, marker: Marker): PreparedItem {
  const written = writtenContact(contact);
  const photo = contact.photo?.is === 'inline' ? [photoStep(contact.photo)] : [];
  const withOriginal = [...photo, originalStep(bytes)];
  return {
    xml: contactXml(written, marker),
    steps: written.needsOriginal ? withOriginal : photo,
    losses: written.losses,
    simpler: (because) => {
      const elements = writtenContact(contact, 'elements');
      const known = new Set(written.losses.map(({ field }) => field));
      const losses = elements.losses.map((loss) => (known.has(loss.field) ? loss : refused(loss, because)));
      return {
        xml: contactXml(elements, marker),
        steps: withOriginal,
        losses,
        simpler: (stillBecause) => preparedBare(contact, marker, { steps: withOriginal, because: stillBecause }),
      };
    },
  };
}

/** For a server that stumbles over a field and does not say which. */
function preparedBare(
  contact: Contact,
  marker: Marker,
  { steps, because }: { readonly steps: readonly Step[]; readonly because: string },
): PreparedItem {
  const bare = bareContact(contact);
  const losses = lossesBetween(contact, { ...bare, others: [] }).map((loss) => refused(loss, because));
  return { xml: contactXml(writtenContact(bare), marker), steps, losses, simpler: () => null };
}

function preparedGroup(group: ContactGroup, bytes: Buffer, marker: Marker): PreparedItem {
  const written = writtenGroup(group);
  return {
    xml: listXml(written, marker),
    steps: written.needsOriginal ? [originalStep(bytes)] : [],
    losses: written.losses,
    simpler: (because) => {
      const losses = [...written.losses, refused(lossOf('members'), because)];
      const xml = listXml(writtenGroup({ ...group, members: [] }), marker);
      return { xml, steps: [originalStep(bytes)], losses, simpler: () => null };
    },
  };
}

function contactXml({ part, element }: WrittenContact, marker: Marker): string {
  return `<t:Contact>${itemPartXml(marked(part, marker))}${contactElementXml(element)}</t:Contact>`;
}

function listXml({ part, displayName, members }: WrittenGroup, marker: Marker): string {
  return `<t:DistributionList>${itemPartXml(marked(part, marker))}${listElementXml(displayName, members)}</t:DistributionList>`;
}

function marked(part: ItemPart, marker: Marker): ItemPart {
  return { ...part, extended: [{ field: MARKER, value: marker }, ...part.extended] };
}

/** Its name and notes alone, with what somebody is reached by below them. */
function bareContact(contact: Contact): Contact {
  const { emails, phones, urls, messengers } = contact;
  const lines = [...emails, ...phones, ...urls, ...messengers].map((one) => labelledLine('Kept', one, one.value));
  const names = { displayName: contact.displayName, familyName: contact.familyName, givenName: contact.givenName };
  return { ...emptyContact(), ...names, uid: contact.uid, photo: contact.photo, note: contact.note, others: lines };
}

function refused({ field }: Loss, because: string): Loss {
  return {
    field,
    how: 'dropped',
    why: `Exchange refused it (${because}); it is kept in ${ORIGINAL_CARD}, which is attached`,
  };
}

/** Attaches the card as it came: what is in no field and no line is in there. */
function originalStep(bytes: Buffer): Step {
  const content = { length: bytes.byteLength, open: () => [bytes] };
  const file = { name: ORIGINAL_CARD, contentType: 'text/vcard', content };
  return async ({ context, id, signal }) => {
    const [answer] = await askAll(context, [file], 1, (attachments) =>
      createAttachment(context.session, { itemId: id, attachments }, signal),
    );
    if (answer?.is === 'refused') throw new StepRefused(`${ORIGINAL_CARD} was refused`, answer);
    return [];
  };
}

async function readContact(element: XmlElement, more: ReadMore): Promise<Contact> {
  const contact = contactOf({
    part: readItemPart(element),
    element: readContactElement(element),
    extended: (field) => extendedValue(element, field),
  });
  return { ...contact, photo: await readPhoto(readAttachments(element), more) };
}

async function readGroup(element: XmlElement, more: ReadMore): Promise<ContactGroup> {
  const members = readMembers(element);
  const part = readItemPart(element);
  return groupOf({
    part,
    displayName: textOf(element, 'DisplayName') ?? '',
    members: membersOf(members, await uidsOf(members, more)),
    wanted: namesMembers(part.body) ? await wantedOf(element, more) : [],
    extended: (field: ExtendedField) => extendedValue(element, field),
  });
}

/** Asked for by itself: few groups have members that are only named. */
async function wantedOf(element: XmlElement, { context, signal }: ReadMore): Promise<readonly GroupMember[]> {
  const id = itemIdOf(element)?.id ?? '';
  const [answer] = await askAll(context, [id], 1, (ids) =>
    getElements(context.session, { ids, fields: MEMBER_PROPERTIES }, signal),
  );
  return answer?.is === 'done' ? (readWanted((field) => extendedValue(answer.value, field)) ?? []) : [];
}

/** The UIDs of the items that members are linked to. Items that are gone have none. */
async function uidsOf(
  members: readonly FoundMember[],
  { context, signal }: ReadMore,
): Promise<ReadonlyMap<string, string>> {
  const ids = [...new Set(members.flatMap(({ itemId }) => (itemId === '' ? [] : [itemId])))];
  const answers = await askAll(context, ids, MEMBERS_PER_REQUEST, (some) =>
    getItem(context.session, { ids: some, fields: [CARD_UID] }, signal),
  );
  const uids = new Map<string, string>();
  for (const [index, id] of ids.entries()) {
    const answer = answers[index];
    const key = answer?.is === 'done' ? answer.value.extended(CARD_UID) : null;
    const uid = key === null ? null : uidOfKey(key);
    if (uid !== null) uids.set(id, uid);
  }
  return uids;
}
