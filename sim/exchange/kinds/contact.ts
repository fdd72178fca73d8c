/** Contacts. Elements are views of properties; see `contacts/contact-properties.ts`. */

import { contactFields } from '../contacts/contact-fields.ts';
import {
  ADDRESS_PROPERTIES,
  EMAIL_PROPERTIES,
  IM_PROPERTIES,
  LIST_PROPERTIES,
  PHONE_PROPERTIES,
  POSTAL_ADDRESS_ID,
  POSTAL_ADDRESS_IDS,
  TEXT_PROPERTIES,
  TIME_PROPERTIES,
  textAt,
  without,
  withValue,
} from '../contacts/contact-properties.ts';
import { withHasPicture } from '../contacts/photo.ts';
import { ItemRefusal } from '../errors.ts';
import { type PropertyKey, readTime } from '../extended-property.ts';
import type { ItemState } from '../item.ts';
import { isoTime } from '../known-properties.ts';
import { attributeOf, type XmlElement } from '../xml-read.ts';
import { fieldName, type Kind, words } from './kind.ts';

export const CONTACT: Kind = {
  name: 'Contact',
  home: 'contacts',
  folderNeeded: { startsWith: 'IPF.Contact', refusal: 'ErrorCannotCreateContactInNonContactFolder' },
  mimeRefusal: 'ErrorUnsupportedMimeConversion',
  readOnly: words(
    `CompleteName ContactSource HasPicture PhoneticFullName PhoneticFirstName PhoneticLastName Alias Notes Photo
    UserSMIMECertificate MSExchangeCertificate DirectoryId ManagerMailbox DirectReports`,
  ),
  fields: contactFields(),
  searchable: new Map(
    Object.entries(TEXT_PROPERTIES).map(([name, key]) => [
      `contacts:${name}`,
      (state: ItemState) => textAt(state, key),
    ]),
  ),
  begin: () => ({ itemClass: 'IPM.Contact', own: { is: 'Contact', photo: null } }),
  withElement,
  withoutField,
  settled: (state) => settled(state),
};

/** Null for an element that is not of contacts. Throws `ItemRefusal`. */
function withElement(state: ItemState, element: XmlElement): ItemState | null {
  const { local, text } = element;
  const textKey = TEXT_PROPERTIES[local];
  if (textKey !== undefined) return withValue(state, textKey, text);
  const timeKey = TIME_PROPERTIES[local];
  if (timeKey !== undefined) return withValue(state, timeKey, dayTime(text));
  const listKey = LIST_PROPERTIES[local];
  if (listKey !== undefined) {
    const texts = element.children.map((child) => child.text);
    return withValue(state, listKey, texts);
  }
  switch (local) {
    case 'EmailAddresses':
      return withEntries(state, element, withEmail);
    case 'PhoneNumbers':
      return withEntries(state, element, (before, entry, key) => withText(before, entry, PHONE_PROPERTIES[key]));
    case 'ImAddresses':
      return withEntries(state, element, (before, entry, key) => withText(before, entry, IM_PROPERTIES[key]));
    case 'PhysicalAddresses':
      return withEntries(state, element, withAddress);
    case 'PostalAddressIndex':
      return withValue(state, POSTAL_ADDRESS_ID, String(POSTAL_ADDRESS_IDS.findIndex((name) => name === text)));
    case 'FileAsMapping':
      // How FileAs is made of the names. Only a FileAs of its own is kept here.
      return state;
    default:
      return null;
  }
}

function withEntries(
  state: ItemState,
  element: XmlElement,
  withEntry: (state: ItemState, entry: XmlElement, key: string) => ItemState,
): ItemState {
  const seen = new Set<string>();
  let after = state;
  for (const entry of element.children) {
    const key = attributeOf(entry, 'Key') ?? '';
    if (seen.has(key)) throw new ItemRefusal('ErrorInvalidPropertySet', `The key ${key} comes twice.`);
    seen.add(key);
    after = withEntry(after, entry, key);
  }
  return after;
}

function withText(state: ItemState, { text }: XmlElement, key: PropertyKey | undefined): ItemState {
  return key === undefined ? state : withValue(state, key, text);
}

/** The attributes Name, RoutingType and MailboxType are read over, as by the versions that ignore them. */
function withEmail(state: ItemState, { text }: XmlElement, key: string): ItemState {
  const properties = EMAIL_PROPERTIES[key];
  if (properties === undefined) return state;
  if (text === '') return without(state, Object.values(properties));
  return withValue(withValue(state, properties.address, text), properties.routing, 'SMTP');
}

/** Parts that an entry does not name stay. */
function withAddress(state: ItemState, entry: XmlElement, key: string): ItemState {
  let after = state;
  for (const part of entry.children) {
    const property = ADDRESS_PROPERTIES[key]?.[part.local];
    if (property !== undefined) after = withValue(after, property, part.text);
  }
  return after;
}

function dayTime(text: string): string {
  try {
    return isoTime(readTime(text));
  } catch (error) {
    if (!(error instanceof ItemRefusal)) throw error;
    throw new ItemRefusal('ErrorValueOutOfRange', 'The specified value is out of range.');
  }
}

function withoutField(state: ItemState, path: XmlElement): ItemState | null {
  const name = fieldName(attributeOf(path, 'FieldURI') ?? '');
  const single = TEXT_PROPERTIES[name] ?? TIME_PROPERTIES[name] ?? LIST_PROPERTIES[name];
  if (single !== undefined) return without(state, [single]);
  if (name === 'PostalAddressIndex') return without(state, [POSTAL_ADDRESS_ID]);
  // `contacts:EmailAddress` and its like, with the key beside it.
  const index = attributeOf(path, 'FieldIndex') ?? '';
  const [, part] = /^PhysicalAddress:(\w+)$/.exec(name) ?? [];
  const keys =
    name === 'EmailAddress'
      ? Object.values(EMAIL_PROPERTIES[index] ?? {})
      : [part === undefined ? indexedProperty(name, index) : ADDRESS_PROPERTIES[index]?.[part]];
  const known = keys.filter((key): key is PropertyKey => key !== undefined);
  return known.length === 0 ? null : without(state, known);
}

function indexedProperty(name: string, index: string): PropertyKey | undefined {
  if (name === 'PhoneNumber') return PHONE_PROPERTIES[index];
  return name === 'ImAddress' ? IM_PROPERTIES[index] : undefined;
}

/** What the store fills in by itself: names of addresses, the name that is shown, whether there is a picture. */
function settled(state: ItemState): ItemState {
  let after = state;
  for (const { address, name, originalName, routing } of Object.values(EMAIL_PROPERTIES)) {
    const text = textAt(after, address);
    if (text === null) continue;
    if (textAt(after, name) === null) after = withValue(after, name, text);
    if (textAt(after, originalName) === null) after = withValue(after, originalName, text);
    if (textAt(after, routing) === null) after = withValue(after, routing, 'SMTP');
  }
  const shown = shownName(after);
  if (textAt(after, DISPLAY_NAME) === null) after = withValue(after, DISPLAY_NAME, shown);
  if (after.overrides.subject === undefined) {
    after = { ...after, overrides: { ...after.overrides, subject: textAt(after, DISPLAY_NAME) ?? '' } };
  }
  return withHasPicture(after);
}

const DISPLAY_NAME = TEXT_PROPERTIES['DisplayName'] ?? '';

function shownName(state: ItemState): string {
  const names = ['GivenName', 'MiddleName', 'Surname', 'Generation'];
  return names.flatMap((name) => textAt(state, TEXT_PROPERTIES[name] ?? '') ?? []).join(' ');
}
