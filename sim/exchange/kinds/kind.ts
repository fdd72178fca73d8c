/** What makes one kind of items differ from the others. All that items share is in `new-item.ts` and `item-fields.ts`. */
import { ItemRefusal } from '../errors.ts';
import type { ItemState, KindName, Own } from '../item.ts';
import type { Mailbox } from '../mailbox.ts';
import type { Settings } from '../options.ts';
import type { XmlElement } from '../xml-read.ts';
import type { Field } from './field.ts';

/** What is around a request and has a say in what its elements mean. */
export interface Reading {
  /** Milliseconds since 1970. */
  readonly now: number;
  /** The zone of the TimeZoneContext header, as the request names it; null without the header. */
  readonly zone: string | null;
  /** The mailbox whose item it is. */
  readonly owner: string;
  readonly mailbox: Mailbox;
  readonly settings: Settings;
}

export interface Kind {
  /** The name of its element. */
  readonly name: KindName;
  /** The distinguished folder that takes it when the request names none. */
  readonly home: string;
  /** The class that a folder must have to take new ones, and the code for other folders; null where all folders do. */
  readonly folderNeeded: { readonly startsWith: string; readonly refusal: string } | null;
  /** The code with which MimeContent is refused; null where it is taken. */
  readonly mimeRefusal: string | null;
  /** Elements of its own that the schema allows and the server refuses. */
  readonly readOnly: ReadonlySet<string>;
  /** Its own properties in the order of the schema; they follow those that all items have. */
  readonly fields: readonly Field[];
  /** What restrictions and orders can ask of its own properties, by path; the value is null where an item has none. */
  readonly searchable: ReadonlyMap<string, (state: ItemState) => string | null>;
  /** The class of an item that does not say its own, and what it has before any element is read. */
  begin(reading: Reading): { readonly itemClass: string; readonly own: Own };
  /** The state after one of its own elements; null for an element that it does not know. Throws `ItemRefusal`. */
  withElement(state: ItemState, element: XmlElement, reading: Reading): ItemState | null;
  /** The state without one of its own properties; null when that property cannot be deleted. */
  withoutField(state: ItemState, path: XmlElement): ItemState | null;
  /**
   * What becomes of the whole once all elements of a request are read: rules between properties. `before` is null for a new
   * item, `touched` are the names of the elements set and of the fields deleted. Throws `ItemRefusal`.
   */
  settled(state: ItemState, before: ItemState | null, touched: ReadonlySet<string>, reading: Reading): ItemState;
}

export const words = (list: string): ReadonlySet<string> => new Set(list.split(/\s+/));

/** The name that a path to a field of the item ends with: `Start` of `calendar:Start`. */
export function fieldName(uri: string): string {
  return uri.slice(uri.indexOf(':') + 1);
}

export function invalidSet(name: string): ItemRefusal {
  return new ItemRefusal('ErrorInvalidPropertySet', `Set action is invalid for property ${name}.`);
}
