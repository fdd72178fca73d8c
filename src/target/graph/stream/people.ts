/** People as an item stream names them: recipients, senders, and the entries by which one item refers to somebody. */
import type { Person } from '../../../content/mail-people.ts';
import type { Property } from '../../../wire/fast-transfer/property.ts';
import { binary, integer, TAG, text } from './tags.ts';

/** The provider of one-off entries: addresses that no address book holds (MS-OXCDATA §2.2.5.1). */
const ONE_OFF_PROVIDER = Buffer.from('812b1fa4bea310199d6e00dd010f5402', 'hex');
/** The strings are UTF-16, and nothing is sent to the address in Outlook's own format. */
const ONE_OFF_FLAGS = 0x9001;
const MAIL_USER = 6;

export type RecipientKind = 'to' | 'cc' | 'bcc';
const RECIPIENT_TYPES: Readonly<Record<RecipientKind, number>> = { to: 1, cc: 2, bcc: 3 };

/** A one-off entry id. */
export function oneOffEntry({ name, address }: Person): Buffer {
  const head = Buffer.alloc(4 + ONE_OFF_PROVIDER.length + 4);
  ONE_OFF_PROVIDER.copy(head, 4);
  head.writeUInt16LE(ONE_OFF_FLAGS, 4 + ONE_OFF_PROVIDER.length + 2);
  return Buffer.concat([head, Buffer.from(`${name || address}\0SMTP\0${address}\0`, 'utf16le')]);
}

/** The inverse of `oneOffEntry`; null for any other entry. */
export function personOfEntry(entry: Buffer): Person | null {
  const from = 4 + ONE_OFF_PROVIDER.length + 4;
  if (entry.length < from || !entry.subarray(4, 4 + ONE_OFF_PROVIDER.length).equals(ONE_OFF_PROVIDER)) return null;
  const [name = '', , address = ''] = entry.toString('utf16le', from).split('\0');
  return { name, address };
}

/** Entries one behind the other, each padded to four bytes (MS-OXCDATA §2.3.3). */
export function entryList(people: readonly Person[]): Buffer {
  const entries = people.map((person) => {
    const entry = oneOffEntry(person);
    const padding = Buffer.alloc((4 - (entry.length % 4)) % 4);
    return Buffer.concat([uint32(entry.length), entry, padding]);
  });
  const all = Buffer.concat(entries);
  return Buffer.concat([uint32(people.length), uint32(all.length), all]);
}

export function recipient(person: Person, kind: RecipientKind, row: number): readonly Property[] {
  const { name, address } = person;
  return [
    integer(TAG.rowId, row),
    integer(TAG.recipientType, RECIPIENT_TYPES[kind]),
    integer(TAG.objectType, MAIL_USER),
    integer(TAG.displayType, 0),
    text(TAG.displayName, name || address),
    text(TAG.addressType, 'SMTP'),
    text(TAG.address, address),
    text(TAG.smtpAddress, address),
    binary(TAG.entry, oneOffEntry(person)),
  ];
}

/** Whose message it is. */
export function author(person: Person): readonly Property[] {
  return [
    text(TAG.representingName, person.name || person.address),
    text(TAG.representingType, 'SMTP'),
    text(TAG.representingAddress, person.address),
    text(TAG.representingSmtp, person.address),
    binary(TAG.representingEntry, oneOffEntry(person)),
  ];
}

/** Who sent it. */
export function sender(person: Person): readonly Property[] {
  return [
    text(TAG.senderName, person.name || person.address),
    text(TAG.senderType, 'SMTP'),
    text(TAG.senderAddress, person.address),
    text(TAG.senderSmtp, person.address),
    binary(TAG.senderEntry, oneOffEntry(person)),
  ];
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
