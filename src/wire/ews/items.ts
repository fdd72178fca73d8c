/** What item operations share: an item as EWS gives it, without its content. */
import { childOf, textOf, type XmlElement } from '../xml.ts';
import type { ExtendedField, Field, ItemId } from './names.ts';
import { isTrue } from './paging.ts';
import { additionalXml, extendedValue, itemIdOf } from './properties.ts';

export interface EwsItem {
  readonly itemId: ItemId;
  readonly size: number | null;
  /** As written: an XML Schema dateTime. */
  readonly dateTimeReceived: string | null;
  readonly lastModifiedTime: string | null;
  /** When the store made it, whatever the item says of itself. */
  readonly dateTimeCreated: string | null;
  readonly isRead: boolean | null;
  readonly isDraft: boolean | null;
  /** `NotFlagged`, `Flagged` or `Complete`. */
  readonly flagStatus: string | null;
  readonly categories: readonly string[];
  /** `Single`, `RecurringMaster`, `Occurrence` or `Exception`. */
  readonly calendarItemType: string | null;
  extended(field: ExtendedField): string | null;
}

/** Texts come as they are kept, or turned into plain text where only that is wanted. */
export type BodyType = 'Best' | 'Text';

export function itemShapeXml(fields: readonly Field[], bodyType: BodyType = 'Best'): string {
  const body = bodyType === 'Best' ? '' : `<t:BodyType>${bodyType}</t:BodyType>`;
  return `<m:ItemShape><t:BaseShape>IdOnly</t:BaseShape>${body}${additionalXml(fields)}</m:ItemShape>`;
}

/** A `Message`, `CalendarItem`, `Item`, … element; null when it has no id. */
export function readItem(element: XmlElement): EwsItem | null {
  const itemId = itemIdOf(element);
  if (itemId === null) return null;
  const size = Number(textOf(element, 'Size') ?? Number.NaN);
  return {
    itemId,
    size: Number.isInteger(size) && size >= 0 ? size : null,
    dateTimeReceived: textOf(element, 'DateTimeReceived'),
    lastModifiedTime: textOf(element, 'LastModifiedTime'),
    dateTimeCreated: textOf(element, 'DateTimeCreated'),
    calendarItemType: textOf(element, 'CalendarItemType'),
    isRead: booleanOf(element, 'IsRead'),
    isDraft: booleanOf(element, 'IsDraft'),
    flagStatus: textOf(childOf(element, 'Flag'), 'FlagStatus'),
    categories: (childOf(element, 'Categories')?.children ?? []).map((category) => category.text),
    extended: (field) => extendedValue(element, field),
  };
}

/** The id in an answer that names one item (`CreateItem`, `UpdateItem`, `MoveItem`); null when there is none. */
export function readItemId(message: XmlElement): ItemId | null {
  return itemIdOf(childOf(message, 'Items')?.children[0] ?? null);
}

function booleanOf(element: XmlElement, name: string): boolean | null {
  const text = textOf(element, name);
  return text === null ? null : isTrue(text);
}
