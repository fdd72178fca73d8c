/** The properties of a contact that an answer can show, in the order of the schema. */
import type { PropertyKey } from '../extended-property.ts';
import type { ItemState } from '../item.ts';
import { type Field, field, optionalText } from '../kinds/field.ts';
import type { BaseShape } from '../shape.ts';
import { xmlElement, xmlText } from '../xml-write.ts';
import {
  ADDRESS_PROPERTIES,
  EMAIL_PROPERTIES,
  IM_PROPERTIES,
  LIST_PROPERTIES,
  listAt,
  NAME_PREFIX,
  PHONE_PROPERTIES,
  POSTAL_ADDRESS_ID,
  POSTAL_ADDRESS_IDS,
  TEXT_PROPERTIES,
  TIME_PROPERTIES,
  textAt,
  YOMI_FIRST_NAME,
  YOMI_LAST_NAME,
} from './contact-properties.ts';
import { photoOf } from './own.ts';

export function contactFields(): readonly Field[] {
  return [
    text('FileAs', 'Default'),
    text('DisplayName', 'Default'),
    text('GivenName', 'Default'),
    text('Initials'),
    text('MiddleName'),
    text('Nickname'),
    own('CompleteName', 'Default', completeName),
    text('CompanyName', 'Default'),
    own('EmailAddresses', 'Default', emails),
    own('PhysicalAddresses', 'Default', addresses),
    own('PhoneNumbers', 'Default', (state) => entries('PhoneNumbers', state, PHONE_PROPERTIES)),
    text('AssistantName'),
    time('Birthday'),
    text('BusinessHomePage'),
    list('Children'),
    list('Companies'),
    own('ContactSource', null, () => xmlText('t:ContactSource', 'Store')),
    text('Department'),
    text('Generation'),
    own('ImAddresses', 'Default', (state) => entries('ImAddresses', state, IM_PROPERTIES)),
    text('JobTitle', 'Default'),
    text('Manager'),
    text('Mileage'),
    text('OfficeLocation'),
    own('PostalAddressIndex', 'AllProperties', mailing),
    text('Profession'),
    text('SpouseName'),
    text('Surname', 'Default'),
    time('WeddingAnniversary'),
    own('HasPicture', 'AllProperties', (state) => xmlText('t:HasPicture', photoOf(state) !== null)),
  ];
}

function own(name: string, from: BaseShape | null, write: (state: ItemState) => string): Field {
  return field(`contacts:${name}`, from, (view) => write(view.state));
}

function text(name: string, from: BaseShape = 'AllProperties'): Field {
  const key = TEXT_PROPERTIES[name] ?? '';
  return own(name, from, (state) => optionalText(`t:${name}`, textAt(state, key)));
}

function time(name: string): Field {
  const key = TIME_PROPERTIES[name] ?? '';
  return own(name, 'AllProperties', (state) => optionalText(`t:${name}`, textAt(state, key)));
}

function list(name: string): Field {
  const key = LIST_PROPERTIES[name] ?? '';
  return own(name, 'AllProperties', (state) => {
    const texts = listAt(state, key).map((one) => xmlText('t:String', one));
    return texts.length === 0 ? '' : xmlElement(`t:${name}`, {}, texts.join(''));
  });
}

/** Made of the names by the server; nobody can write it. */
function completeName(state: ItemState): string {
  const named = (name: string): PropertyKey => TEXT_PROPERTIES[name] ?? '';
  const parts: readonly (readonly [string, PropertyKey])[] = [
    ['Title', NAME_PREFIX],
    ['FirstName', named('GivenName')],
    ['MiddleName', named('MiddleName')],
    ['LastName', named('Surname')],
    ['Suffix', named('Generation')],
    ['Initials', named('Initials')],
    ['FullName', named('DisplayName')],
    ['Nickname', named('Nickname')],
    ['YomiFirstName', YOMI_FIRST_NAME],
    ['YomiLastName', YOMI_LAST_NAME],
  ];
  const written = parts.map(([name, key]) => optionalText(`t:${name}`, textAt(state, key))).join('');
  return written === '' ? '' : xmlElement('t:CompleteName', {}, written);
}

function entries(name: string, state: ItemState, keys: Readonly<Record<string, PropertyKey>>): string {
  const written = Object.entries(keys).flatMap(([Key, property]) => {
    const value = textAt(state, property);
    return value === null ? [] : [xmlText('t:Entry', value, { Key })];
  });
  return written.length === 0 ? '' : xmlElement(`t:${name}`, {}, written.join(''));
}

function emails(state: ItemState): string {
  const written = Object.entries(EMAIL_PROPERTIES).flatMap(([Key, { address, name, routing }]) => {
    const value = textAt(state, address);
    if (value === null) return [];
    const attributes = { Key, Name: textAt(state, name), RoutingType: textAt(state, routing), MailboxType: 'Contact' };
    return [xmlText('t:Entry', value, attributes)];
  });
  return written.length === 0 ? '' : xmlElement('t:EmailAddresses', {}, written.join(''));
}

function addresses(state: ItemState): string {
  const written = Object.entries(ADDRESS_PROPERTIES).flatMap(([Key, parts]) => {
    const inside = Object.entries(parts).map(([name, key]) => optionalText(`t:${name}`, textAt(state, key)));
    return inside.join('') === '' ? [] : [xmlElement('t:Entry', { Key }, inside.join(''))];
  });
  return written.length === 0 ? '' : xmlElement('t:PhysicalAddresses', {}, written.join(''));
}

function mailing(state: ItemState): string {
  const index = Number(textAt(state, POSTAL_ADDRESS_ID) ?? 0);
  return xmlText('t:PostalAddressIndex', POSTAL_ADDRESS_IDS[index] ?? 'None');
}
