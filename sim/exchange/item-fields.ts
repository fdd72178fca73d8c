/** The properties that items of all kinds have, in the order of the schema; those of its own kind follow. */
import { attachmentsElement } from './attachment-fields.ts';
import { icalendarOf } from './calendar/icalendar.ts';
import { timeText } from './calendar/zones.ts';
import { type PropertyValue, propertyElement, propertyKey, readTime } from './extended-property.ts';
import { writeChangeKey, writeId } from './ids.ts';
import type { Address } from './item.ts';
import type { ItemView } from './item-view.ts';
import { type Field, field, optionalText } from './kinds/field.ts';
import { kindNamed } from './kinds/kinds.ts';
import { readExtended, sizeOf } from './known-properties.ts';
import { headerText } from './mime/words.ts';
import { type BaseShape, isShown, type Shape } from './shape.ts';
import { xmlElement, xmlText } from './xml-write.ts';

/** One item as an answer holds it. */
export function itemElement(view: ItemView, shape: Shape): string {
  const kind = kindNamed(view.state.own.is);
  return xmlElement(`t:${kind.name}`, {}, written(FIELDS, view, shape) + written(kind.fields, view, shape));
}

function written(fields: readonly Field[], view: ItemView, shape: Shape): string {
  let content = '';
  for (const one of fields) {
    const isAsked = shape.fields.has(one.uri) || isInBase(one.from, shape.base);
    if (isAsked && isShown(one.uri, shape)) content += one.write(view, shape);
  }
  return content;
}

/** An item of which only the id is told, as answers to writes hold it. */
export function writtenItem(view: ItemView): string {
  return xmlElement(`t:${view.entry.kind}`, {}, itemIdElement(view));
}

/** The item's id alone. */
export function itemIdElement({ mailbox, entry, occurrence }: ItemView): string {
  const Id =
    occurrence === null
      ? writeId('item', mailbox.number, entry.id)
      : writeId('occurrence', mailbox.number, entry.id, occurrence.index);
  return xmlElement('t:ItemId', { Id, ChangeKey: writeChangeKey(entry.changed) }, '');
}

function isInBase(from: BaseShape | null, base: BaseShape): boolean {
  if (from === null || base === 'AllProperties') return from !== null;
  return from === 'IdOnly' || from === base;
}

const FIELDS: readonly Field[] = [
  field('item:MimeContent', 'IdOnly', (view, shape) => {
    if (!shape.includesMime && !shape.fields.has('item:MimeContent')) return '';
    const bytes = view.state.own.is === 'CalendarItem' ? icalendarOf(view) : view.rebuiltMime();
    return `<t:MimeContent CharacterSet="UTF-8">${bytes.toString('base64')}</t:MimeContent>`;
  }),
  field('item:ItemId', 'IdOnly', itemIdElement),
  field('item:ParentFolderId', 'AllProperties', (view) => {
    const folder = view.mailbox.folder(view.entry.folder);
    const Id = writeId('folder', view.mailbox.number, folder.id);
    return xmlElement('t:ParentFolderId', { Id, ChangeKey: writeChangeKey(folder.changed) }, '');
  }),
  field('item:ItemClass', 'AllProperties', ({ state }) => xmlText('t:ItemClass', state.itemClass)),
  field('item:Subject', 'Default', (view) => optionalText('t:Subject', view.subject)),
  field('item:Sensitivity', 'Default', ({ state }) => xmlText('t:Sensitivity', state.sensitivity)),
  field('item:Body', 'AllProperties', (view, shape) => {
    const body = view.body(shape.body);
    return xmlText('t:Body', body.text, { BodyType: body.is, IsTruncated: false });
  }),
  field('item:Attachments', 'AllProperties', attachmentsElement),
  field('item:DateTimeReceived', 'AllProperties', ({ state }, { zone }) =>
    xmlText('t:DateTimeReceived', timeText(state.received, zone)),
  ),
  field('item:Size', 'Default', (view) => xmlText('t:Size', sizeOf(view))),
  field('item:Categories', 'AllProperties', ({ state }) => {
    if (state.categories.length === 0) return '';
    return xmlElement('t:Categories', {}, state.categories.map((one) => xmlText('t:String', one)).join(''));
  }),
  field('item:Importance', 'AllProperties', ({ state }) => xmlText('t:Importance', state.importance)),
  field('item:InReplyTo', 'AllProperties', (view) => optionalText('t:InReplyTo', view.inReplyTo)),
  field('item:IsSubmitted', 'AllProperties', () => xmlText('t:IsSubmitted', false)),
  field('item:IsDraft', 'AllProperties', ({ state }) => xmlText('t:IsDraft', state.isDraft)),
  field('item:IsFromMe', 'AllProperties', () => xmlText('t:IsFromMe', false)),
  field('item:InternetMessageHeaders', 'IdOnly', (view, shape) => {
    if (view.state.own.is !== 'Message') return '';
    const isAll = shape.base === 'AllProperties' || shape.fields.has('item:InternetMessageHeaders');
    return headersElement(view, isAll ? null : new Set(shape.headers.map((name) => name.toLowerCase())));
  }),
  field('item:DateTimeSent', 'AllProperties', ({ state }, { zone }) => {
    return state.sent === null ? '' : xmlText('t:DateTimeSent', timeText(state.sent, zone));
  }),
  field('item:DateTimeCreated', 'AllProperties', ({ state }, { zone }) =>
    xmlText('t:DateTimeCreated', timeText(state.created, zone)),
  ),
  field('item:ReminderDueBy', 'AllProperties', ({ state }, { zone }) => {
    const dueBy = state.reminder?.dueBy ?? null;
    return optionalText('t:ReminderDueBy', dueBy === null ? null : timeText(dueBy, zone));
  }),
  field('item:ReminderIsSet', 'AllProperties', ({ state }) => {
    return optionalText('t:ReminderIsSet', state.reminder?.isSet ?? null);
  }),
  field('item:ReminderMinutesBeforeStart', 'AllProperties', ({ state }) => {
    return optionalText('t:ReminderMinutesBeforeStart', state.reminder?.minutesBefore ?? null);
  }),
  field('item:DisplayCc', 'AllProperties', (view) => xmlText('t:DisplayCc', displayed(view.addresses('cc')))),
  field('item:DisplayTo', 'AllProperties', (view) => xmlText('t:DisplayTo', displayed(view.addresses('to')))),
  field('item:DisplayBcc', 'AllProperties', (view) => xmlText('t:DisplayBcc', displayed(view.addresses('bcc')))),
  field('item:HasAttachments', 'Default', (view) => xmlText('t:HasAttachments', view.hasAttachments)),
  field('item:ExtendedProperty', 'IdOnly', (view, shape) => extendedElements(view, shape)),
  field('item:LastModifiedTime', 'AllProperties', ({ state }, { zone }) =>
    xmlText('t:LastModifiedTime', timeText(state.modified, zone)),
  ),
  field('item:IsAssociated', 'AllProperties', () => xmlText('t:IsAssociated', false)),
  field('item:Flag', 'AllProperties', ({ state }, { zone }) => {
    const { status, start, due, complete } = state.flag;
    const time = (name: string, at: number | null): string => (at === null ? '' : xmlText(name, timeText(at, zone)));
    const dates = time('t:StartDate', start) + time('t:DueDate', due) + time('t:CompleteDate', complete);
    return xmlElement('t:Flag', {}, xmlText('t:FlagStatus', status) + dates);
  }),
];

function extendedElements(view: ItemView, shape: Shape): string {
  let written = '';
  for (const asked of shape.extended) {
    const value = readExtended(view, propertyKey(asked));
    if (value !== null) written += propertyElement(asked, inZone(value, shape.zone));
  }
  return written;
}

/** Times are shown in the zone of the request, wherever they are. */
function inZone(property: PropertyValue, zone: string | null): PropertyValue {
  const { type, value } = property;
  if (type !== 'SystemTime' || typeof value !== 'string') return property;
  return { type, value: timeText(readTime(value), zone) };
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

function displayed(addresses: readonly Address[]): string {
  return addresses.map(({ name, email }) => (name === '' ? email : name)).join('; ');
}
