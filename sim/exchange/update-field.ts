/** What the SetItemField, AppendToItemField and DeleteItemField of one change do to an item that was saved before. */
import { ItemRefusal } from './errors.ts';
import { propertyKey, TAG } from './extended-property.ts';
import type { ItemState, Reminder } from './item.ts';
import { fieldName, type Reading } from './kinds/kind.ts';
import { kindNamed } from './kinds/kinds.ts';
import type { Body } from './mime/anatomy.ts';
import { readBody } from './new-content.ts';
import { refuseReadOnly, withElement, withReminder } from './new-item.ts';
import { attributeOf, type XmlElement } from './xml-read.ts';

export interface Changed {
  readonly state: ItemState;
  /** What replaces the body; null when nothing does. */
  readonly body: Body | null;
}

/** The item after all changes. Throws `ItemRefusal`. */
export function withChanges(before: ItemState, changes: readonly XmlElement[], reading: Reading): Changed {
  const touched = new Set<string>();
  let changed: Changed = { state: before, body: null };
  for (const change of changes) changed = withChange(changed, change, touched, reading);
  const state = kindNamed(before.own.is).settled(changed.state, before, touched, reading);
  return { ...changed, state };
}

function withChange({ state, body }: Changed, change: XmlElement, touched: Set<string>, reading: Reading): Changed {
  const paths = change.children.filter(({ local }) => local.endsWith('URI'));
  const [path] = paths;
  const item = change.children.find(({ local }) => !local.endsWith('URI'));
  if (path === undefined || paths.length > 1) {
    throw new ItemRefusal('ErrorIncorrectUpdatePropertyCount', 'A change names exactly one property.');
  }
  if (change.local === 'DeleteItemField') {
    touched.add(fieldName(attributeOf(path, 'FieldURI') ?? ''));
    if (attributeOf(path, 'FieldURI') === 'item:Body' && state.own.is !== 'Message') return { state, body: NO_BODY };
    return { state: withoutProperty(state, path), body };
  }
  const [element] = item?.children ?? [];
  if (item === undefined || element === undefined || item.children.length !== 1) {
    throw new ItemRefusal('ErrorIncorrectUpdatePropertyCount', 'A change sets exactly one property.');
  }
  if (change.local === 'AppendToItemField') {
    throw new ItemRefusal('ErrorInvalidPropertyAppend', 'This simulator appends to no property.');
  }
  refuseReadOnly(item, kindNamed(state.own.is));
  refuseMismatch(path, element);
  refuseOtherKind(state, item);
  refuseAfterSend(state, element.local);
  touched.add(element.local);
  if (element.local === 'Body' && state.own.is !== 'Message') return { state, body: readBody(element) };
  if (CONTENT.has(element.local)) {
    throw new ItemRefusal('ErrorInvalidOperation', `This simulator does not change ${element.local}.`);
  }
  const changed = withElement(state, element, reading);
  // The message flags are frozen by the first save (PidTagMessageFlags): the store takes the value and keeps its own.
  const isRead = element.local === 'IsRead' ? changed.isRead : state.isRead;
  return { state: { ...changed, isDraft: state.isDraft, isRead }, body };
}

const NO_BODY: Body = { is: 'Text', text: '' };

/** Elements that are part of the bytes and not of the state. */
const CONTENT: ReadonlySet<string> = new Set(['MimeContent', 'Body', 'Attachments']);

/** The element around a changed property names the kind of the item; `Item` fits all of them. */
function refuseOtherKind(state: ItemState, item: XmlElement): void {
  if (item.local === 'Item' || item.local === state.own.is) return;
  const text = `The property of a ${item.local} cannot be set for a ${state.own.is}.`;
  throw new ItemRefusal('ErrorObjectTypeChanged', text);
}

function refuseMismatch(path: XmlElement, element: XmlElement): void {
  const isSame =
    path.local === 'ExtendedFieldURI'
      ? element.local === 'ExtendedProperty' && propertyKey(path) === propertyKey(element.children[0] ?? element)
      : fieldName(attributeOf(path, 'FieldURI') ?? '') === element.local;
  if (!isSame) throw new ItemRefusal('ErrorUpdatePropertyMismatch', 'The property is not the one that its path names.');
}

/** What cannot be changed in a message that is no draft. */
const FROZEN_AFTER_SEND = new Set(
  `MimeContent Sender From ToRecipients CcRecipients BccRecipients ReplyTo InternetMessageId IsReadReceiptRequested
  IsDeliveryReceiptRequested IsResponseRequested`.split(/\s+/),
);

function refuseAfterSend(state: ItemState, name: string): void {
  if (state.own.is === 'Message' && !state.isDraft && FROZEN_AFTER_SEND.has(name)) {
    const text = `The property ${name} cannot be changed in a message that was sent or received.`;
    throw new ItemRefusal('ErrorInvalidPropertyUpdateSentMessage', text);
  }
}

function withoutProperty(state: ItemState, path: XmlElement): ItemState {
  if (path.local === 'ExtendedFieldURI') return withoutExtended(state, propertyKey(path));
  const uri = attributeOf(path, 'FieldURI') ?? '';
  switch (uri) {
    case 'item:Categories':
      return { ...state, categories: [] };
    case 'item:Flag':
      return { ...state, flag: { status: 'NotFlagged', start: null, due: null, complete: null } };
    case 'item:Importance':
      return { ...state, importance: 'Normal' };
    case 'item:Sensitivity':
      return { ...state, sensitivity: 'Normal' };
    case 'item:Subject':
      return { ...state, overrides: { ...state.overrides, subject: '' } };
    case 'item:InReplyTo':
      return { ...state, overrides: { ...state.overrides, inReplyTo: '' } };
    case 'item:ReminderDueBy':
    case 'item:ReminderIsSet':
    case 'item:ReminderMinutesBeforeStart':
      return withReminder(state, WITHOUT_REMINDER[fieldName(uri)] ?? {});
    case 'item:Culture':
      return state;
    default:
      return withoutOwnProperty(state, path, uri);
  }
}

const WITHOUT_REMINDER: Readonly<Record<string, Partial<Reminder>>> = {
  ReminderDueBy: { dueBy: null },
  ReminderIsSet: { isSet: false },
  ReminderMinutesBeforeStart: { minutesBefore: 0 },
};

function withoutOwnProperty(state: ItemState, path: XmlElement, uri: string): ItemState {
  const after = kindNamed(state.own.is).withoutField(state, path);
  if (after === null) {
    throw new ItemRefusal('ErrorInvalidPropertyDelete', `The property ${uri} cannot be deleted.`);
  }
  return after;
}

/** Deleting a property that is not there is no error. */
function withoutExtended(state: ItemState, key: string): ItemState {
  switch (key) {
    case TAG.flagStatus:
      return { ...state, flag: { status: 'NotFlagged', start: null, due: null, complete: null } };
    case TAG.submitTime:
      return { ...state, sent: null };
    case TAG.messageFlags:
    case TAG.deliveryTime:
    case TAG.messageClass:
      throw new ItemRefusal('ErrorInvalidPropertyDelete', 'The store does not do without this property.');
    default: {
      const { [key]: _, ...extended } = state.extended;
      return { ...state, extended };
    }
  }
}
