/** Contacts between JSON and the properties that the store keeps: two views of the same. */
import type { Contact, PhysicalAddress } from '@microsoft/microsoft-graph-types';
import {
  ADDRESS_PROPERTIES,
  EMAIL_PROPERTIES,
  IM_PROPERTIES,
  LIST_PROPERTIES,
  listAt,
  NAME_PREFIX,
  PHONE_PROPERTIES,
  TEXT_PROPERTIES,
  TIME_PROPERTIES,
  textAt,
  without,
  withValue,
  YOMI_FIRST_NAME,
  YOMI_LAST_NAME,
} from '../../exchange/contacts/contact-properties.ts';
import type { PropertyKey } from '../../exchange/extended-property.ts';
import type { ItemState } from '../../exchange/item.ts';
import { setKnownProperty } from '../../exchange/set-property.ts';
import { list, object, READONLY, type Rule, type Rules, TEXT, TIME, texts } from '../body/rule.ts';
import { type Call, instantOf, timeOf } from '../call.ts';
import { readExtendedProperties } from '../extended.ts';
import { EXTENDED_RULES, readCategories } from '../mail/message-body.ts';
import { badRequest } from '../refusal.ts';

const named = (name: string): PropertyKey => TEXT_PROPERTIES[name] ?? '';
const phone = (name: string): PropertyKey => PHONE_PROPERTIES[name] ?? '';

/** Properties that are one text each. */
const TEXTS: Readonly<Partial<Record<keyof Contact, PropertyKey>>> = {
  assistantName: named('AssistantName'),
  businessHomePage: named('BusinessHomePage'),
  companyName: named('CompanyName'),
  department: named('Department'),
  displayName: named('DisplayName'),
  fileAs: named('FileAs'),
  generation: named('Generation'),
  givenName: named('GivenName'),
  initials: named('Initials'),
  jobTitle: named('JobTitle'),
  manager: named('Manager'),
  middleName: named('MiddleName'),
  mobilePhone: phone('MobilePhone'),
  nickName: named('Nickname'),
  officeLocation: named('OfficeLocation'),
  profession: named('Profession'),
  spouseName: named('SpouseName'),
  surname: named('Surname'),
  title: NAME_PREFIX,
  yomiGivenName: YOMI_FIRST_NAME,
  yomiSurname: YOMI_LAST_NAME,
};
/** Properties that are lists of so many texts, each in a place of its own. */
const PLACES: Readonly<Partial<Record<keyof Contact, readonly PropertyKey[]>>> = {
  businessPhones: [phone('BusinessPhone'), phone('BusinessPhone2')],
  homePhones: [phone('HomePhone'), phone('HomePhone2')],
  imAddresses: Object.values(IM_PROPERTIES),
};
const ADDRESSES: Readonly<Partial<Record<keyof Contact, string>>> = {
  businessAddress: 'Business',
  homeAddress: 'Home',
  otherAddress: 'Other',
};
const ADDRESS_PARTS: readonly (readonly [keyof PhysicalAddress, string])[] = [
  ['street', 'Street'],
  ['city', 'City'],
  ['state', 'State'],
  ['countryOrRegion', 'CountryOrRegion'],
  ['postalCode', 'PostalCode'],
];
const CHILDREN = LIST_PROPERTIES['Children'] ?? '';
const BIRTHDAY = TIME_PROPERTIES['Birthday'] ?? '';

const POSTAL = object(Object.fromEntries(ADDRESS_PARTS.map(([part]) => [part, TEXT])));
const every = (names: object, rule: Rule): Rules => Object.fromEntries(Object.keys(names).map((name) => [name, rule]));
export const CONTACT_RULES: Rules = {
  ...every(TEXTS, TEXT),
  ...every(PLACES, texts),
  ...every(ADDRESSES, POSTAL),
  ...EXTENDED_RULES,
  emailAddresses: list(object({ name: TEXT, address: TEXT })),
  birthday: TIME,
  children: texts,
  categories: texts,
  personalNotes: TEXT,
  yomiCompanyName: TEXT,
  id: READONLY,
  changeKey: READONLY,
  createdDateTime: READONLY,
  lastModifiedDateTime: READONLY,
  parentFolderId: READONLY,
};

/** The state with everything that the body says, but for the notes, which are content. */
export function withContactBody(state: ItemState, body: Contact, _call: Call): ItemState {
  let after = state;
  for (const [name, key] of entriesOf(TEXTS)) {
    const value = body[name];
    if (value !== undefined) after = withValue(after, key, typeof value === 'string' ? value : '');
  }
  for (const [name, keys] of entriesOf(PLACES)) {
    const values = body[name];
    if (values === undefined) continue;
    const given = (values ?? []) as readonly string[]; // its shape was checked
    if (given.length > keys.length)
      throw badRequest(`The store has room for ${keys.length} ${name}.`, 'ErrorInvalidProperty');
    for (const [at, key] of keys.entries()) after = withValue(after, key, given[at] ?? '');
  }
  after = withEmails(after, body);
  for (const [name, kind] of entriesOf(ADDRESSES)) {
    if (body[name] === undefined) continue;
    const address = (body[name] ?? {}) as PhysicalAddress; // its shape was checked
    for (const [part, key] of ADDRESS_PARTS) {
      after = withValue(after, ADDRESS_PROPERTIES[kind]?.[key] ?? '', address[part] ?? '');
    }
  }
  if (body.children != null) after = withValue(after, CHILDREN, body.children);
  if (body.birthday !== undefined) {
    after = withValue(after, BIRTHDAY, body.birthday === null ? '' : timeOf(instantOf(body.birthday)));
  }
  if (body.categories != null) after = { ...after, categories: readCategories(body.categories) };
  for (const { key, property } of readExtendedProperties(body)) {
    after = property === null ? without(after, [key]) : setKnownProperty(after, key, property);
  }
  return withShownName(after);
}

function withEmails(state: ItemState, { emailAddresses }: Contact): ItemState {
  if (emailAddresses === undefined) return state;
  const places = Object.values(EMAIL_PROPERTIES);
  const given = emailAddresses ?? [];
  if (given.length > places.length) {
    throw badRequest(`A contact has at most ${places.length} e-mail addresses.`, 'ErrorInvalidProperty');
  }
  let after = state;
  for (const [at, { name, address, routing }] of places.entries()) {
    const one = given[at];
    after = withValue(after, address, one?.address ?? '');
    after = withValue(after, name, one?.name ?? one?.address ?? '');
    after = withValue(after, routing, one?.address == null ? '' : 'SMTP');
  }
  return after;
}

/** A contact without a name to show gets one of its parts. */
function withShownName(state: ItemState): ItemState {
  if (textAt(state, named('DisplayName')) !== null) return state;
  const parts = [textAt(state, named('GivenName')), textAt(state, named('Surname'))].filter((one) => one !== null);
  return withValue(state, named('DisplayName'), parts.join(' '));
}

/** The properties of a contact but its notes. */
export function contactFields(): Readonly<Record<string, (state: ItemState) => unknown>> {
  const fields: Record<string, (state: ItemState) => unknown> = {};
  for (const [name, key] of entriesOf(TEXTS)) fields[name] = (state) => textAt(state, key);
  for (const [name, keys] of entriesOf(PLACES)) {
    fields[name] = (state) => keys.flatMap((key) => textAt(state, key) ?? []);
  }
  for (const [name, kind] of entriesOf(ADDRESSES)) fields[name] = (state) => addressOf(state, kind);
  fields['emailAddresses'] = (state) =>
    Object.values(EMAIL_PROPERTIES).flatMap(({ name, address }) => {
      const value = textAt(state, address);
      return value === null ? [] : [{ name: textAt(state, name) ?? value, address: value }];
    });
  fields['children'] = (state) => listAt(state, CHILDREN);
  fields['birthday'] = (state) => textAt(state, BIRTHDAY);
  fields['categories'] = (state) => state.categories;
  return fields;
}

function addressOf(state: ItemState, kind: string): PhysicalAddress {
  const found = ADDRESS_PARTS.flatMap(([part, key]) => {
    const value = textAt(state, ADDRESS_PROPERTIES[kind]?.[key] ?? '');
    return value === null ? [] : [[part, value] as const];
  });
  return Object.fromEntries(found);
}

function entriesOf<Value>(table: Readonly<Partial<Record<keyof Contact, Value>>>): readonly [keyof Contact, Value][] {
  return Object.entries(table) as [keyof Contact, Value][]; // a table of these names has no other entries
}
