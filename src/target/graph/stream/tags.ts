/** The properties that Godwit writes into item streams, by the names and numbers of MS-OXPROPS. */
import {
  heldBytes,
  type Property,
  type PropertyName,
  type PropertyValue,
} from '../../../wire/fast-transfer/property.ts';
import { GODWIT_SET } from '../../exchange/message-state.ts';

const tag = (id: number): PropertyName => ({ is: 'tag', id });
const named = (set: string, name: string | number): PropertyName => ({ is: 'named', set, name });

/** PS_PUBLIC_STRINGS, PSETID_Common, PS_INTERNET_HEADERS, PSETID_Address and PSETID_Note. */
export const PUBLIC_STRINGS = '00020329-0000-0000-c000-000000000046';
const COMMON = '00062008-0000-0000-c000-000000000046';
const INTERNET_HEADERS = '00020386-0000-0000-c000-000000000046';
export const ADDRESS_SET = '00062004-0000-0000-c000-000000000046';
export const NOTE_SET = '0006200e-0000-0000-c000-000000000046';

export const TAG = {
  messageClass: tag(0x001a),
  importance: tag(0x0017),
  priority: tag(0x0026),
  deliveryReportWanted: tag(0x0023),
  readReceiptWanted: tag(0x0029),
  sensitivity: tag(0x0036),
  subject: tag(0x0037),
  submitTime: tag(0x0039),
  representingEntry: tag(0x0041),
  representingName: tag(0x0042),
  replyEntries: tag(0x004f),
  replyNames: tag(0x0050),
  representingType: tag(0x0064),
  representingAddress: tag(0x0065),
  conversationTopic: tag(0x0070),
  conversationIndex: tag(0x0071),
  transportHeaders: tag(0x007d),
  recipientType: tag(0x0c15),
  senderEntry: tag(0x0c19),
  senderName: tag(0x0c1a),
  senderType: tag(0x0c1e),
  senderAddress: tag(0x0c1f),
  nonReceiptWanted: tag(0x0c06),
  deliveryTime: tag(0x0e06),
  messageFlags: tag(0x0e07),
  entry: tag(0x0fff),
  objectType: tag(0x0ffe),
  body: tag(0x1000),
  html: tag(0x1013),
  messageId: tag(0x1035),
  references: tag(0x1039),
  inReplyTo: tag(0x1042),
  icon: tag(0x1080),
  lastVerb: tag(0x1081),
  flagStatus: tag(0x1090),
  followUpIcon: tag(0x1095),
  rowId: tag(0x3000),
  displayName: tag(0x3001),
  addressType: tag(0x3002),
  address: tag(0x3003),
  attachContent: tag(0x3701),
  attachExtension: tag(0x3703),
  attachShortName: tag(0x3704),
  attachMethod: tag(0x3705),
  attachName: tag(0x3707),
  renderingPosition: tag(0x370b),
  attachType: tag(0x370e),
  attachContentId: tag(0x3712),
  attachLocation: tag(0x3713),
  attachFlags: tag(0x3714),
  attachCharset: tag(0x371b),
  attachHidden: tag(0x7ffe),
  displayType: tag(0x3900),
  smtpAddress: tag(0x39fe),
  codePage: tag(0x3fde),
  senderSmtp: tag(0x5d01),
  representingSmtp: tag(0x5d02),
} as const;

export const KEYWORDS_NAME = named(PUBLIC_STRINGS, 'Keywords');
export const FLAG_REQUEST = named(COMMON, 0x8530);
export const MARKER_NAME = named(GODWIT_SET, 'GodwitMarker');
export const OWN_KEYWORDS_NAME = named(GODWIT_SET, 'GodwitKeywords');

/** A header field that Exchange keeps under its own name (MS-OXCMAIL §2.1.3.5). */
export function headerName(field: string): PropertyName {
  return named(INTERNET_HEADERS, field);
}

export function ownName(name: string): PropertyName {
  return named(GODWIT_SET, name);
}

const property = (name: PropertyName, value: PropertyValue): Property => ({ name, value });

export const text = (name: PropertyName, value: string): Property => property(name, { is: 'string', value });
export const integer = (name: PropertyName, value: number): Property => property(name, { is: 'integer', value });
export const boolean = (name: PropertyName, value: boolean): Property => property(name, { is: 'boolean', value });
export const time = (name: PropertyName, value: number): Property => property(name, { is: 'time', value });
export const texts = (name: PropertyName, value: readonly string[]): Property =>
  property(name, { is: 'strings', value });
export const binaries = (name: PropertyName, value: readonly Uint8Array[]): Property =>
  property(name, { is: 'binaries', value });
export const binary = (name: PropertyName, value: Uint8Array): Property =>
  property(name, { is: 'binary', value: heldBytes(value) });
