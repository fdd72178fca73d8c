/**
 * Which MAPI property each element of a contact is ([MS-OXOCNTC]). The properties are what is kept: elements and extended
 * properties are two views of the same, so that they cannot disagree.
 */
import type { PropertyKey, PropertyValue } from '../extended-property.ts';
import type { ItemState } from '../item.ts';

const ADDRESS_SET = '00062004-0000-0000-c000-000000000046';
const COMMON_SET = '00062008-0000-0000-c000-000000000046';
const AIRSYNC_SET = '71035549-0739-4dcb-9163-00f0580dbbdf';
const tag = (number: number, type = 'String'): PropertyKey => `tag:${number}:${type}`;
const lid = (number: number, type = 'String', set = ADDRESS_SET): PropertyKey => `set:${set}/id:${number}:${type}`;

/** Elements that are one text each. */
export const TEXT_PROPERTIES: Readonly<Record<string, PropertyKey>> = {
  FileAs: lid(0x8005),
  DisplayName: tag(0x3001),
  GivenName: tag(0x3a06),
  Initials: tag(0x3a0a),
  MiddleName: tag(0x3a44),
  Nickname: tag(0x3a4f),
  CompanyName: tag(0x3a16),
  AssistantName: tag(0x3a30),
  BusinessHomePage: tag(0x3a51),
  Department: tag(0x3a18),
  Generation: tag(0x3a05),
  JobTitle: tag(0x3a17),
  Manager: tag(0x3a4e),
  Mileage: lid(0x8534, 'String', COMMON_SET),
  OfficeLocation: tag(0x3a19),
  Profession: tag(0x3a46),
  SpouseName: tag(0x3a48),
  Surname: tag(0x3a11),
};
export const NAME_PREFIX = tag(0x3a45);
export const YOMI_FIRST_NAME = lid(0x802c);
export const YOMI_LAST_NAME = lid(0x802d);
export const HAS_PICTURE = lid(0x8015, 'Boolean');
/** 0 none, 1 home, 2 business, 3 other. */
export const POSTAL_ADDRESS_ID = lid(0x8022, 'Integer');
export const POSTAL_ADDRESS_IDS = ['None', 'Home', 'Business', 'Other'] as const;

export const LIST_PROPERTIES: Readonly<Record<string, PropertyKey>> = {
  Children: tag(0x3a58, 'StringArray'),
  Companies: lid(0x8539, 'StringArray', COMMON_SET),
};
export const TIME_PROPERTIES: Readonly<Record<string, PropertyKey>> = {
  Birthday: tag(0x3a42, 'SystemTime'),
  WeddingAnniversary: tag(0x3a41, 'SystemTime'),
};

export const PHONE_PROPERTIES: Readonly<Record<string, PropertyKey>> = {
  AssistantPhone: tag(0x3a2e),
  BusinessFax: tag(0x3a24),
  BusinessPhone: tag(0x3a08),
  BusinessPhone2: tag(0x3a1b),
  Callback: tag(0x3a02),
  CarPhone: tag(0x3a1e),
  CompanyMainPhone: tag(0x3a57),
  HomeFax: tag(0x3a25),
  HomePhone: tag(0x3a09),
  HomePhone2: tag(0x3a2f),
  Isdn: tag(0x3a2d),
  MobilePhone: tag(0x3a1c),
  OtherFax: tag(0x3a23),
  OtherTelephone: tag(0x3a1f),
  Pager: tag(0x3a21),
  PrimaryPhone: tag(0x3a1a),
  RadioPhone: tag(0x3a1d),
  Telex: tag(0x3a2c),
  TtyTddPhone: tag(0x3a4b),
};

export const IM_PROPERTIES: Readonly<Record<string, PropertyKey>> = {
  ImAddress1: lid(0x8062),
  ImAddress2: `set:${AIRSYNC_SET}/name:AirSync:IMAddress2:String`,
  ImAddress3: `set:${AIRSYNC_SET}/name:AirSync:IMAddress3:String`,
};

export interface EmailProperties {
  readonly name: PropertyKey;
  readonly routing: PropertyKey;
  readonly address: PropertyKey;
  readonly originalName: PropertyKey;
}
const emailAt = (first: number): EmailProperties => ({
  name: lid(first),
  routing: lid(first + 2),
  address: lid(first + 3),
  originalName: lid(first + 4),
});
export const EMAIL_PROPERTIES: Readonly<Record<string, EmailProperties>> = {
  EmailAddress1: emailAt(0x8080),
  EmailAddress2: emailAt(0x8090),
  EmailAddress3: emailAt(0x80a0),
};

/** Parts of postal addresses, in the order of the schema. */
export const ADDRESS_PROPERTIES: Readonly<Record<string, Readonly<Record<string, PropertyKey>>>> = {
  Business: {
    Street: lid(0x8045),
    City: lid(0x8046),
    State: lid(0x8047),
    CountryOrRegion: lid(0x8049),
    PostalCode: lid(0x8048),
  },
  Home: {
    Street: tag(0x3a5d),
    City: tag(0x3a59),
    State: tag(0x3a5c),
    CountryOrRegion: tag(0x3a5a),
    PostalCode: tag(0x3a5b),
  },
  Other: {
    Street: tag(0x3a63),
    City: tag(0x3a5f),
    State: tag(0x3a62),
    CountryOrRegion: tag(0x3a60),
    PostalCode: tag(0x3a61),
  },
};

/** The text of a property; null when the item does not have it. */
export function textAt({ extended }: ItemState, key: PropertyKey): string | null {
  const value = extended[key]?.value;
  return typeof value === 'string' && value !== '' ? value : null;
}

export function listAt({ extended }: ItemState, key: PropertyKey): readonly string[] {
  const value = extended[key]?.value ?? [];
  return typeof value === 'string' ? [value] : value;
}

/** The state with the property; an empty text takes it away. */
export function withValue(state: ItemState, key: PropertyKey, value: PropertyValue['value']): ItemState {
  if (value.length === 0) return without(state, [key]);
  const type = key.slice(key.lastIndexOf(':') + 1);
  return { ...state, extended: { ...state.extended, [key]: { type, value } } };
}

export function without(state: ItemState, keys: readonly PropertyKey[]): ItemState {
  const gone = new Set(keys);
  const extended = Object.fromEntries(Object.entries(state.extended).filter(([key]) => !gone.has(key)));
  return { ...state, extended };
}
