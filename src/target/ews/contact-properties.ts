/** Properties of contacts and groups that EWS has no element for, or only one that nobody may write. */

import type { EmailKey } from '../../wire/ews/contact-element.ts';
import type { ExtendedField, Field } from '../../wire/ews/names.ts';
import { own } from './state.ts';

const PSETID_ADDRESS = '00062004-0000-0000-c000-000000000046';
const address = (id: number, type: ExtendedField['type']): ExtendedField => {
  return { is: 'numbered', set: PSETID_ADDRESS, id, type };
};

/** The UID of the card, or what stands for a long one: groups find their members by it. */
export const CARD_UID = own('GodwitUid');
/** See `contact-details.ts`. */
export const CARD_DETAILS = own('GodwitDetails');

/** PidTagDisplayNamePrefix: `CompleteName` shows it and cannot be written. */
export const NAME_PREFIX: ExtendedField = { is: 'tag', tag: 0x3a45, type: 'String' };
/** PidTagPersonalHomePage. */
export const PERSONAL_PAGE: ExtendedField = { is: 'tag', tag: 0x3a50, type: 'String' };
/** PidLidYomiFirstName, PidLidYomiLastName, PidLidYomiCompanyName. */
export const YOMI_GIVEN_NAME = address(0x802c, 'String');
export const YOMI_FAMILY_NAME = address(0x802d, 'String');
export const YOMI_COMPANY = address(0x802e, 'String');
/** PidLidBirthdayLocal and PidLidWeddingAnniversaryLocal: midnight of the day itself. */
export const BIRTHDAY_LOCAL = address(0x80de, 'SystemTime');
export const ANNIVERSARY_LOCAL = address(0x80df, 'SystemTime');
/** PidLidEmail1DisplayName and its sisters: what Outlook shows in place of the address. */
export const EMAIL_DISPLAY_NAMES: Readonly<Record<EmailKey, ExtendedField>> = {
  EmailAddress1: address(0x8080, 'String'),
  EmailAddress2: address(0x8090, 'String'),
  EmailAddress3: address(0x80a0, 'String'),
};

/** All that reading a contact back needs. */
export const CONTACT_PROPERTIES: readonly Field[] = [
  CARD_UID,
  CARD_DETAILS,
  NAME_PREFIX,
  PERSONAL_PAGE,
  YOMI_GIVEN_NAME,
  YOMI_FAMILY_NAME,
  YOMI_COMPANY,
  BIRTHDAY_LOCAL,
  ANNIVERSARY_LOCAL,
];
