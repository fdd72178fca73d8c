/** Restrictions of FindItem: whether an item fits, and where an index makes looking at every item needless. */
import { ItemRefusal } from './errors.ts';
import { propertyKey, readTime } from './extended-property.ts';
import type { Folder } from './folder.ts';
import { ItemView } from './item-view.ts';
import { isSearchable, kindNamed } from './kinds/kinds.ts';
import { isoTime, readExtended, sizeOf } from './known-properties.ts';
import type { Mailbox } from './mailbox.ts';
import { attributeOf, childOf, type XmlElement } from './xml-read.ts';

export interface Restriction {
  fits(view: ItemView): boolean;
  /** Ids among which all that fit are; null when only a look at every item tells. */
  candidates(mailbox: Mailbox): ReadonlySet<number> | null;
}

/** Reads a Restriction, And, Or or Not element with its conditions. */
export function readRestriction(element: XmlElement): Restriction {
  const conditions = element.children.map(readCondition);
  if (element.local === 'Or') return anyOf(conditions);
  if (element.local === 'Not') return negated(allOf(conditions));
  return allOf(conditions);
}

/** The items of a folder that fit, in the order they came. */
export function fittingItems(mailbox: Mailbox, folder: Folder, restriction: Restriction): readonly ItemView[] {
  const among = restriction.candidates(mailbox) ?? folder.items;
  const fitting: ItemView[] = [];
  for (const id of among) {
    if (!folder.items.has(id)) continue;
    const view = new ItemView(mailbox, mailbox.item(id));
    if (restriction.fits(view)) fitting.push(view);
  }
  return fitting;
}

function allOf(conditions: readonly Restriction[]): Restriction {
  return {
    fits: (view) => conditions.every((condition) => condition.fits(view)),
    candidates: (mailbox) => {
      for (const condition of conditions) {
        const found = condition.candidates(mailbox);
        if (found !== null) return found;
      }
      return null;
    },
  };
}

function anyOf(conditions: readonly Restriction[]): Restriction {
  return {
    fits: (view) => conditions.some((condition) => condition.fits(view)),
    candidates: (mailbox) => {
      const all = new Set<number>();
      for (const condition of conditions) {
        const found = condition.candidates(mailbox);
        if (found === null) return null;
        for (const id of found) all.add(id);
      }
      return all;
    },
  };
}

function negated(condition: Restriction): Restriction {
  return { fits: (view) => !condition.fits(view), candidates: () => null };
}

function readCondition(element: XmlElement): Restriction {
  const [path] = element.children;
  switch (element.local) {
    case 'And':
    case 'Or':
    case 'Not':
      return readRestriction(element);
    case 'Exists':
      return { fits: (view) => valueAt(view, path ?? element) !== null, candidates: () => null };
    case 'Contains':
      return contains(element, path ?? element);
    case 'Excludes':
      throw new ItemRefusal('ErrorUnsupportedQueryFilter', 'This simulator does not serve Excludes.');
    default:
      return comparison(element, path ?? element);
  }
}

function contains(element: XmlElement, path: XmlElement): Restriction {
  const wanted = constantOf(element);
  const mode = attributeOf(element, 'ContainmentMode') ?? 'FullString';
  const folds = (attributeOf(element, 'ContainmentComparison') ?? 'Exact') !== 'Exact';
  const fold = (text: string): string => (folds ? text.toLowerCase() : text);
  const fits = (view: ItemView): boolean => {
    const value = valueAt(view, path);
    if (value === null) return false;
    const [text, part] = [fold(value), fold(wanted)];
    if (mode === 'FullString') return text === part;
    return mode.startsWith('Prefix') ? text.startsWith(part) : text.includes(part);
  };
  return { fits, candidates: () => null };
}

function comparison(element: XmlElement, path: XmlElement): Restriction {
  const constant = constantOf(childOf(element, 'FieldURIOrConstant') ?? element);
  const wanted = comparable(path, constant);
  const fits = (view: ItemView): boolean => {
    const text = valueAt(view, path);
    // A property that is not there is unequal to everything and neither more nor less than anything.
    if (text === null) return element.local === 'IsNotEqualTo';
    return holds(element.local, comparable(path, text), wanted);
  };
  const isKey = element.local === 'IsEqualTo' && path.local === 'ExtendedFieldURI';
  return { fits, candidates: (mailbox) => (isKey ? mailbox.namedIndex.find(propertyKey(path), constant) : null) };
}

function holds(operator: string, value: string | number, wanted: string | number): boolean {
  switch (operator) {
    case 'IsEqualTo':
      return value === wanted;
    case 'IsNotEqualTo':
      return value !== wanted;
    case 'IsGreaterThan':
      return value > wanted;
    case 'IsGreaterThanOrEqualTo':
      return value >= wanted;
    case 'IsLessThan':
      return value < wanted;
    default:
      return value <= wanted;
  }
}

function constantOf(element: XmlElement): string {
  const constant = childOf(element, 'Constant');
  if (constant === null) {
    throw new ItemRefusal('ErrorUnsupportedQueryFilter', 'This simulator compares with constants only.');
  }
  return attributeOf(constant, 'Value') ?? '';
}

const NUMERIC = /^(?:item:Size)$/;
const TEMPORAL = /^(?:item:DateTime|calendar:(?:Start|End)$|task:\w+Date$)/;

function comparable(path: XmlElement, text: string): string | number {
  const type = attributeOf(path, 'PropertyType') ?? '';
  const field = attributeOf(path, 'FieldURI') ?? '';
  if (type === 'SystemTime' || TEMPORAL.test(field)) return readTime(text);
  if (type === 'Integer' || type === 'Long' || type === 'Short' || NUMERIC.test(field)) return Number(text);
  return text;
}

/** The value of a property as text; null when the item has none. */
function valueAt(view: ItemView, path: XmlElement): string | null {
  if (path.local === 'ExtendedFieldURI') {
    const value = readExtended(view, propertyKey(path))?.value ?? null;
    return typeof value === 'string' ? value : (value?.join(';') ?? null);
  }
  const { state } = view;
  const uri = attributeOf(path, 'FieldURI') ?? '';
  switch (uri) {
    case 'item:Subject':
      return view.subject;
    case 'item:ItemClass':
      return state.itemClass;
    case 'item:Size':
      return String(sizeOf(view));
    case 'item:DateTimeReceived':
      return isoTime(state.received);
    case 'item:DateTimeSent':
      return state.sent === null ? null : isoTime(state.sent);
    case 'item:DateTimeCreated':
      return isoTime(state.created);
    case 'item:HasAttachments':
      return String(view.hasAttachments);
    case 'item:IsDraft':
      return String(state.isDraft);
    case 'message:InternetMessageId':
      return view.messageId;
    default:
      // A property of another kind is one that the item does not have.
      if (isSearchable(uri)) return kindNamed(state.own.is).searchable.get(uri)?.(state) ?? null;
      throw new ItemRefusal('ErrorUnsupportedPathForQuery', 'The property cannot be used in a restriction.');
  }
}
