/** What CreateItem makes of a Message element: the bytes to keep and the state. MIME is read first, the elements override it. */
import { ItemRefusal } from './errors.ts';
import { readProperty } from './extended-property.ts';
import { readFlag } from './flag.ts';
import type { Address, ItemState } from './item.ts';
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

/** Throws `ItemRefusal`. `now` becomes the received time of an item that does not say its own. */
export function readNewItem(element: XmlElement, now: number, brokenMime: 'convert' | 'refuse'): NewItem {
  refuseReadOnly(element);
  const content = childOf(element, 'MimeContent');
  const mime = content === null ? null : readMimeContent(content.text);
  if (mime !== null) refuseMime(mime, brokenMime);
  const headers = mime === null ? [] : readHead(mime).headers;
  let state = initialState(headers, now);
  for (const child of element.children) state = withElement(state, child);
  return { mime: contentOf(element, mime), state };
}

/** Elements that the schema allows in a new item and the server does not. */
const READ_ONLY = new Set(
  `ItemId ParentFolderId DateTimeReceived Size IsSubmitted IsDraft IsFromMe IsResend IsUnmodified InternetMessageHeaders
  DateTimeSent DateTimeCreated ResponseObjects ReminderNextTime DisplayCc DisplayTo DisplayBcc HasAttachments
  EffectiveRights LastModifiedName LastModifiedTime IsAssociated WebClientReadFormQueryString
  WebClientEditFormQueryString ConversationId UniqueBody StoreEntryId InstanceKey NormalizedBody EntityExtractionResult
  RetentionDate Preview ConversationIndex ConversationTopic ReceivedBy ReceivedRepresenting`.split(/\s+/),
);

/** Refuses with ErrorInvalidPropertySet. */
export function refuseReadOnly(element: XmlElement): void {
  for (const { local } of element.children) {
    if (READ_ONLY.has(local)) {
      throw new ItemRefusal('ErrorInvalidPropertySet', `Set action is invalid for property ${local}.`);
    }
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

function initialState(headers: readonly Header[], now: number): ItemState {
  return {
    isRead: true,
    isDraft: true,
    categories: [],
    flag: { status: 'NotFlagged', start: null, due: null, complete: null },
    received: now,
    created: now,
    modified: now,
    extended: {},
    overrides: {},
    ...stateOfHeaders(headers),
  };
}

/** The state after one element of the message was applied. Elements come in the order of the schema. */
export function withElement(state: ItemState, element: XmlElement): ItemState {
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
    case 'IsRead':
      return { ...state, isRead: isTrue(text) };
    case 'IsReadReceiptRequested':
      return { ...state, readReceipt: isTrue(text) };
    case 'IsDeliveryReceiptRequested':
      return { ...state, deliveryReceipt: isTrue(text) };
    default:
      return withOverride(state, element);
  }
}

function withOverride(state: ItemState, element: XmlElement): ItemState {
  const set = (overrides: ItemState['overrides']): ItemState => {
    return { ...state, overrides: { ...state.overrides, ...overrides } };
  };
  const { text } = element;
  switch (element.local) {
    case 'Subject':
      if (text.length > SUBJECT_MAX) throw new ItemRefusal('ErrorInvalidPropertySet', 'The subject is too long.');
      return set({ subject: text });
    case 'InReplyTo':
      return set({ inReplyTo: text });
    case 'InternetMessageId':
      return set({ messageId: text });
    case 'References':
      return set({ references: text });
    case 'From':
      return set({ from: readRecipients(element) });
    case 'Sender':
      return set({ sender: readRecipients(element) });
    case 'ToRecipients':
      return set({ to: readRecipients(element) });
    case 'CcRecipients':
      return set({ cc: readRecipients(element) });
    case 'BccRecipients':
      return set({ bcc: readRecipients(element) });
    case 'ReplyTo':
      return set({ replyTo: readRecipients(element) });
    default:
      if (CONTENT.has(element.local) || FORGOTTEN.has(element.local)) return state;
      throw new ItemRefusal('ErrorInvalidOperation', `This simulator does not keep ${element.local}.`);
  }
}

/** Elements that are taken and not kept, since nothing asks for them back. */
const FORGOTTEN: ReadonlySet<string> = new Set([
  'Culture',
  'IsResponseRequested',
  'ReminderDueBy',
  'ReminderIsSet',
  'ReminderMinutesBeforeStart',
]);
/** Elements that are part of the bytes and not of the state. */
export const CONTENT: ReadonlySet<string> = new Set(['MimeContent', 'Body', 'Attachments']);

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

function readRecipients(element: XmlElement): readonly Address[] {
  return element.children.map((mailbox) => {
    const email = childOf(mailbox, 'EmailAddress')?.text ?? '';
    return { name: childOf(mailbox, 'Name')?.text ?? email, email };
  });
}
