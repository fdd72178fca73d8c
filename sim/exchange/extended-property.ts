/** Extended properties: what makes two names of one equal, and how an answer spells them. */
import { ItemRefusal } from './errors.ts';
import { attributeOf, childOf, type XmlElement } from './xml-read.ts';
import { xmlElement, xmlText } from './xml-write.ts';

/** The identity of a property as one text; the type belongs to it. Equal exactly when the properties are. */
export type PropertyKey = string;

export interface PropertyValue {
  readonly type: string;
  /** A list for the array types. */
  readonly value: string | readonly string[];
}

/** Names of the tags that have a meaning to the simulator itself. */
export const TAG = {
  messageClass: 'tag:26:String',
  readReceiptRequested: 'tag:41:Boolean',
  deliveryReportRequested: 'tag:35:Boolean',
  importance: 'tag:23:Integer',
  sensitivity: 'tag:54:Integer',
  subject: 'tag:55:String',
  submitTime: 'tag:57:SystemTime',
  transportHeaders: 'tag:125:String',
  deliveryTime: 'tag:3590:SystemTime',
  messageFlags: 'tag:3591:Integer',
  messageSize: 'tag:3592:Integer',
  folderSize: 'tag:3592:Long',
  prohibitReceiveQuota: 'tag:26218:Integer',
  prohibitSendQuota: 'tag:26222:Integer',
  internetMessageId: 'tag:4149:String',
  flagStatus: 'tag:4240:Integer',
  searchKey: 'tag:12299:Binary',
} as const;

/** From 0x8000 on tags are mapped names and have no number of their own. */
const TAG_END = 0x8000;

const PROPERTY_SETS: Readonly<Record<string, string>> = {
  meeting: '6ed8da90-450b-101b-98da-00aa003f1305',
  appointment: '00062002-0000-0000-c000-000000000046',
  common: '00062008-0000-0000-c000-000000000046',
  publicstrings: '00020329-0000-0000-c000-000000000046',
  address: '00062004-0000-0000-c000-000000000046',
  internetheaders: '00020386-0000-0000-c000-000000000046',
  calendarassistant: '11000e07-b51b-40d6-af21-caa85edab1d0',
  unifiedmessaging: '4442858e-a9e3-4e80-b900-317a210cc15b',
  task: '00062003-0000-0000-c000-000000000046',
  sharing: '00062040-0000-0000-c000-000000000046',
};
const INTERNET_HEADERS = `set:${PROPERTY_SETS['internetheaders'] ?? ''}`;

/** The identity of the property that an ExtendedFieldURI names. Refuses the combinations that Exchange refuses. */
export function propertyKey(uri: XmlElement): PropertyKey {
  const tag = attributeOf(uri, 'PropertyTag');
  const guid = attributeOf(uri, 'PropertySetId');
  const distinguished = attributeOf(uri, 'DistinguishedPropertySetId');
  const name = attributeOf(uri, 'PropertyName');
  const id = attributeOf(uri, 'PropertyId');
  const type = attributeOf(uri, 'PropertyType') ?? '';
  const isSet = guid !== null || distinguished !== null;
  const isTagAlone = tag !== null && !isSet && name === null && id === null;
  const isNamed = tag === null && (guid === null) !== (distinguished === null) && (name === null) !== (id === null);
  if (!isTagAlone && !isNamed) throw invalidProperty('The combination of attributes of the property is not valid.');
  if (type === 'Error' || type === 'Null' || type.startsWith('Object')) {
    throw invalidProperty(`The property type ${type} cannot be read or written.`);
  }
  if (tag !== null) {
    if (Number(tag) >= TAG_END) throw invalidProperty('Tags from 0x8000 on have no fixed meaning.');
    return `tag:${Number(tag)}:${type}`;
  }
  const set = `set:${guid?.toLowerCase() ?? PROPERTY_SETS[distinguished?.toLowerCase() ?? ''] ?? ''}`;
  if (id !== null) return `${set}/id:${Number(id)}:${type}`;
  return `${set}/name:${set === INTERNET_HEADERS ? (name ?? '').toLowerCase() : (name ?? '')}:${type}`;
}

/** The name of the internet header that the key stands for, or null. */
export function headerOfKey(key: PropertyKey): string | null {
  const start = `${INTERNET_HEADERS}/name:`;
  return key.startsWith(start) && key.endsWith(':String') ? key.slice(start.length, -':String'.length) : null;
}

/** Key and value of an ExtendedProperty element. */
export function readProperty(element: XmlElement): { readonly key: PropertyKey; readonly property: PropertyValue } {
  const uri = childOf(element, 'ExtendedFieldURI');
  if (uri === null) throw invalidProperty('The property has no name.');
  const key = propertyKey(uri);
  const type = attributeOf(uri, 'PropertyType') ?? '';
  const list = childOf(element, 'Values');
  if ((list !== null) !== type.endsWith('Array')) throw invalidValue(`The value does not have the type ${type}.`);
  const texts = list === null ? [childOf(element, 'Value')?.text ?? ''] : list.children.map((child) => child.text);
  const values = texts.map((text) => normalizedValue(type.replace(/Array$/, ''), text));
  return { key, property: { type, value: list === null ? (values[0] ?? '') : values } };
}

/** The one spelling of a value that is kept. Refuses what is no value of the type. */
export function normalizedValue(type: string, text: string): string {
  const trimmed = text.trim();
  switch (type) {
    case 'Integer':
    case 'Short':
    case 'Long':
      if (!/^[+-]?[0-9]+$/.test(trimmed)) throw invalidValue(`"${trimmed}" is not a whole number.`);
      return BigInt(trimmed).toString();
    case 'Boolean':
      if (!/^(?:true|false|1|0)$/.test(trimmed)) throw invalidValue(`"${trimmed}" is not true or false.`);
      return trimmed === 'true' || trimmed === '1' ? 'true' : 'false';
    case 'SystemTime':
      return new Date(readTime(trimmed)).toISOString().replace('.000Z', 'Z');
    case 'Binary':
      if (/[^A-Za-z0-9+/=\s]/.test(text)) throw invalidValue('The value is not base64.');
      return text.replace(/\s+/g, '');
    default:
      return text;
  }
}

/** Milliseconds since 1970. Times without a zone are UTC. Refuses what is no time, or before 1601 or after 9999. */
export function readTime(text: string): number {
  const ms = Date.parse(/(?:Z|[+-][0-9]{2}:[0-9]{2})$/.test(text) ? text : `${text}Z`);
  if (Number.isNaN(ms) || ms < FILETIME_START || ms > FILETIME_END) throw invalidValue(`"${text}" is not a time.`);
  return Math.floor(ms / 1000) * 1000;
}

const FILETIME_START = Date.UTC(1601, 0, 1);
const FILETIME_END = Date.UTC(9999, 11, 31, 23, 59, 59);

/** The property as an answer holds it. */
export function propertyElement(asked: XmlElement, property: PropertyValue): string {
  const value =
    typeof property.value === 'string'
      ? xmlText('t:Value', property.value)
      : xmlElement('t:Values', {}, property.value.map((one) => xmlText('t:Value', one)).join(''));
  return xmlElement('t:ExtendedProperty', {}, xmlElement('t:ExtendedFieldURI', answeredAttributes(asked), '') + value);
}

/** Never the spelling that was asked for: numbers and GUIDs are the same in another spelling, and clients must know it. */
function answeredAttributes(asked: XmlElement): Readonly<Record<string, string>> {
  const attributes: Record<string, string> = {};
  for (const { local, value } of asked.attributes) {
    attributes[local] =
      local === 'PropertyTag' ? otherTag(value) : local === 'PropertySetId' ? otherGuid(value) : value;
  }
  return attributes;
}

function otherTag(asked: string): string {
  const hex = Number(asked).toString(16);
  return asked === `0x${hex}` ? `0x${hex.toUpperCase().padStart(4, '0')}` : `0x${hex}`;
}

function otherGuid(asked: string): string {
  const lower = asked.toLowerCase();
  return asked === lower ? asked.toUpperCase() : lower;
}

function invalidProperty(text: string): ItemRefusal {
  return new ItemRefusal('ErrorInvalidExtendedProperty', text);
}

function invalidValue(text: string): ItemRefusal {
  return new ItemRefusal('ErrorInvalidExtendedPropertyValue', text);
}
