/** The properties of a message that an answer can hold, in the order of the schema. */
import { attachmentsElement } from './attachment-fields.ts';
import { propertyElement, propertyKey } from './extended-property.ts';
import { writeChangeKey, writeId } from './ids.ts';
import type { Address } from './item.ts';
import type { ItemView } from './item-view.ts';
import { isoTime, readExtended, sizeOf } from './known-properties.ts';
import { headerText } from './mime/words.ts';
import { type BaseShape, isShown, type Shape } from './shape.ts';
import { xmlElement, xmlText } from './xml-write.ts';

interface Field {
  readonly uri: string;
  /** The smallest base shape that brings it; null when it must be asked for by name. */
  readonly from: BaseShape | null;
  /** '' when the item does not have it. */
  write(view: ItemView, shape: Shape): string;
}

/** One item as an answer holds it. */
export function itemElement(view: ItemView, shape: Shape): string {
  let content = '';
  for (const field of FIELDS) {
    const isAsked = shape.fields.has(field.uri) || isInBase(field.from, shape.base);
    if (isAsked && isShown(field.uri, shape)) content += field.write(view, shape);
  }
  return xmlElement('t:Message', {}, content);
}

/** The item's id alone, as answers to writes hold it. */
export function itemIdElement(view: ItemView): string {
  const Id = writeId('item', view.mailbox.number, view.entry.id);
  return xmlElement('t:ItemId', { Id, ChangeKey: writeChangeKey(view.entry.changed) }, '');
}

function isInBase(from: BaseShape | null, base: BaseShape): boolean {
  if (from === null || base === 'AllProperties') return from !== null;
  return from === 'IdOnly' || from === base;
}

const field = (uri: string, from: BaseShape | null, write: Field['write']): Field => ({ uri, from, write });
const text = (name: string, value: string | null): string => (value === null ? '' : xmlText(name, value));

const FIELDS: readonly Field[] = [
  field('item:MimeContent', 'IdOnly', (view, shape) => {
    if (!shape.includesMime && !shape.fields.has('item:MimeContent')) return '';
    return `<t:MimeContent CharacterSet="UTF-8">${view.rebuiltMime().toString('base64')}</t:MimeContent>`;
  }),
  field('item:ItemId', 'IdOnly', itemIdElement),
  field('item:ParentFolderId', 'AllProperties', (view) => {
    const folder = view.mailbox.folder(view.entry.folder);
    const Id = writeId('folder', view.mailbox.number, folder.id);
    return xmlElement('t:ParentFolderId', { Id, ChangeKey: writeChangeKey(folder.changed) }, '');
  }),
  field('item:ItemClass', 'AllProperties', ({ state }) => xmlText('t:ItemClass', state.itemClass)),
  field('item:Subject', 'Default', (view) => text('t:Subject', view.subject)),
  field('item:Sensitivity', 'Default', ({ state }) => xmlText('t:Sensitivity', state.sensitivity)),
  field('item:Body', 'AllProperties', (view, shape) => {
    const body = view.body(shape.body);
    return xmlText('t:Body', body.text, { BodyType: body.is, IsTruncated: false });
  }),
  field('item:Attachments', 'AllProperties', attachmentsElement),
  field('item:DateTimeReceived', 'AllProperties', ({ state }) =>
    xmlText('t:DateTimeReceived', isoTime(state.received)),
  ),
  field('item:Size', 'Default', (view) => xmlText('t:Size', sizeOf(view))),
  field('item:Categories', 'AllProperties', ({ state }) => {
    if (state.categories.length === 0) return '';
    return xmlElement('t:Categories', {}, state.categories.map((one) => xmlText('t:String', one)).join(''));
  }),
  field('item:Importance', 'AllProperties', ({ state }) => xmlText('t:Importance', state.importance)),
  field('item:InReplyTo', 'AllProperties', (view) => text('t:InReplyTo', view.inReplyTo)),
  field('item:IsSubmitted', 'AllProperties', () => xmlText('t:IsSubmitted', false)),
  field('item:IsDraft', 'AllProperties', ({ state }) => xmlText('t:IsDraft', state.isDraft)),
  field('item:IsFromMe', 'AllProperties', () => xmlText('t:IsFromMe', false)),
  field('item:InternetMessageHeaders', 'IdOnly', (view, shape) => {
    const isAll = shape.base === 'AllProperties' || shape.fields.has('item:InternetMessageHeaders');
    return headersElement(view, isAll ? null : new Set(shape.headers.map((name) => name.toLowerCase())));
  }),
  field('item:DateTimeSent', 'AllProperties', ({ state }) => {
    return state.sent === null ? '' : xmlText('t:DateTimeSent', isoTime(state.sent));
  }),
  field('item:DateTimeCreated', 'AllProperties', ({ state }) => xmlText('t:DateTimeCreated', isoTime(state.created))),
  field('item:DisplayCc', 'AllProperties', (view) => xmlText('t:DisplayCc', displayed(view.addresses('cc')))),
  field('item:DisplayTo', 'AllProperties', (view) => xmlText('t:DisplayTo', displayed(view.addresses('to')))),
  field('item:DisplayBcc', 'AllProperties', (view) => xmlText('t:DisplayBcc', displayed(view.addresses('bcc')))),
  field('item:HasAttachments', 'Default', (view) => xmlText('t:HasAttachments', view.hasAttachments)),
  field('item:ExtendedProperty', 'IdOnly', (view, shape) => extendedElements(view, shape)),
  field('item:LastModifiedTime', 'AllProperties', ({ state }) =>
    xmlText('t:LastModifiedTime', isoTime(state.modified)),
  ),
  field('item:IsAssociated', 'AllProperties', () => xmlText('t:IsAssociated', false)),
  field('item:Flag', 'AllProperties', ({ state }) => {
    const { status, start, due, complete } = state.flag;
    const time = (name: string, at: number | null): string => (at === null ? '' : xmlText(name, isoTime(at)));
    const dates = time('t:StartDate', start) + time('t:DueDate', due) + time('t:CompleteDate', complete);
    return xmlElement('t:Flag', {}, xmlText('t:FlagStatus', status) + dates);
  }),
  field('message:Sender', 'AllProperties', (view) => recipient('t:Sender', view.senders)),
  field('message:ToRecipients', 'AllProperties', (view) => recipients('t:ToRecipients', view.addresses('to'))),
  field('message:CcRecipients', 'AllProperties', (view) => recipients('t:CcRecipients', view.addresses('cc'))),
  field('message:BccRecipients', 'AllProperties', (view) => recipients('t:BccRecipients', view.addresses('bcc'))),
  field('message:IsReadReceiptRequested', 'AllProperties', ({ state }) => {
    return xmlText('t:IsReadReceiptRequested', state.readReceipt);
  }),
  field('message:IsDeliveryReceiptRequested', 'AllProperties', ({ state }) => {
    return xmlText('t:IsDeliveryReceiptRequested', state.deliveryReceipt);
  }),
  field('message:ConversationTopic', 'AllProperties', (view) => text('t:ConversationTopic', conversationTopic(view))),
  field('message:From', 'Default', (view) => recipient('t:From', view.addresses('from'))),
  field('message:InternetMessageId', 'AllProperties', (view) => text('t:InternetMessageId', view.messageId)),
  field('message:IsRead', 'Default', ({ state }) => xmlText('t:IsRead', state.isRead)),
  field('message:IsResponseRequested', 'AllProperties', () => xmlText('t:IsResponseRequested', false)),
  field('message:References', 'AllProperties', (view) => text('t:References', view.references)),
  field('message:ReplyTo', 'AllProperties', (view) => recipients('t:ReplyTo', view.addresses('replyTo'))),
];

function extendedElements(view: ItemView, shape: Shape): string {
  let written = '';
  for (const asked of shape.extended) {
    const value = readExtended(view, propertyKey(asked));
    if (value !== null) written += propertyElement(asked, value);
  }
  return written;
}

function headersElement(view: ItemView, only: ReadonlySet<string> | null): string {
  if (only?.size === 0) return '';
  const headers = view.headers.filter(({ name }) => only === null || only.has(name.toLowerCase()));
  if (headers.length === 0) return '';
  const written = headers.map(({ name, raw }) => {
    return xmlText('t:InternetMessageHeader', headerText(raw), { HeaderName: name });
  });
  return xmlElement('t:InternetMessageHeaders', {}, written.join(''));
}

function conversationTopic(view: ItemView): string | null {
  const topic = view.text('Thread-Topic') ?? view.subject.replace(/^(?:\w{1,3}:\s*)+/, '');
  return topic === '' ? null : topic;
}

function displayed(addresses: readonly Address[]): string {
  return addresses.map(({ name, email }) => (name === '' ? email : name)).join('; ');
}

function recipient(element: string, addresses: readonly Address[]): string {
  const [first] = addresses;
  return first === undefined ? '' : xmlElement(element, {}, mailboxElement(first));
}

function recipients(element: string, addresses: readonly Address[]): string {
  return addresses.length === 0 ? '' : xmlElement(element, {}, addresses.map(mailboxElement).join(''));
}

function mailboxElement({ name, email }: Address): string {
  const address = email === '' ? '' : xmlText('t:EmailAddress', email) + xmlText('t:RoutingType', 'SMTP');
  return xmlElement('t:Mailbox', {}, xmlText('t:Name', name) + address + xmlText('t:MailboxType', 'OneOff'));
}
