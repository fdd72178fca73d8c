/** What events and tasks have in common (types.xsd, ItemType), each part with the path that an update names it by. */
import { childOf, textOf, type XmlElement } from '../xml.ts';
import { escapeXml } from '../xml-text.ts';
import { categoriesXml } from './create-item.ts';
import type { ExtendedField } from './names.ts';
import { isTrue } from './paging.ts';
import { extendedPropertyXml } from './properties.ts';
import type { FieldChange } from './update-item.ts';

export interface ItemText {
  readonly type: 'HTML' | 'Text';
  readonly text: string;
}

export interface TimedItem {
  readonly subject: string;
  readonly sensitivity: 'Normal' | 'Personal' | 'Private' | 'Confidential';
  readonly body: ItemText;
  readonly categories: readonly string[];
  readonly importance: 'Low' | 'Normal' | 'High';
}

/** One element of an item. `xml` is '' when the item has none of it. */
export interface ElementPart {
  readonly field: string;
  readonly xml: string;
}

/** The parts up to the categories and importance, in the order of the schema. All of them are always said. */
export function timedParts(item: TimedItem): readonly ElementPart[] {
  const { body } = item;
  return [
    { field: 'item:Subject', xml: `<t:Subject>${escapeXml(item.subject)}</t:Subject>` },
    { field: 'item:Sensitivity', xml: `<t:Sensitivity>${item.sensitivity}</t:Sensitivity>` },
    { field: 'item:Body', xml: `<t:Body BodyType="${body.type}">${escapeXml(body.text)}</t:Body>` },
    { field: 'item:Categories', xml: item.categories.length === 0 ? '' : categoriesXml(item.categories) },
    { field: 'item:Importance', xml: `<t:Importance>${item.importance}</t:Importance>` },
  ];
}

export function extendedXml(extended: readonly { readonly field: ExtendedField; readonly value: string }[]): string {
  return extended.map(({ field, value }) => extendedPropertyXml(field, value)).join('');
}

/** The element with these parts. */
export function elementXml(name: 'CalendarItem' | 'Task', parts: readonly { readonly xml: string }[]): string {
  return `<t:${name}>${parts.map(({ xml }) => xml).join('')}</t:${name}>`;
}

/** What makes an item with the parts `before` one with the parts `after`; parts are told apart by their fields. */
export function changesBetween(before: readonly ElementPart[], after: readonly ElementPart[]): readonly FieldChange[] {
  const known = new Map(before.map(({ field, xml }) => [field, xml]));
  return after.flatMap(({ field, xml }): readonly FieldChange[] => {
    if ((known.get(field) ?? '') === xml) return [];
    return [xml === '' ? { is: 'delete', field } : { is: 'set', field, xml }];
  });
}

/** What has to be asked for so that `readTimedItem` finds everything. */
export const TIMED_FIELDS: readonly string[] = [
  'item:Subject',
  'item:Sensitivity',
  'item:Body',
  'item:Attachments',
  'item:Categories',
  'item:Importance',
  'item:DateTimeCreated',
  'item:LastModifiedTime',
  'item:ReminderDueBy',
  'item:ReminderIsSet',
  'item:ReminderMinutesBeforeStart',
];

export interface FoundTimedItem extends TimedItem {
  /** As written; null when the answer has none. */
  readonly created: string | null;
  readonly modified: string | null;
  readonly isReminderSet: boolean;
  /** Null when the answer has none. */
  readonly reminderMinutes: number | null;
  readonly reminderDueBy: string | null;
}

export function readTimedItem(element: XmlElement): FoundTimedItem {
  const body = childOf(element, 'Body');
  const minutes = Number(textOf(element, 'ReminderMinutesBeforeStart') ?? Number.NaN);
  return {
    subject: textOf(element, 'Subject') ?? '',
    sensitivity: oneOf(['Normal', 'Personal', 'Private', 'Confidential'], textOf(element, 'Sensitivity'), 'Normal'),
    body: {
      type: body?.attributes.get('BodyType') === 'HTML' ? 'HTML' : 'Text',
      text: (body?.text ?? '').replace(/\r\n?/g, '\n'),
    },
    categories: (childOf(element, 'Categories')?.children ?? []).map((category) => category.text),
    importance: oneOf(['Low', 'Normal', 'High'], textOf(element, 'Importance'), 'Normal'),
    created: textOf(element, 'DateTimeCreated'),
    modified: textOf(element, 'LastModifiedTime'),
    isReminderSet: isTrue(textOf(element, 'ReminderIsSet')),
    reminderMinutes: Number.isInteger(minutes) ? minutes : null,
    reminderDueBy: textOf(element, 'ReminderDueBy'),
  };
}

/** The word when it is one of these. */
export function oneOf<const Word extends string>(
  words: readonly Word[],
  text: string | null,
  otherwise: NoInfer<Word>,
): Word {
  return words.find((word) => word === text?.trim()) ?? otherwise;
}
