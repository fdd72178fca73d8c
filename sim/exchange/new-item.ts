/** What CreateItem makes of an element: the bytes to keep and the state. MIME is read first, the elements override it. */
import { ItemRefusal } from './errors.ts';
import { readProperty, readTime } from './extended-property.ts';
import { readFlag } from './flag.ts';
import type { ItemState, Overrides, Reminder } from './item.ts';
import { invalidSet, type Kind, type Reading, words } from './kinds/kind.ts';
import { kindNamed } from './kinds/kinds.ts';
import { IMPORTANCES, SENSITIVITIES } from './known-properties.ts';
import { type Header, readHead } from './mime/head.ts';
import { stateOfHeaders } from './mime/header-state.ts';
import { contentOf, refuseMime } from './new-content.ts';
import { setKnownProperty } from './set-property.ts';
import { isTrue } from './shape.ts';
import { childOf, type XmlElement } from './xml-read.ts';

export interface NewItem {
  readonly mime: Uint8Array;
  readonly state: ItemState;
}

/** Throws `ItemRefusal`. The time of the reading becomes the received time of an item that does not say its own. */
export function readNewItem(element: XmlElement, reading: Reading): NewItem {
  const kind = kindNamed(element.local);
  refuseReadOnly(element, kind);
  const content = childOf(element, 'MimeContent');
  if (content !== null && kind.mimeRefusal !== null) {
    throw new ItemRefusal(kind.mimeRefusal, `The MIME content of a ${kind.name} could not be converted.`);
  }
  const mime = content === null ? null : readMimeContent(content.text);
  if (mime !== null) refuseMime(mime, reading.settings.brokenMime);
  const headers = mime === null ? [] : readHead(mime).headers;
  let state = initialState(kind, headers, reading);
  for (const child of element.children) state = withElement(state, child, reading);
  const touched = new Set(element.children.map(({ local }) => local));
  return { mime: contentOf(element, mime), state: kind.settled(state, null, touched, reading) };
}

/** Elements of all kinds that the schema allows in a new item and the server does not. */
const READ_ONLY = words(
  `ItemId ParentFolderId DateTimeReceived Size IsSubmitted IsDraft IsFromMe IsResend IsUnmodified InternetMessageHeaders
  DateTimeSent DateTimeCreated ResponseObjects ReminderNextTime DisplayCc DisplayTo DisplayBcc HasAttachments
  EffectiveRights LastModifiedName LastModifiedTime IsAssociated WebClientReadFormQueryString
  WebClientEditFormQueryString ConversationId UniqueBody StoreEntryId InstanceKey NormalizedBody EntityExtractionResult
  RetentionDate Preview`,
);

/** Refuses with ErrorInvalidPropertySet. */
export function refuseReadOnly(element: XmlElement, kind: Kind): void {
  for (const { local } of element.children) {
    if (READ_ONLY.has(local) || kind.readOnly.has(local)) throw invalidSet(local);
  }
}

function readMimeContent(text: string): Uint8Array {
  const tight = /\s/.test(text) ? text.replace(/\s+/g, '') : text;
  const bytes = Buffer.from(tight, 'base64');
  const padding = tight.endsWith('==') ? 2 : tight.endsWith('=') ? 1 : 0;
  if (tight.length % 4 !== 0 || bytes.length !== (tight.length / 4) * 3 - padding || /[^A-Za-z0-9+/=]/.test(tight)) {
    throw new ItemRefusal('ErrorMimeContentInvalidBase64String', 'Invalid base 64 MIME content.');
  }
  if (bytes.length === 0) throw new ItemRefusal('ErrorMimeContentInvalid', 'The MIME content is empty.');
  return bytes;
}

function initialState(kind: Kind, headers: readonly Header[], reading: Reading): ItemState {
  const { itemClass, own } = kind.begin(reading);
  const ofHeaders = stateOfHeaders(headers);
  return {
    isRead: true,
    // Only messages are drafts until somebody says otherwise.
    isDraft: own.is === 'Message',
    reminder: null,
    categories: [],
    flag: { status: 'NotFlagged', start: null, due: null, complete: null },
    received: reading.now,
    created: reading.now,
    modified: reading.now,
    extended: {},
    overrides: {},
    ...ofHeaders,
    itemClass: own.is === 'Message' ? ofHeaders.itemClass : itemClass,
    own,
  };
}

/** The state after one element of the item was applied. Elements come in the order of the schema. */
export function withElement(state: ItemState, element: XmlElement, reading: Reading): ItemState {
  const text = element.text;
  switch (element.local) {
    case 'ItemClass':
      return { ...state, itemClass: text };
    case 'Sensitivity':
      return { ...state, sensitivity: SENSITIVITIES.find((one) => one === text) ?? 'Normal' };
    case 'Importance':
      return { ...state, importance: IMPORTANCES.find((one) => one === text) ?? 'Normal' };
    case 'Categories':
      return { ...state, categories: readCategories(element) };
    case 'ExtendedProperty': {
      const { key, property } = readProperty(element);
      return setKnownProperty(state, key, property);
    }
    case 'Flag':
      return { ...state, flag: readFlag(element) };
    case 'Subject':
      if (text.length > SUBJECT_MAX) throw new ItemRefusal('ErrorInvalidPropertySet', 'The subject is too long.');
      return withOverrides(state, { subject: text });
    case 'InReplyTo':
      return withOverrides(state, { inReplyTo: text });
    case 'ReminderDueBy':
      return withReminder(state, { dueBy: readTime(text) });
    case 'ReminderIsSet':
      return withReminder(state, { isSet: isTrue(text) });
    case 'ReminderMinutesBeforeStart':
      return withReminder(state, { minutesBefore: Number(text) });
    case 'Culture':
    case 'MimeContent':
    case 'Body':
    case 'Attachments':
      return state;
    default:
      return withOwnElement(state, element, reading);
  }
}

function withOwnElement(state: ItemState, element: XmlElement, reading: Reading): ItemState {
  const after = kindNamed(state.own.is).withElement(state, element, reading);
  if (after === null) {
    throw new ItemRefusal('ErrorInvalidOperation', `This simulator does not keep ${element.local}.`);
  }
  return after;
}

function withOverrides(state: ItemState, overrides: Overrides): ItemState {
  return { ...state, overrides: { ...state.overrides, ...overrides } };
}

export function withReminder(state: ItemState, reminder: Partial<Reminder>): ItemState {
  const before = state.reminder ?? { isSet: false, minutesBefore: 0, dueBy: null };
  return { ...state, reminder: { ...before, ...reminder } };
}

/** Exchange keeps no longer subject that is set as such. */
const SUBJECT_MAX = 255;
/** PidNameKeywords: one value has at most so many characters. */
const CATEGORY_MAX = 255;

function readCategories(element: XmlElement): readonly string[] {
  const names = element.children.map((child) => child.text);
  for (const name of names) {
    if (name === '' || name.length > CATEGORY_MAX) {
      throw new ItemRefusal('ErrorInvalidPropertySet', 'A category has no name, or one that is too long.');
    }
  }
  return [...new Set(names)];
}
