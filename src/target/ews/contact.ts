/**
 * A contact as the element that Exchange keeps, and back. What has no place is kept below the notes; what the places do not
 * say is remembered in a property (`contact-details.ts`). Pure.
 */
import { withKept, withoutKept } from '../../content/kept-below.ts';
import type { Contact, LabelledText, PartialDate } from '../../model/contact.ts';
import type { Loss } from '../../model/item.ts';
import {
  ADDRESS_KEYS,
  type ContactAddress,
  type ContactElement,
  type ContactText,
  EMAIL_KEYS,
  type EmailKey,
} from '../../wire/ews/contact-element.ts';
import type { FoundItemPart, ItemPart } from '../../wire/ews/item-element.ts';
import type { ExtendedField } from '../../wire/ews/names.ts';
import { uidKey, uidOfKey } from './card-uid.ts';
import { dayOf, dayProperties } from './contact-days.ts';
import {
  addressesWithDetails,
  detailsOf,
  readDetails,
  streetOf,
  withDetails,
  writeDetails,
} from './contact-details.ts';
import { leftLines } from './contact-left.ts';
import { lossesBetween, unshownLosses } from './contact-losses.ts';
import {
  ANNIVERSARY_LOCAL,
  BIRTHDAY_LOCAL,
  CARD_DETAILS,
  CARD_UID,
  EMAIL_DISPLAY_NAMES,
  NAME_PREFIX,
  PERSONAL_PAGE,
  YOMI_COMPANY,
  YOMI_FAMILY_NAME,
  YOMI_GIVEN_NAME,
} from './contact-properties.ts';
import { type Seats, seatAll } from './contact-slots.ts';
import { carried, joinList, keptLines, oneLine, splitList } from './contact-texts.ts';

/** Characters of one category that every client shows. */
const CATEGORY_CHARS_MAX = 255;

export interface WrittenContact {
  readonly part: ItemPart;
  readonly element: ContactElement;
  /** True when something is kept in the attached original alone. */
  readonly needsOriginal: boolean;
  readonly losses: readonly Loss[];
}

/** A contact as Exchange gives it back, but for its photo. */
export interface FoundContact {
  readonly part: FoundItemPart;
  readonly element: ContactElement;
  readonly extended: (field: ExtendedField) => string | null;
}

/** elements: without the properties that have no element, for a server that does not take them together. */
export type ContactForm = 'whole' | 'elements';

export function writtenContact(contact: Contact, form: ContactForm = 'whole'): WrittenContact {
  const seats = seatAll(contact);
  const birthday = contact.birthday === null ? null : dayProperties(contact.birthday);
  const anniversary = contact.anniversary === null ? null : dayProperties(contact.anniversary);
  const kept = keptLines(leftLines(contact, seats));
  const part: ItemPart = {
    itemClass: null,
    subject: null,
    sensitivity: contact.isPrivate ? 'Private' : 'Normal',
    body: withKept(carried(contact.note), kept.lines),
    categories: keptCategories(contact.categories),
    importance: 'Normal',
    extended: propertiesOf(contact, seats).filter(({ field }) => form === 'whole' || OWN_PROPERTIES.has(field)),
  };
  const element: ContactElement = {
    texts: textsOf(contact, seats),
    emails: valuesOf(seats.emails.seats),
    phones: valuesOf(seats.phones.seats),
    messengers: valuesOf(seats.messengers.seats),
    addresses: new Map([...seats.addresses.seats].map(([key, address]) => [key, addressOf(address)])),
    children: contact.children.map(oneLine).filter((child) => child !== ''),
    birthday: birthday?.dateTime ?? null,
    anniversary: anniversary?.dateTime ?? null,
    mailing: ADDRESS_KEYS.find((key) => seats.addresses.seats.get(key)?.isPreferred === true) ?? null,
  };
  const losses = [...lossesBetween(contact, backAs(contact, part, element)), ...unshownLosses(contact, seats)];
  return { part, element, needsOriginal: kept.needsOriginal, losses: uniqueLosses(losses) };
}

const OWN_PROPERTIES: ReadonlySet<ExtendedField> = new Set([CARD_UID, CARD_DETAILS]);

/** The contact as it will be read back; its photo travels beside it. */
function backAs(contact: Contact, part: ItemPart, element: ContactElement): Contact {
  const extended = (field: ExtendedField): string | null =>
    part.extended.find((property) => property.field === field)?.value ?? null;
  const found = { ...part, subject: '', isBodyHtml: false, lastModified: null };
  const photo = contact.photo?.is === 'inline' ? contact.photo : null;
  return { ...contactOf({ part: found, element, extended }), photo, modified: contact.modified };
}

function uniqueLosses(losses: readonly Loss[]): readonly Loss[] {
  return [...new Map(losses.map((loss) => [loss.field, loss])).values()];
}

/** The contact that the element holds. `modified` and `photo` are not in it. */
export function contactOf({ part, element, extended }: FoundContact): Contact {
  const text = (name: ContactText): string => element.texts.get(name) ?? '';
  const property = (field: ExtendedField): string => extended(field) ?? '';
  const details = readDetails(extended(CARD_DETAILS));
  return {
    kind: 'contact',
    uid: uidOfKey(property(CARD_UID)) ?? '',
    displayName: text('DisplayName'),
    familyName: text('Surname'),
    givenName: text('GivenName'),
    middleName: text('MiddleName'),
    prefix: property(NAME_PREFIX),
    suffix: text('Generation'),
    phoneticFamilyName: property(YOMI_FAMILY_NAME),
    phoneticGivenName: property(YOMI_GIVEN_NAME),
    nicknames: splitList(text('Nickname'), ','),
    organisation: text('CompanyName'),
    units: splitList(text('Department'), ';'),
    phoneticOrganisation: property(YOMI_COMPANY),
    title: text('JobTitle'),
    role: text('Profession'),
    emails: withDetails(element.emails, details),
    phones: withDetails(element.phones, details),
    addresses: addressesWithDetails(element.addresses, details, element.mailing),
    urls: withDetails(pagesIn(text('BusinessHomePage'), property(PERSONAL_PAGE)), details),
    messengers: withDetails(element.messengers, details),
    birthday: dayOf(element.birthday, extended(BIRTHDAY_LOCAL)),
    anniversary: dayOf(element.anniversary, extended(ANNIVERSARY_LOCAL)),
    photo: null,
    note: withoutKept(part.body).text,
    categories: part.categories,
    spouse: text('SpouseName'),
    children: element.children,
    manager: text('Manager'),
    assistant: text('AssistantName'),
    isPrivate: part.sensitivity === 'Private',
    modified: null,
    others: [],
  };
}

/** What is shown where a name is wanted: that of the card, or else the next best thing that it says. */
function shownName(contact: Contact): string {
  const { displayName, givenName, middleName, familyName, organisation, nicknames } = contact;
  const full = [givenName, middleName, familyName].filter((name) => name !== '').join(' ');
  const first = (values: readonly LabelledText[]): string => values[0]?.value ?? '';
  const names = [displayName, full, organisation, nicknames[0] ?? '', first(contact.emails), first(contact.phones)];
  return oneLine(names.find((name) => name !== '') ?? '');
}

/** `Doe, Jane`: what Outlook sorts by unless told otherwise. */
function fileAs(contact: Contact): string {
  const { familyName, givenName } = contact;
  const names = [familyName, givenName].filter((name) => name !== '').join(', ');
  return oneLine(names) === '' ? shownName(contact) : oneLine(names);
}

function textsOf(contact: Contact, seats: Seats): ReadonlyMap<ContactText, string> {
  const texts: readonly (readonly [ContactText, string])[] = [
    ['FileAs', fileAs(contact)],
    ['DisplayName', shownName(contact)],
    ['GivenName', contact.givenName],
    ['MiddleName', contact.middleName],
    ['Nickname', joinList(contact.nicknames, ',')],
    ['CompanyName', contact.organisation],
    ['AssistantName', contact.assistant],
    ['BusinessHomePage', seats.pages.seats.get('business')?.value ?? ''],
    ['Department', joinList(contact.units, ';')],
    ['Generation', contact.suffix],
    ['JobTitle', contact.title],
    ['Manager', contact.manager],
    ['Profession', contact.role],
    ['SpouseName', contact.spouse],
    ['Surname', contact.familyName],
  ];
  // A page is whole or not there: half an address leads elsewhere.
  const kept = texts.map(([name, text]) => [name, name === 'BusinessHomePage' ? text : oneLine(text)] as const);
  return new Map(kept.filter(([, text]) => text !== ''));
}

function propertiesOf(contact: Contact, seats: Seats): ItemPart['extended'] {
  const day = (date: PartialDate | null): string => (date === null ? '' : (dayProperties(date)?.local ?? ''));
  const properties: readonly (readonly [ExtendedField, string])[] = [
    [CARD_UID, contact.uid === '' ? '' : uidKey(carried(contact.uid))],
    [CARD_DETAILS, detailsText(contact, seats)],
    [NAME_PREFIX, oneLine(contact.prefix)],
    [PERSONAL_PAGE, seats.pages.seats.get('personal')?.value ?? ''],
    [YOMI_GIVEN_NAME, oneLine(contact.phoneticGivenName)],
    [YOMI_FAMILY_NAME, oneLine(contact.phoneticFamilyName)],
    [YOMI_COMPANY, oneLine(contact.phoneticOrganisation)],
    [BIRTHDAY_LOCAL, day(contact.birthday)],
    [ANNIVERSARY_LOCAL, day(contact.anniversary)],
    ...EMAIL_KEYS.map((key) => [EMAIL_DISPLAY_NAMES[key], emailName(contact, seats, key)] as const),
  ];
  return properties.flatMap(([field, value]) => (value === '' ? [] : [{ field, value }]));
}

function detailsText(contact: Contact, seats: Seats): string {
  const details = [
    ...detailsOf(contact.emails, seats.emails.seats),
    ...detailsOf(contact.phones, seats.phones.seats),
    ...detailsOf(contact.urls, seats.pages.seats),
    ...detailsOf(contact.messengers, seats.messengers.seats),
    ...detailsOf(contact.addresses, seats.addresses.seats),
  ];
  return writeDetails(details) ?? '';
}

/** `Jane Doe (jane@example.com)`, as Outlook makes it itself. */
function emailName(contact: Contact, seats: Seats, key: EmailKey): string {
  const email = seats.emails.seats.get(key);
  const name = shownName(contact);
  if (email === undefined) return '';
  return name === '' || name === email.value ? email.value : oneLine(`${name} (${email.value})`);
}

export function keptCategories(categories: readonly string[]): readonly string[] {
  const kept = categories.map((category) =>
    carried(category).replaceAll('\n', ' ').slice(0, CATEGORY_CHARS_MAX).trim(),
  );
  return [...new Set(kept.filter((category) => category !== ''))];
}

function addressOf(address: Contact['addresses'][number]): ContactAddress {
  const { city, region, country, postalCode } = address;
  return {
    street: carried(streetOf(address)),
    city: oneLine(city),
    state: oneLine(region),
    country: oneLine(country),
    postalCode: oneLine(postalCode),
  };
}

function valuesOf<Key>(seats: ReadonlyMap<Key, LabelledText>): ReadonlyMap<Key, string> {
  return new Map([...seats].map(([key, { value }]) => [key, oneLine(value)]));
}

function pagesIn(business: string, personal: string): ReadonlyMap<'business' | 'personal', string> {
  const pages = [
    ['business', business],
    ['personal', personal],
  ] as const;
  return new Map(pages.filter(([, page]) => page !== ''));
}
