/** What a collection holds, in the words of both sides: components of iCalendar and vCard, and kinds of items. */
import type { ItemKind } from '../../model/item.ts';
import type { DavCollection } from '../../wire/dav/collections.ts';
import type { DavService } from '../../wire/dav/names.ts';

export const CALENDAR_COMPONENTS = ['VEVENT', 'VTODO', 'VJOURNAL'] as const;
export type CalendarComponent = (typeof CALENDAR_COMPONENTS)[number];
export type Component = CalendarComponent | 'VCARD';

export const KIND_OF: Readonly<Record<Component, Exclude<ItemKind, 'message' | 'contact-group'>>> = {
  VEVENT: 'event',
  VTODO: 'task',
  VJOURNAL: 'note',
  VCARD: 'contact',
};

/** The components that the collection may hold and that are moved; the first one is what it is mainly for. */
export function componentsOf(collection: DavCollection, service: DavService): readonly Component[] {
  if (service.is === 'carddav') return ['VCARD'];
  return CALENDAR_COMPONENTS.filter((component) => collection.components?.has(component) ?? true);
}

/** The component of one resource, which has only components of one kind (RFC 4791 §4.1); null when it has none of them. */
export function componentIn(text: string): CalendarComponent | null {
  const found = /^BEGIN:(VEVENT|VTODO|VJOURNAL)\s*$/im.exec(text)?.[1]?.toUpperCase();
  return CALENDAR_COMPONENTS.find((component) => component === found) ?? null;
}

/** True for a list of contacts in one of the forms that servers keep: RFC 6350, Apple's and Evolution's. */
export function isGroup(card: string): boolean {
  return /^(?:[\w-]+\.)?(?:(?:X-ADDRESSBOOKSERVER-)?KIND(?:;[^:\r\n]*)?:\s*group|X-EVOLUTION-LIST(?:;[^:\r\n]*)?:\s*true)\s*$/im.test(
    card,
  );
}
