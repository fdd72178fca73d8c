/**
 * What a `Contact` has beyond what every item has (types.xsd, ContactItemType), in both directions.
 * https://learn.microsoft.com/exchange/client-developer/web-service-reference/contact
 */
import { childOf, textOf, type XmlElement } from '../xml.ts';
import { escapeXml } from '../xml-text.ts';

/** Elements that hold nothing but a text. */
export type ContactText =
  | 'FileAs'
  | 'DisplayName'
  | 'GivenName'
  | 'MiddleName'
  | 'Nickname'
  | 'CompanyName'
  | 'AssistantName'
  | 'BusinessHomePage'
  | 'Department'
  | 'Generation'
  | 'JobTitle'
  | 'Manager'
  | 'OfficeLocation'
  | 'Profession'
  | 'SpouseName'
  | 'Surname';

export const EMAIL_KEYS = ['EmailAddress1', 'EmailAddress2', 'EmailAddress3'] as const;
export type EmailKey = (typeof EMAIL_KEYS)[number];

export const ADDRESS_KEYS = ['Business', 'Home', 'Other'] as const;
export type AddressKey = (typeof ADDRESS_KEYS)[number];

export const MESSENGER_KEYS = ['ImAddress1', 'ImAddress2', 'ImAddress3'] as const;
export type MessengerKey = (typeof MESSENGER_KEYS)[number];

/** Those that every server since 2007 knows. */
export const PHONE_KEYS = [
  'AssistantPhone',
  'BusinessFax',
  'BusinessPhone',
  'BusinessPhone2',
  'Callback',
  'CarPhone',
  'CompanyMainPhone',
  'HomeFax',
  'HomePhone',
  'HomePhone2',
  'Isdn',
  'MobilePhone',
  'OtherFax',
  'OtherTelephone',
  'Pager',
  'PrimaryPhone',
  'RadioPhone',
  'Telex',
  'TtyTddPhone',
] as const;
export type PhoneKey = (typeof PHONE_KEYS)[number];

export interface ContactAddress {
  readonly street: string;
  readonly city: string;
  readonly state: string;
  readonly country: string;
  readonly postalCode: string;
}

/** Texts are never empty: what is absent is not there. */
export interface ContactElement {
  readonly texts: ReadonlyMap<ContactText, string>;
  readonly emails: ReadonlyMap<EmailKey, string>;
  readonly addresses: ReadonlyMap<AddressKey, ContactAddress>;
  readonly phones: ReadonlyMap<PhoneKey, string>;
  readonly messengers: ReadonlyMap<MessengerKey, string>;
  readonly children: readonly string[];
  /** XML Schema dateTime; null when there is none. */
  readonly birthday: string | null;
  readonly anniversary: string | null;
  /** The address that letters go to. */
  readonly mailing: AddressKey | null;
}

/** The elements of its own, in the order of the schema. They follow those of every item. */
export function contactElementXml(contact: ContactElement): string {
  const text = (name: ContactText): string => optional(name, contact.texts.get(name) ?? null);
  return [
    text('FileAs'),
    text('DisplayName'),
    text('GivenName'),
    text('MiddleName'),
    text('Nickname'),
    text('CompanyName'),
    dictionary('EmailAddresses', contact.emails, escapeXml),
    dictionary('PhysicalAddresses', contact.addresses, addressXml),
    dictionary('PhoneNumbers', contact.phones, escapeXml),
    text('AssistantName'),
    optional('Birthday', contact.birthday),
    text('BusinessHomePage'),
    childrenXml(contact.children),
    text('Department'),
    text('Generation'),
    dictionary('ImAddresses', contact.messengers, escapeXml),
    text('JobTitle'),
    text('Manager'),
    text('OfficeLocation'),
    optional('PostalAddressIndex', contact.mailing),
    text('Profession'),
    text('SpouseName'),
    text('Surname'),
    optional('WeddingAnniversary', contact.anniversary),
  ].join('');
}

/** What has to be asked for so that `readContactElement` finds everything. */
export const CONTACT_FIELDS: readonly string[] = [
  'FileAs',
  'DisplayName',
  'GivenName',
  'MiddleName',
  'Nickname',
  'CompanyName',
  'EmailAddresses',
  'PhysicalAddresses',
  'PhoneNumbers',
  'AssistantName',
  'Birthday',
  'BusinessHomePage',
  'Children',
  'Department',
  'Generation',
  'ImAddresses',
  'JobTitle',
  'Manager',
  'OfficeLocation',
  'PostalAddressIndex',
  'Profession',
  'SpouseName',
  'Surname',
  'WeddingAnniversary',
  'HasPicture',
].map((name) => `contacts:${name}`);

/** A `Contact` of an answer. Keys that are not known here are left out. */
export function readContactElement(element: XmlElement): ContactElement {
  const texts = new Map<ContactText, string>();
  for (const name of CONTACT_TEXTS) {
    const text = textOf(element, name) ?? '';
    if (text !== '') texts.set(name, text);
  }
  return {
    texts,
    emails: entries(element, 'EmailAddresses', EMAIL_KEYS, textIn),
    addresses: entries(element, 'PhysicalAddresses', ADDRESS_KEYS, addressIn),
    phones: entries(element, 'PhoneNumbers', PHONE_KEYS, textIn),
    messengers: entries(element, 'ImAddresses', MESSENGER_KEYS, textIn),
    children: (childOf(element, 'Children')?.children ?? []).map((child) => child.text),
    birthday: textOf(element, 'Birthday'),
    anniversary: textOf(element, 'WeddingAnniversary'),
    mailing: ADDRESS_KEYS.find((key) => key === textOf(element, 'PostalAddressIndex')) ?? null,
  };
}

const CONTACT_TEXTS: readonly ContactText[] = [
  'FileAs',
  'DisplayName',
  'GivenName',
  'MiddleName',
  'Nickname',
  'CompanyName',
  'AssistantName',
  'BusinessHomePage',
  'Department',
  'Generation',
  'JobTitle',
  'Manager',
  'OfficeLocation',
  'Profession',
  'SpouseName',
  'Surname',
];

function optional(name: string, text: string | null): string {
  return text === null || text === '' ? '' : `<t:${name}>${escapeXml(text)}</t:${name}>`;
}

/** Nothing for an empty one: the schema forbids it. */
function dictionary<Key extends string, Value>(
  name: string,
  values: ReadonlyMap<Key, Value>,
  write: (value: Value) => string,
): string {
  const written = [...values].map(([key, value]) => `<t:Entry Key="${key}">${write(value)}</t:Entry>`);
  return written.length === 0 ? '' : `<t:${name}>${written.join('')}</t:${name}>`;
}

function addressXml({ street, city, state, country, postalCode }: ContactAddress): string {
  return (
    optional('Street', street) +
    optional('City', city) +
    optional('State', state) +
    optional('CountryOrRegion', country) +
    optional('PostalCode', postalCode)
  );
}

function childrenXml(children: readonly string[]): string {
  if (children.length === 0) return '';
  return `<t:Children>${children.map((child) => `<t:String>${escapeXml(child)}</t:String>`).join('')}</t:Children>`;
}

function entries<Key extends string, Value>(
  element: XmlElement,
  name: string,
  keys: readonly Key[],
  read: (entry: XmlElement) => Value | null,
): ReadonlyMap<Key, Value> {
  const found = new Map<Key, Value>();
  for (const entry of childOf(element, name)?.children ?? []) {
    const key = keys.find((one) => one === entry.attributes.get('Key'));
    const value = key === undefined ? null : read(entry);
    if (key !== undefined && value !== null) found.set(key, value);
  }
  return found;
}

function textIn({ text }: XmlElement): string | null {
  return text === '' ? null : text;
}

function addressIn(entry: XmlElement): ContactAddress | null {
  const text = (name: string): string => textOf(entry, name) ?? '';
  const address = {
    street: text('Street'),
    city: text('City'),
    state: text('State'),
    country: text('CountryOrRegion'),
    postalCode: text('PostalCode'),
  };
  return Object.values(address).every((part) => part === '') ? null : address;
}
