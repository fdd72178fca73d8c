/** Properties as paths in requests and as values in answers. */
import { childOf, textOf, type XmlElement } from '../xml.ts';
import { escapeXml } from '../xml-text.ts';
import type { ExtendedField, Field, FolderRef, ItemId } from './names.ts';

/** https://learn.microsoft.com/exchange/client-developer/web-service-reference/extendedfielduri */
export function fieldXml(field: Field): string {
  if (typeof field === 'string') return `<t:FieldURI FieldURI="${escapeXml(field)}"/>`;
  if (field.is === 'tag')
    return `<t:ExtendedFieldURI PropertyTag="${tagText(field.tag)}" PropertyType="${field.type}"/>`;
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
  return set === field.set.toLowerCase() && path.attributes.get('PropertyName') === field.name;
}

function tagText(tag: number): string {
  return `0x${tag.toString(16).toUpperCase().padStart(4, '0')}`;
}
