/** Contacts and distribution lists of Outlook as meaning (MS-OXOCNTC). */
import type { Instant } from '../../../base/clock.ts';
import { type ContactDraft, emptyContact, type TextField } from '../../../content/vcard/contact-draft.ts';
import type {
  Contact,
  ContactGroup,
  GroupMember,
  LabelledText,
  PartialDate,
  PostalAddress,
} from '../../../model/contact.ts';
import { bodyOf, subjectOf } from './mapi-body.ts';
import type { MapiItem, MapiObject } from './mapi-object.ts';
import { COMMON, TAG } from './tags.ts';

/** A picture of a person. */
const PHOTO_BYTES_MAX = 20 * 1024 * 1024;

const TEXTS: readonly (readonly [TextField, number])[] = [
  ['familyName', 0x3a11],
  ['givenName', 0x3a06],
  ['middleName', 0x3a44],
  ['prefix', 0x3a45],
  ['suffix', 0x3a05],
  ['displayName', 0x3001],
  ['organisation', 0x3a16],
  ['title', 0x3a17],
  ['role', 0x3a46],
  ['spouse', 0x3a48],
  ['manager', 0x3a4e],
  ['assistant', 0x3a30],
];
const PHONES: readonly (readonly [number, readonly string[], string])[] = [
  [0x3a1a, [], ''],
  [0x3a08, ['work'], ''],
  [0x3a1b, ['work'], ''],
  [0x3a09, ['home'], ''],
  [0x3a2f, ['home'], ''],
  [0x3a1c, ['cell'], ''],
  [0x3a1f, ['other'], ''],
  [0x3a21, ['pager'], ''],
  [0x3a1e, ['car'], ''],
  [0x3a24, ['fax', 'work'], ''],
  [0x3a25, ['fax', 'home'], ''],
  [0x3a23, ['fax'], ''],
  [0x3a02, [], 'Callback'],
  [0x3a57, ['work'], 'Company'],
  [0x3a2e, [], 'Assistant'],
  [0x3a1d, [], 'Radio'],
  [0x3a2d, ['isdn'], ''],
  [0x3a2c, [], 'Telex'],
  [0x3a4b, ['textphone'], ''],
];
/** What becomes a custom field, under a name that people know. */
const OTHERS: readonly (readonly [string, number])[] = [
  ['Office', 0x3a19],
  ['Hobbies', 0x3a43],
  ['Account', 0x3a00],
  ['Government-Id', 0x3a07],
  ['Customer-Id', 0x3a4a],
  ['Ftp-Site', 0x3a4c],
  ['Language', 0x3a0c],
];
const EMAILS = [0x8080, 0x8090, 0x80a0] as const;

export function contactOf(item: MapiItem, uid: string): Contact {
  const named = (id: number): number => item.named('address', id);
  const contact: ContactDraft = emptyContact();
  contact.uid = uid;
  for (const [field, id] of TEXTS) contact[field] = item.text(id).trim();
  contact.displayName ||= subjectOf(item);
  contact.units = listOf(item.text(0x3a18));
  contact.nicknames = listOf(item.text(0x3a4f));
  contact.children = item.texts(0x3a58).filter((name) => name !== '');
  contact.phoneticGivenName = item.text(named(0x802c));
  contact.phoneticFamilyName = item.text(named(0x802d));
  contact.phoneticOrganisation = item.text(named(0x802e));
  contact.emails = EMAILS.flatMap((first, at) =>
    emailAt(item, named(first), named(first + 2), named(first + 3), named(first + 4), at === 0),
  );
  contact.phones = PHONES.flatMap(([id, types, label]) => labelled(item.text(id), types, label, id === 0x3a1a));
  contact.addresses = addressesOf(item, named);
  contact.urls = [
    ...labelled(item.text(0x3a51), ['work']),
    ...labelled(item.text(0x3a50), ['home']),
    ...labelled(item.text(named(0x802b)), []),
  ].filter((one, at, all) => all.findIndex(({ value }) => value === one.value) === at);
  contact.messengers = labelled(item.text(named(0x8062)), []).map((one) => ({
    ...one,
    value: /^[a-z]+:/i.test(one.value) ? one.value : `x-im:${encodeURIComponent(one.value)}`,
  }));
  contact.birthday = dayOf(item.time(0x3a42));
  contact.anniversary = dayOf(item.time(0x3a41));
  contact.photo = photoOf(item);
  contact.note = bodyOf(item).plain;
  contact.categories = [...item.texts(item.namedByWord('Keywords'))];
  contact.isPrivate = item.number(item.named('common', COMMON.isPrivate)) === 1 || item.number(TAG.sensitivity) === 2;
  contact.modified = item.time(TAG.lastModified);
  contact.others = OTHERS.flatMap(([name, id]) => customField(name, item.text(id)));
  return contact;
}

export function groupOf(item: MapiItem, uid: string): ContactGroup {
  const oneOffs = item.blobs(item.named('address', 0x8054));
  return {
    kind: 'contact-group',
    uid,
    displayName: item.text(item.named('address', 0x8053)) || item.text(TAG.displayName) || subjectOf(item),
    members: oneOffs.flatMap(memberOf),
    note: bodyOf(item).plain,
    categories: item.texts(item.namedByWord('Keywords')),
    modified: item.time(TAG.lastModified),
    others: [],
  };
}

/** An entry that names somebody by itself (MS-OXCDATA §2.2.5.1): name, kind of address, address. */
function memberOf(entry: Buffer): readonly GroupMember[] {
  if (entry.length < 26) return [];
  const isWide = (entry.readUInt16LE(22) & 0x8000) !== 0;
  const text = isWide ? entry.subarray(24, entry.length & ~1).toString('utf16le') : entry.toString('latin1', 24);
  const [name = '', , address = ''] = text.split('\0');
  return name === '' && address === '' ? [] : [{ uid: '', name, address: address.includes('@') ? address : '' }];
}

function emailAt(
  item: MapiObject,
  shown: number,
  kind: number,
  address: number,
  original: number,
  isPreferred: boolean,
): readonly LabelledText[] {
  const candidates = [item.text(address), item.text(original), item.text(shown)];
  const value = candidates.find((one) => one.includes('@')) ?? (item.text(kind) === 'EX' ? '' : (candidates[0] ?? ''));
  return value === ''
    ? []
    : [{ value: /<([^<>]+@[^<>]+)>/.exec(value)?.[1] ?? value, types: [], label: '', isPreferred }];
}

function labelled(text: string, types: readonly string[], label = '', isPreferred = false): readonly LabelledText[] {
  const value = text.trim();
  return value === '' ? [] : [{ value, types, label, isPreferred }];
}

function addressesOf(item: MapiObject, named: (id: number) => number): PostalAddress[] {
  const at = (types: readonly string[], ids: readonly (readonly number[])[]): readonly PostalAddress[] => {
    const [poBox = '', street = '', city = '', region = '', postalCode = '', country = ''] = ids.map(
      (ways) => ways.map((id) => item.text(id)).find((text) => text !== '') ?? '',
    );
    const address = { poBox, extended: '', street: street.replace(/\r\n/g, '\n'), city, region, postalCode, country };
    return Object.values(address).every((text) => text === '')
      ? []
      : [{ ...address, types, label: '', isPreferred: false }];
  };
  return [
    ...at(
      ['work'],
      [
        [named(0x804a), 0x3a2b],
        [named(0x8045), 0x3a29],
        [named(0x8046), 0x3a27],
        [named(0x8047), 0x3a28],
        [named(0x8048), 0x3a2a],
        [named(0x8049), 0x3a26],
      ],
    ),
    ...at(['home'], [[0x3a5e], [0x3a5d], [0x3a59], [0x3a5c], [0x3a5b], [0x3a5a]]),
    ...at(['other'], [[0x3a64], [0x3a63], [0x3a5f], [0x3a62], [0x3a61], [0x3a60]]),
  ];
}

function photoOf(item: MapiItem): Contact['photo'] {
  for (const one of item.attachments()) {
    const isPhoto =
      one.number(TAG.contactPhoto) === 1 || /^contactp(?:icture|hoto)\.\w+$/i.test(one.text(TAG.attachLongFilename));
    if (!isPhoto || one.sizeBytes > PHOTO_BYTES_MAX) continue;
    const bytes = Buffer.concat([...one.chunks()]);
    if (bytes.length > 0) return { is: 'inline', bytes, mediaType: bytes[0] === 0x89 ? 'image/png' : 'image/jpeg' };
  }
  return null;
}

/** Stored as midnight UTC, or as noon by newer versions. */
function dayOf(at: Instant | null): PartialDate | null {
  if (at === null) return null;
  const date = new Date(at);
  const year = date.getUTCFullYear();
  // 1604 is what Outlook and Apple write for a birthday without a year.
  return { year: year === 1604 ? null : year, month: date.getUTCMonth() + 1, day: date.getUTCDate() };
}

function customField(name: string, text: string): readonly string[] {
  const value = text.trim().replace(/\\/g, '\\\\').replace(/\r?\n/g, '\\n').replace(/,/g, '\\,').replace(/;/g, '\\;');
  return value === '' ? [] : [`X-${name.toUpperCase()}:${value}`];
}

function listOf(text: string): string[] {
  return text.trim() === '' ? [] : [text.trim()];
}
