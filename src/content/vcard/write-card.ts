/** Writes a contact or group as a card of vCard 3.0 (RFC 2426) or 4.0 (RFC 6350), from which `readCard` reads it back. */
import type { Instant } from '../../base/clock.ts';
import type { Contact, ContactGroup, GroupMember, PartialDate, Photo } from '../../model/contact.ts';
import { escaped, escapedUri } from './card-text.ts';
import { type CardVersion, CardWriter } from './card-writer.ts';
import { parameterText } from './other-line.ts';

/**
 * UTF-8 with CR LF, folded at 75 octets. What a version has no property for is written as the extension that most programs
 * know (`X-ABLabel`, `X-PHONETIC-FIRST-NAME`, `X-ADDRESSBOOKSERVER-KIND`). Never throws.
 */
export function writeCard(card: Contact | ContactGroup, version: CardVersion): Buffer {
  return card.kind === 'contact' ? writeContact(card, version) : writeGroup(card, version);
}

function writeContact(contact: Contact, version: CardVersion): Buffer {
  const writer = new CardWriter(version, contact.others);
  writeUid(writer, contact.uid);
  writeNames(writer, contact);
  for (const email of contact.emails) writer.labelled('EMAIL', email, escaped(email.value));
  for (const phone of contact.phones) writer.labelled('TEL', phone, escaped(phone.value));
  for (const address of contact.addresses) {
    const { poBox, extended, street, city, region, postalCode, country } = address;
    const parts = [poBox, extended, street, city, region, postalCode, country];
    writer.labelled('ADR', address, parts.map(escaped).join(';'));
  }
  for (const url of contact.urls) writer.labelled('URL', url, escapedUri(url.value));
  for (const messenger of contact.messengers) writer.labelled('IMPP', messenger, escapedUri(messenger.value));
  if (contact.birthday !== null) writeDay(writer, 'BDAY', contact.birthday);
  if (contact.anniversary !== null)
    writeDay(writer, version === '4.0' ? 'ANNIVERSARY' : 'X-ANNIVERSARY', contact.anniversary);
  writePeople(writer, contact);
  if (contact.photo !== null) writePhoto(writer, contact.photo);
  if (contact.isPrivate) writer.add(version === '4.0' ? 'X-CLASS' : 'CLASS', 'PRIVATE');
  writeRest(writer, contact);
  return writer.end();
}

function writeGroup(group: ContactGroup, version: CardVersion): Buffer {
  const writer = new CardWriter(version, group.others);
  writer.add(version === '4.0' ? 'KIND' : 'X-ADDRESSBOOKSERVER-KIND', 'group');
  writeUid(writer, group.uid);
  if (version === '3.0') writer.add('N', `${escaped(group.displayName)};;;;`);
  writer.once('FN', escaped(group.displayName));
  for (const member of group.members) writeMember(writer, member);
  writeRest(writer, group);
  return writer.end();
}

/** In vCard 4.0 a UID is a URI unless it says otherwise. */
function writeUid(writer: CardWriter, uid: string): void {
  if (uid === '') return;
  if (writer.version === '3.0') writer.once('UID', escaped(uid));
  else if (UUID.test(uid)) writer.once('UID', `urn:uuid:${uid}`);
  else writer.once('UID', escaped(uid), ';VALUE=text');
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

function writeNames(writer: CardWriter, contact: Contact): void {
  const { familyName, givenName, middleName, prefix, suffix } = contact;
  writer.once('N', [familyName, givenName, middleName, prefix, suffix].map(escaped).join(';'));
  writer.once('FN', escaped(contact.displayName));
  writer.text('X-PHONETIC-LAST-NAME', contact.phoneticFamilyName);
  writer.text('X-PHONETIC-FIRST-NAME', contact.phoneticGivenName);
  if (contact.nicknames.length > 0) writer.add('NICKNAME', contact.nicknames.map(escaped).join(','));
  const organisation = [contact.organisation, ...contact.units];
  if (organisation.some((part) => part !== '')) writer.once('ORG', organisation.map(escaped).join(';'));
  writer.text('X-PHONETIC-ORG', contact.phoneticOrganisation);
  if (contact.title !== '') writer.once('TITLE', escaped(contact.title));
  if (contact.role !== '') writer.once('ROLE', escaped(contact.role));
}

function writePeople(writer: CardWriter, contact: Contact): void {
  const relation = (type: string, extension: string): string =>
    writer.version === '4.0' ? `RELATED;TYPE=${type};VALUE=text` : extension;
  writer.text(relation('spouse', 'X-SPOUSE'), contact.spouse);
  for (const child of contact.children) writer.text(relation('child', 'X-CHILD'), child);
  writer.text('X-MANAGER', contact.manager);
  writer.text('X-ASSISTANT', contact.assistant);
}

function writeRest(writer: CardWriter, card: Contact | ContactGroup): void {
  writer.text('NOTE', card.note);
  if (card.categories.length > 0) writer.add('CATEGORIES', card.categories.map(escaped).join(','));
  if (card.modified !== null) writer.add('REV', momentText(card.modified, writer.version));
}

/** A day without its year is standard in 4.0, and in 3.0 what Apple made of it. */
function writeDay(writer: CardWriter, name: string, { year, month, day }: PartialDate): void {
  const [monthText, dayText] = [month, day].map((count) => String(count).padStart(2, '0'));
  const yearText = String(year ?? 1604).padStart(4, '0');
  if (writer.version === '4.0') writer.once(name, `${year === null ? '--' : yearText}${monthText}${dayText}`);
  else if (year !== null) writer.once(name, `${yearText}-${monthText}-${dayText}`);
  else writer.once(name, `1604-${monthText}-${dayText}`, ';X-APPLE-OMIT-YEAR=1604');
}

/** RFC 6350 §4.3.5 wants the basic form, RFC 2426 §4 allows both. */
function momentText(at: Instant, version: CardVersion): string {
  const iso = new Date(at).toISOString().replace('.000Z', 'Z');
  return version === '4.0' ? iso.replace(/[-:]/g, '') : iso;
}

function writePhoto(writer: CardWriter, photo: Photo): void {
  if (photo.is === 'link') {
    writer.once('PHOTO', escapedUri(photo.url));
    return;
  }
  const base64 = photo.bytes.toString('base64');
  if (writer.version === '4.0') writer.once('PHOTO', `data:${photo.mediaType};base64,${base64}`);
  else writer.once('PHOTO', base64, `;ENCODING=b${pictureType(photo.mediaType)}`);
}

function pictureType(mediaType: string): string {
  if (mediaType === 'application/octet-stream') return '';
  return `;TYPE=${/^image\/([a-z]+)$/.exec(mediaType)?.[1]?.toUpperCase() ?? mediaType}`;
}

/** The parameters are those of Open-Xchange, which has the same need: a member with UID, address and name. */
function writeMember(writer: CardWriter, { uid, address, name }: GroupMember): void {
  const property = writer.version === '4.0' ? 'MEMBER' : 'X-ADDRESSBOOKSERVER-MEMBER';
  const named = name === '' ? '' : `;X-CN=${parameterText(name)}`;
  if (uid !== '') {
    const mail = address === '' ? '' : `;X-EMAIL=${parameterText(address)}`;
    writer.add(`${property}${named}${mail}`, `urn:uuid:${escapedUri(uid)}`);
  } else if (address !== '') {
    const path = encodeURIComponent(address.toWellFormed()).replaceAll('%40', '@');
    writer.add(`${property}${named}`, `mailto:${path}`);
  } else writer.text(`${property};VALUE=text`, name);
}
