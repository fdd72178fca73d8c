/** Properties as paths in requests and as values in answers. */
import { childOf, textOf, type XmlElement } from '../xml.ts';
import { escapeXml } from '../xml-text.ts';
import type { ExtendedField, Field, FolderRef, ItemId, ItemRef } from './names.ts';

/** https://learn.microsoft.com/exchange/client-developer/web-service-reference/extendedfielduri */
export function fieldXml(field: Field): string {
  if (typeof field === 'string') return `<t:FieldURI FieldURI="${escapeXml(field)}"/>`;
  if (field.is === 'tag')
    return `<t:ExtendedFieldURI PropertyTag="${tagText(field.tag)}" PropertyType="${field.type}"/>`;
  if (field.is === 'numbered')
    return `<t:ExtendedFieldURI PropertySetId="${field.set}" PropertyId="${field.id}" PropertyType="${field.type}"/>`;
  const { set, name, type } = field;
  return `<t:ExtendedFieldURI PropertySetId="${set}" PropertyName="${escapeXml(name)}" PropertyType="${type}"/>`;
}

export function extendedPropertyXml(field: ExtendedField, value: string): string {
  return `<t:ExtendedProperty>${fieldXml(field)}<t:Value>${escapeXml(value)}</t:Value></t:ExtendedProperty>`;
}

/** `AdditionalProperties`, or nothing when no field is asked for: the schema forbids an empty one. */
export function additionalXml(fields: readonly Field[]): string {
  return fields.length === 0 ? '' : `<t:AdditionalProperties>${fields.map(fieldXml).join('')}</t:AdditionalProperties>`;
}

export function folderRefXml(folder: FolderRef): string {
  return folder.is === 'id'
    ? `<t:FolderId Id="${escapeXml(folder.id)}"/>`
    : `<t:DistinguishedFolderId Id="${folder.name}"/>`;
}

export function itemIdXml(item: ItemId): string {
  const changeKey = item.changeKey === null ? '' : ` ChangeKey="${escapeXml(item.changeKey)}"`;
  return `<t:ItemId Id="${escapeXml(item.id)}"${changeKey}/>`;
}

export function itemRefXml(item: ItemRef): string {
  if (!('masterId' in item)) return itemIdXml(item);
  return `<t:OccurrenceItemId RecurringMasterId="${escapeXml(item.masterId)}" InstanceIndex="${item.index}"/>`;
}

/** The `ItemId` inside an item, a change or a response, or null. */
export function itemIdOf(holder: XmlElement | null): ItemId | null {
  const element = childOf(holder, 'ItemId');
  const id = element?.attributes.get('Id');
  if (element === null || id === undefined || id === '') return null;
  return { id, changeKey: element.attributes.get('ChangeKey') ?? null };
}

/** The value of an extended property of an item or folder, or null when it has none. */
export function extendedValue(holder: XmlElement, field: ExtendedField): string | null {
  for (const property of holder.children) {
    if (property.name !== 'ExtendedProperty') continue;
    const path = childOf(property, 'ExtendedFieldURI');
    if (path !== null && namesField(path, field)) return textOf(property, 'Value');
  }
  return null;
}

function namesField(path: XmlElement, field: ExtendedField): boolean {
  if (field.is === 'tag') {
    // Servers spell tags `0x0E07`, `0xe07` or `3591`.
    const tag = path.attributes.get('PropertyTag');
    return tag !== undefined && Number(tag) === field.tag;
  }
  const set = path.attributes.get('PropertySetId')?.toLowerCase().replace(/[{}]/g, '');
  if (set !== undefined && set !== field.set.toLowerCase()) return false;
  if (
    set === undefined &&
    DISTINGUISHED[path.attributes.get('DistinguishedPropertySetId') ?? ''] !== field.set.toLowerCase()
  )
    return false;
  if (field.is === 'numbered') return Number(path.attributes.get('PropertyId') ?? Number.NaN) === field.id;
  return path.attributes.get('PropertyName') === field.name;
}

/** Sets that servers may name by word instead of by number ([MS-OXPROPS] 1.3.2). */
const DISTINGUISHED: Readonly<Record<string, string>> = {
  Address: '00062004-0000-0000-c000-000000000046',
  Appointment: '00062002-0000-0000-c000-000000000046',
  Common: '00062008-0000-0000-c000-000000000046',
  Task: '00062003-0000-0000-c000-000000000046',
};

function tagText(tag: number): string {
  return `0x${tag.toString(16).toUpperCase().padStart(4, '0')}`;
}
