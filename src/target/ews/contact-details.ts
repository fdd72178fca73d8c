/**
 * What the places of Exchange do not say of what is in them: types, labels, which is preferred, the order, and which part of
 * a street is a post office box. It travels in a property of the item, and only where the places alone would say something
 * else. Nobody sees it; it makes what is read back the card that it was.
 */
import type { Labelled, LabelledText, PostalAddress } from '../../model/contact.ts';
import type { AddressKey, ContactAddress } from '../../wire/ews/contact-element.ts';
import { PLACE_TYPES, type PlaceKey } from './contact-slots.ts';

/** What is remembered of one place. */
interface Detail extends Labelled {
  readonly key: string;
  readonly poBox: string;
  readonly extended: string;
}
/** In the order of the card. */
export type Details = readonly Detail[];

/** Of one JSON text. Ten numbers with labels take below a tenth of it. */
const DETAILS_CHARS_MAX = 8000;

/** The details as text; null when the places say it all, or when there is too much to say. */
export function writeDetails(details: Details): string | null {
  const isPlain = details.every((detail) => isImplied(detail)) && isInOrder(details);
  if (isPlain) return null;
  const rows = details.map(({ key, types, label, isPreferred, poBox, extended }) =>
    poBox === '' && extended === ''
      ? [key, types.join(','), label, isPreferred]
      : [key, types.join(','), label, isPreferred, poBox, extended],
  );
  const text = JSON.stringify(rows);
  return text.length > DETAILS_CHARS_MAX ? null : text;
}

/** What `writeDetails` wrote. Anybody may have changed it since: what is not understood counts as nothing. */
export function readDetails(text: string | null): Details {
  let rows: unknown = null;
  try {
    rows = JSON.parse(text ?? '[]');
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  return Array.isArray(rows) ? rows.flatMap(readDetail) : [];
}

function readDetail(row: unknown): readonly Detail[] {
  if (!Array.isArray(row)) return [];
  const [key, types, label, isPreferred, poBox = '', extended = '']: unknown[] = row;
  const isKnown = typeof key === 'string' && Object.hasOwn(PLACE_TYPES, key);
  if (!isKnown || typeof types !== 'string' || typeof label !== 'string' || typeof isPreferred !== 'boolean') return [];
  if (typeof poBox !== 'string' || typeof extended !== 'string') return [];
  return [{ key, types: types === '' ? [] : types.split(','), label, isPreferred, poBox, extended }];
}

/** What is to be remembered of values in the order of the card. */
export function detailsOf<Value extends Labelled>(
  values: readonly Value[],
  seats: ReadonlyMap<PlaceKey, Value>,
): Details {
  const keys = new Map([...seats].map(([key, value]) => [value, key]));
  return values.flatMap((value) => {
    const key = keys.get(value);
    if (key === undefined) return [];
    const { types, label, isPreferred } = value;
    const { poBox = '', extended = '' } = value as Partial<PostalAddress>; // only postal addresses have them
    return [{ key, types, label, isPreferred, poBox, extended }];
  });
}

/** The values of some places, with what is remembered of them, in the remembered order. */
export function withDetails<Key extends PlaceKey>(
  found: ReadonlyMap<Key, string>,
  details: Details,
): readonly LabelledText[] {
  return ordered(found, details).map(({ key, value, detail }) => ({ ...labelledAs(key, detail), value }));
}

/** `mailing` is the one that letters go to. */
export function addressesWithDetails(
  found: ReadonlyMap<AddressKey, ContactAddress>,
  details: Details,
  mailing: AddressKey | null,
): readonly PostalAddress[] {
  return ordered(found, details).map(({ key, value, detail }) => {
    const { city, state, country, postalCode } = value;
    const isPreferred = detail === null ? key === mailing : detail.isPreferred;
    return {
      ...labelledAs(key, detail),
      isPreferred,
      ...streetParts(value.street, detail),
      city,
      region: state,
      postalCode,
      country,
    };
  });
}

/** The lines of a street as Exchange has them: what lies in front of the street stands above it. */
export function streetOf({ poBox, extended, street }: Pick<PostalAddress, 'poBox' | 'extended' | 'street'>): string {
  return [extended, shownBox(poBox), street].filter((line) => line !== '').join('\n');
}

/** A bare number would be taken for the number of a house. */
function shownBox(poBox: string): string {
  return /^\d+$/.test(poBox) ? `PO Box ${poBox}` : poBox;
}

function streetParts(text: string, detail: Detail | null): Pick<PostalAddress, 'poBox' | 'extended' | 'street'> {
  const street = text.replace(/\r\n?/g, '\n');
  if (detail === null) return { poBox: '', extended: '', street };
  const { poBox, extended } = detail;
  const above = streetOf({ poBox, extended, street: '' });
  if (above === '') return { poBox: '', extended: '', street };
  if (street === above) return { poBox, extended, street: '' };
  if (street.startsWith(`${above}\n`)) return { poBox, extended, street: street.slice(above.length + 1) };
  return { poBox: '', extended: '', street };
}

function ordered<Key extends PlaceKey, Value>(
  found: ReadonlyMap<Key, Value>,
  details: Details,
): readonly { readonly key: Key; readonly value: Value; readonly detail: Detail | null }[] {
  const places = [...found].map(([key, value]) => {
    const at = details.findIndex((detail) => detail.key === key);
    return { key, value, detail: details[at] ?? null, at: at === -1 ? details.length : at };
  });
  return places.sort((one, other) => one.at - other.at);
}

function labelledAs(key: PlaceKey, detail: Detail | null): Labelled {
  if (detail === null) return { types: PLACE_TYPES[key], label: '', isPreferred: false };
  const { types, label, isPreferred } = detail;
  return { types, label, isPreferred };
}

function isImplied({ key, types, label, isPreferred, poBox, extended }: Detail): boolean {
  const implied = PLACE_TYPES[key as PlaceKey].join(','); // details are made of places only
  return types.join(',') === implied && `${label}${poBox}${extended}` === '' && !isPreferred;
}

/** True when the places come in the order in which they are read. */
function isInOrder(details: Details): boolean {
  const places = Object.keys(PLACE_TYPES);
  const order = details.map(({ key }) => places.indexOf(key));
  return order.every((place, index) => index === 0 || place > (order[index - 1] ?? 0));
}
