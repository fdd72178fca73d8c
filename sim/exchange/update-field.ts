/** What one SetItemField, AppendToItemField or DeleteItemField does to an item that was saved before. */
import { ItemRefusal } from './errors.ts';
import { propertyKey, TAG } from './extended-property.ts';
import type { ItemState } from './item.ts';
import { CONTENT, refuseReadOnly, withElement } from './new-item.ts';
import { attributeOf, type XmlElement } from './xml-read.ts';

/** The state after one change. Throws `ItemRefusal`. */
export function withChange(state: ItemState, change: XmlElement): ItemState {
  const paths = change.children.filter(({ local }) => local.endsWith('URI'));
  const [path] = paths;
  const item = change.children.find(({ local }) => !local.endsWith('URI'));
  if (path === undefined || paths.length > 1) {
    throw new ItemRefusal('ErrorIncorrectUpdatePropertyCount', 'A change names exactly one property.');
  }
  if (change.local === 'DeleteItemField') return withoutProperty(state, path);
  const [element] = item?.children ?? [];
  if (item === undefined || element === undefined || item.children.length !== 1) {
    throw new ItemRefusal('ErrorIncorrectUpdatePropertyCount', 'A change sets exactly one property.');
  }
  if (change.local === 'AppendToItemField') {
    throw new ItemRefusal('ErrorInvalidPropertyAppend', 'This simulator appends to no property.');
  }
  refuseReadOnly(item);
  refuseMismatch(path, element);
  refuseAfterSend(state, element.local);
  if (CONTENT.has(element.local)) {
    throw new ItemRefusal('ErrorInvalidOperation', `This simulator does not change ${element.local}.`);
  }
  const changed = withElement(state, element);
  // The message flags are frozen by the first save (PidTagMessageFlags): the store takes the value and keeps its own.
  return { ...changed, isDraft: state.isDraft, isRead: element.local === 'IsRead' ? changed.isRead : state.isRead };
}

function refuseMismatch(path: XmlElement, element: XmlElement): void {
  const isSame =
    path.local === 'ExtendedFieldURI'
      ? element.local === 'ExtendedProperty' && propertyKey(path) === propertyKey(element.children[0] ?? element)
      : attributeOf(path, 'FieldURI')?.replace(/^\w+:/, '') === element.local;
  if (!isSame) throw new ItemRefusal('ErrorUpdatePropertyMismatch', 'The property is not the one that its path names.');
}

/** What cannot be changed in a message that is no draft. */
const FROZEN_AFTER_SEND = new Set(
  `MimeContent Sender From ToRecipients CcRecipients BccRecipients ReplyTo InternetMessageId IsReadReceiptRequested
  IsDeliveryReceiptRequested IsResponseRequested`.split(/\s+/),
);

function refuseAfterSend(state: ItemState, name: string): void {
  if (!state.isDraft && FROZEN_AFTER_SEND.has(name)) {
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
    default:
      throw new ItemRefusal('ErrorInvalidPropertyDelete', `The property ${uri} cannot be deleted.`);
  }
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
