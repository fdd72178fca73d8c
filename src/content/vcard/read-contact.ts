/** The properties of a card as a contact. What has no field stays among the others. */
import type { Contact, LabelledText } from '../../model/contact.ts';
import { readMoment } from './card-dates.ts';
import type { CardProperty } from './card-property.ts';
import { isBlank, listed, unescaped, unique } from './card-text.ts';
import { CardContents, emptyContact, setText, type TextField } from './contact-draft.ts';
import { isMessengerProperty } from './messengers.ts';
import { completeDisplayName, oneLine, readName, readOrganisation, readSpoken } from './read-names.ts';
import { readPhoto } from './read-photo.ts';
import {
  readAndroidCustom,
  readChildren,
  readDayInto,
  readLabelledDay,
  readLabelledPerson,
  readRelated,
} from './read-relations.ts';
import {
  type ReadValue,
  readAddress,
  readEmail,
  readLink,
  readMessenger,
  readPhone,
  readPrintedAddress,
  readProfile,
} from './read-values.ts';

export function readContact(properties: readonly CardProperty[]): Contact {
  const contents = new CardContents(properties);
  const draft = emptyContact();
  const left = new Set<CardProperty>();
  for (const property of contents.properties) {
    const read = isMessengerProperty(property.name) ? readMessenger : READERS.get(property.name);
    const isTaken = read === undefined ? hasNothing(property) : read(draft, property, contents);
    if (!isTaken) left.add(property);
  }
  draft.note = isBlank(draft.note) ? '' : draft.note;
  draft.nicknames = [...unique(draft.nicknames)];
  draft.categories = [...unique(draft.categories)];
  draft.children = [...unique(draft.children)];
  draft.messengers = accountsOnce(draft.messengers);
  completeDisplayName(draft);
  draft.others.push(...contents.othersOf(left));
  return draft;
}

/** Apple writes each account twice: as IMPP and in the older form. */
function accountsOnce(messengers: readonly LabelledText[]): LabelledText[] {
  const first = new Map<string, LabelledText>();
  for (const messenger of messengers) if (!first.has(messenger.value)) first.set(messenger.value, messenger);
  return [...first.values()];
}

/** A property without a value says nothing. */
function hasNothing({ text }: CardProperty): boolean {
  return isBlank(text.replaceAll(';', ''));
}

/** A property that fills one text field. */
function into(field: TextField): ReadValue {
  return (draft, property) => setText(draft, field, oneLine(unescaped(property.text)));
}

const ignored: ReadValue = () => true;

const readNote: ReadValue = (draft, property) => {
  const text = unescaped(property.text);
  if (isBlank(text) || draft.note === text) return true;
  draft.note = draft.note === '' ? text : `${draft.note}\n${text}`;
  return true;
};

/** RFC 2426 §3.7.1. Exchange too knows only open and private. */
const readClass: ReadValue = (draft, property) => {
  const name = property.text.trim().toUpperCase();
  draft.isPrivate ||= name === 'PRIVATE' || name === 'CONFIDENTIAL';
  return /^(?:PUBLIC|PRIVATE|CONFIDENTIAL|)$/.test(name);
};

const readRevision: ReadValue = (draft, property) => {
  const moment = readMoment(property.text);
  if (moment === null) return isBlank(property.text);
  draft.modified ??= moment;
  return draft.modified === moment;
};

/** The first picture counts; one that is in the card before one that is only named. */
const readPicture: ReadValue = (draft, property) => {
  const photo = readPhoto(property);
  if (photo === null) return isBlank(property.text);
  draft.photo ??= photo;
  const known = draft.photo;
  if (known.is === 'link') return photo.is === 'link' && photo.url === known.url;
  return photo.is === 'inline' && photo.bytes.equals(known.bytes);
};

const readKind: ReadValue = (_draft, property) => /^\s*(?:individual)?\s*$/i.test(property.text);

/** `text` is unescaped. A UID is the same with and without the frame of a URN (RFC 6350 §6.7.6 writes it with, RFC 2426 without). */
export function readUid(text: string): string {
  return text.trim().replace(/^urn:uuid:/i, '');
}

const NAMES: readonly (readonly [string, ReadValue])[] = [
  ['VERSION', ignored],
  ['PRODID', ignored],
  ['X-PRODID', ignored],
  ['KIND', readKind],
  ['UID', (draft, property) => setText(draft, 'uid', readUid(unescaped(property.text)))],
  ['FN', into('displayName')],
  ['N', readName],
  ['ORG', readOrganisation],
  ['TITLE', into('title')],
  ['ROLE', into('role')],
  ['NICKNAME', (draft, property) => draft.nicknames.push(...listed(property.text)) >= 0],
  ['CATEGORIES', (draft, property) => draft.categories.push(...listed(property.text)) >= 0],
  ['NOTE', readNote],
  ['CLASS', readClass],
  ['X-CLASS', readClass],
  ['REV', readRevision],
  ['PHOTO', readPicture],
  ['SORT-STRING', readSpoken],
  ['SOUND', readSpoken],
  ['X-PHONETIC-FIRST-NAME', into('phoneticGivenName')],
  ['X-PHONETIC-LAST-NAME', into('phoneticFamilyName')],
  ['X-PHONETIC-ORG', into('phoneticOrganisation')],
];

const VALUES: readonly (readonly [string, ReadValue])[] = [
  ['EMAIL', readEmail],
  ['TEL', readPhone],
  ['X-MS-TEL', readPhone],
  ['ADR', readAddress],
  ['LABEL', readPrintedAddress],
  ['URL', readLink],
  ['X-EVOLUTION-BLOG-URL', readLink],
  ['X-EVOLUTION-VIDEO-URL', readLink],
  ['X-SOCIALPROFILE', readProfile],
];

const RELATIONS: readonly (readonly [string, ReadValue])[] = [
  ['BDAY', readDayInto('birthday')],
  ['ANNIVERSARY', readDayInto('anniversary')],
  ['X-ANNIVERSARY', readDayInto('anniversary')],
  ['X-EVOLUTION-ANNIVERSARY', readDayInto('anniversary')],
  ['X-MS-ANNIVERSARY', readDayInto('anniversary')],
  ['X-KADDRESSBOOK-X-ANNIVERSARY', readDayInto('anniversary')],
  ['X-ABDATE', readLabelledDay],
  ['X-ABRELATEDNAMES', readLabelledPerson],
  ['RELATED', readRelated],
  ['X-ANDROID-CUSTOM', readAndroidCustom],
  ['X-CHILDREN', readChildren],
  ['X-CHILD', readChildren],
  ['X-MS-CHILD', readChildren],
  ...['X-SPOUSE', 'X-EVOLUTION-SPOUSE', 'X-MS-SPOUSE', 'X-KADDRESSBOOK-X-SPOUSESNAME'].map(
    (name) => [name, into('spouse')] as const,
  ),
  ...['X-MANAGER', 'X-EVOLUTION-MANAGER', 'X-MS-MANAGER', 'X-KADDRESSBOOK-X-MANAGERSNAME'].map(
    (name) => [name, into('manager')] as const,
  ),
  ...['X-ASSISTANT', 'X-EVOLUTION-ASSISTANT', 'X-MS-ASSISTANT', 'X-KADDRESSBOOK-X-ASSISTANTSNAME'].map(
    (name) => [name, into('assistant')] as const,
  ),
  ['X-KADDRESSBOOK-X-PROFESSION', into('role')],
  ['X-PROFESSION', into('role')],
];

const READERS: ReadonlyMap<string, ReadValue> = new Map([...NAMES, ...VALUES, ...RELATIONS]);
