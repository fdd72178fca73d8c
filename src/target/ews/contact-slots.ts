/** The places that Exchange has for what a contact may have many of, and who gets them. Pure. */
import type { Contact, Labelled, LabelledText, PostalAddress } from '../../model/contact.ts';
import {
  ADDRESS_KEYS,
  type AddressKey,
  EMAIL_KEYS,
  type EmailKey,
  MESSENGER_KEYS,
  type MessengerKey,
  PHONE_KEYS,
  type PhoneKey,
} from '../../wire/ews/contact-element.ts';

const PAGE_KEYS = ['business', 'personal'] as const;
type PageKey = (typeof PAGE_KEYS)[number];

export type PlaceKey = PhoneKey | AddressKey | EmailKey | MessengerKey | PageKey;

/** What each place says of what is in it. */
export const PLACE_TYPES: Readonly<Record<PlaceKey, readonly string[]>> = {
  AssistantPhone: ['assistant'],
  BusinessFax: ['fax', 'work'],
  BusinessPhone: ['work'],
  BusinessPhone2: ['work'],
  Callback: ['callback'],
  CarPhone: ['car'],
  CompanyMainPhone: ['company'],
  HomeFax: ['fax', 'home'],
  HomePhone: ['home'],
  HomePhone2: ['home'],
  Isdn: ['isdn'],
  MobilePhone: ['cell'],
  OtherFax: ['fax'],
  OtherTelephone: [],
  Pager: ['pager'],
  PrimaryPhone: ['main'],
  RadioPhone: ['radio'],
  Telex: ['telex'],
  TtyTddPhone: ['ttytdd'],
  Business: ['work'],
  Home: ['home'],
  Other: [],
  EmailAddress1: [],
  EmailAddress2: [],
  EmailAddress3: [],
  ImAddress1: [],
  ImAddress2: [],
  ImAddress3: [],
  business: ['work'],
  personal: ['home'],
};

export interface Seated<Key extends string, Value> {
  readonly seats: ReadonlyMap<Key, Value>;
  /** Those for which there was no room, in their order. */
  readonly left: readonly Value[];
}

/**
 * Gives each value the first of its wishes that is free. First wishes go before second ones, so that nobody's own place is
 * taken by somebody who overflows; among equal wishes the preferred goes first, then the order of the card.
 */
function seat<Key extends string, Value extends Labelled>(
  values: readonly Value[],
  keys: readonly Key[],
  wishesOf: (value: Value) => readonly Key[],
): Seated<Key, Value> {
  const taken = new Map<Key, Value>();
  const open = new Set([...values].sort((one, other) => Number(other.isPreferred) - Number(one.isPreferred)));
  for (let choice = 0; choice < keys.length; choice += 1) {
    for (const value of open) {
      const wish = wishesOf(value)[choice];
      if (wish === undefined || taken.has(wish)) continue;
      taken.set(wish, value);
      open.delete(value);
    }
  }
  const seats = new Map(keys.flatMap((key) => entryOf(taken, key)));
  return { seats, left: values.filter((value) => open.has(value)) };
}

/** Everything of a contact that has a place, and what has none. */
export interface Seats {
  readonly emails: Seated<EmailKey, LabelledText>;
  readonly phones: Seated<PhoneKey, LabelledText>;
  readonly pages: Seated<PageKey, LabelledText>;
  readonly messengers: Seated<MessengerKey, LabelledText>;
  readonly addresses: Seated<AddressKey, PostalAddress>;
}

export function seatAll(contact: Contact): Seats {
  return {
    emails: seatEmails(contact.emails),
    phones: seatPhones(contact.phones),
    pages: seatPages(contact.urls),
    messengers: seatMessengers(contact.messengers),
    addresses: seatAddresses(contact.addresses),
  };
}

function entryOf<Key, Value>(taken: ReadonlyMap<Key, Value>, key: Key): readonly (readonly [Key, Value])[] {
  const value = taken.get(key);
  return value === undefined ? [] : [[key, value]];
}

function seatEmails(emails: readonly LabelledText[]): Seated<EmailKey, LabelledText> {
  return seat(emails, EMAIL_KEYS, ({ value }) => (isAddress(value) ? EMAIL_KEYS : []));
}

function seatMessengers(messengers: readonly LabelledText[]): Seated<MessengerKey, LabelledText> {
  return seat(messengers, MESSENGER_KEYS, () => MESSENGER_KEYS);
}

function seatAddresses(addresses: readonly PostalAddress[]): Seated<AddressKey, PostalAddress> {
  return seat(addresses, ADDRESS_KEYS, ({ types }) => {
    if (types.includes('work')) return ['Business', 'Other'];
    return types.includes('home') ? ['Home', 'Other'] : ['Other'];
  });
}

function seatPages(pages: readonly LabelledText[]): Seated<PageKey, LabelledText> {
  return seat(pages, PAGE_KEYS, ({ types, value }) => {
    if (!isUri(value)) return [];
    return types.includes('home') ? ['personal', 'business'] : ['business', 'personal'];
  });
}

function seatPhones(phones: readonly LabelledText[]): Seated<PhoneKey, LabelledText> {
  return seat(phones, PHONE_KEYS, phoneWishes);
}

/** The wishes of what is said of a number, the most telling first. Names of vendors go without their `x-…-`. */
const PHONE_WISHES: readonly (readonly [words: readonly string[], wishes: readonly PhoneKey[]])[] = [
  [
    ['fax', 'home'],
    ['HomeFax', 'OtherFax'],
  ],
  [
    ['fax', 'work'],
    ['BusinessFax', 'OtherFax'],
  ],
  [['fax'], ['OtherFax', 'BusinessFax']],
  [['pager'], ['Pager']],
  [['isdn'], ['Isdn']],
  [['telex'], ['Telex']],
  [['textphone'], ['TtyTddPhone']],
  [['ttytdd'], ['TtyTddPhone']],
  [['tty'], ['TtyTddPhone']],
  [['assistant'], ['AssistantPhone']],
  [['callback'], ['Callback']],
  [['car'], ['CarPhone']],
  [['radio'], ['RadioPhone']],
  [['company'], ['CompanyMainPhone']],
  [
    ['main', 'work'],
    ['CompanyMainPhone', 'BusinessPhone', 'BusinessPhone2', 'OtherTelephone'],
  ],
  [['main'], ['PrimaryPhone', 'OtherTelephone']],
  [['primary'], ['PrimaryPhone', 'OtherTelephone']],
  [['cell'], ['MobilePhone', 'OtherTelephone']],
  [['mobile'], ['MobilePhone', 'OtherTelephone']],
  [['iphone'], ['MobilePhone', 'OtherTelephone']],
  [['work'], ['BusinessPhone', 'BusinessPhone2', 'OtherTelephone']],
  [['home'], ['HomePhone', 'HomePhone2', 'OtherTelephone']],
];

function phoneWishes({ types, label }: LabelledText): readonly PhoneKey[] {
  // A label of one's own says something that no place says.
  if (label !== '') return ['OtherTelephone'];
  const words = new Set(types.map((type) => type.replace(/^x-(?:[a-z]+-)?/, '')));
  const found = PHONE_WISHES.find(([wanted]) => wanted.every((word) => words.has(word)));
  return found?.[1] ?? ['OtherTelephone', 'PrimaryPhone'];
}

/** What Exchange takes as an SMTP address. */
export function isAddress(text: string): boolean {
  return /^[^\s@<>(),;:"[\]\\]+@[^\s@<>(),;:"\\]+$/.test(text) && text.length <= ADDRESS_CHARS_MAX;
}

/** RFC 5321 §4.5.3.1: 64 for the local part, the sign, 255 for the domain. */
const ADDRESS_CHARS_MAX = 320;

/** True for what every validator takes as an xs:anyURI, as BusinessHomePage wants it. */
export function isUri(text: string): boolean {
  if (text.length > URI_CHARS_MAX || /[\s<>"{}|\\^`\p{Cc}\p{Cs}[\]]/u.test(text)) return false;
  const isEscaped = !/%(?![0-9A-Fa-f]{2})/.test(text);
  const isOnePage = text.indexOf('#') === text.lastIndexOf('#');
  // A colon before any slash ends a scheme, and only letters, digits and + - . make one (RFC 3986 §3.1).
  const scheme = /^[^/?#]*?:/.exec(text);
  return isEscaped && isOnePage && (scheme === null || /^[a-z][a-z0-9+.-]*:$/i.test(scheme[0]));
}

/** What browsers and forms take. */
const URI_CHARS_MAX = 2000;
