/** What items of every kind have in common (types.xsd, ItemType), as contacts, groups and notes need it. */
import { childOf, textOf, type XmlElement } from '../xml.ts';
import { escapeXml } from '../xml-text.ts';
import { categoriesXml } from './create-item.ts';
import type { ExtendedField } from './names.ts';
import { extendedPropertyXml } from './properties.ts';

export interface ItemPart {
  /** Null leaves the choice to the server. */
  readonly itemClass: string | null;
  readonly subject: string | null;
  readonly sensitivity: 'Normal' | 'Personal' | 'Private' | 'Confidential';
  /** Plain text. */
  readonly body: string;
  readonly categories: readonly string[];
  readonly importance: 'Low' | 'Normal' | 'High';
  readonly extended: readonly { readonly field: ExtendedField; readonly value: string }[];
}

/** In the order of the schema. The elements of the kind follow. */
export function itemPartXml(part: ItemPart): string {
  const { itemClass, subject, sensitivity, body, categories, importance, extended } = part;
  return [
    itemClass === null ? '' : `<t:ItemClass>${escapeXml(itemClass)}</t:ItemClass>`,
    subject === null ? '' : `<t:Subject>${escapeXml(subject)}</t:Subject>`,
    sensitivity === 'Normal' ? '' : `<t:Sensitivity>${sensitivity}</t:Sensitivity>`,
    body === '' ? '' : bodyXml(body),
    categories.length === 0 ? '' : categoriesXml(categories),
    importance === 'Normal' ? '' : `<t:Importance>${importance}</t:Importance>`,
    ...extended.map(({ field, value }) => extendedPropertyXml(field, value)),
  ].join('');
}

/** A plain text. */
export function bodyXml(text: string): string {
  return `<t:Body BodyType="Text">${escapeXml(text)}</t:Body>`;
}

/** What has to be asked for so that `readItemPart` finds everything; the text comes as the request's BodyType says. */
export const ITEM_PART_FIELDS: readonly string[] = [
  'item:ItemClass',
  'item:Subject',
  'item:Sensitivity',
  'item:Body',
  'item:Categories',
  'item:Importance',
  'item:LastModifiedTime',
];

export interface FoundItemPart {
  readonly subject: string;
  readonly sensitivity: string;
  /** Line ends are `\n`. */
  readonly body: string;
  /** True when the server gave the text as HTML. */
  readonly isBodyHtml: boolean;
  readonly categories: readonly string[];
  readonly importance: string;
  readonly lastModified: string | null;
}

export function readItemPart(element: XmlElement): FoundItemPart {
  const body = childOf(element, 'Body');
  return {
    subject: textOf(element, 'Subject') ?? '',
    sensitivity: textOf(element, 'Sensitivity') ?? 'Normal',
    body: (body?.text ?? '').replace(/\r\n?/g, '\n'),
    isBodyHtml: body?.attributes.get('BodyType') === 'HTML',
    categories: (childOf(element, 'Categories')?.children ?? []).map((category) => category.text),
    importance: textOf(element, 'Importance') ?? 'Normal',
    lastModified: textOf(element, 'LastModifiedTime'),
  };
}
