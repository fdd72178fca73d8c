/** What kind of item a class makes, and what only that kind has. */
import type { Member } from '../../exchange/contacts/own.ts';
import type { ItemState } from '../../exchange/item.ts';
import { StreamRefusal } from './refuse-stream.ts';
import type { Row } from './row.ts';
import type { StreamMessage } from './stream-message.ts';
import { P } from './tags.ts';

/** Classes below these are of their kind as well: `IPM.Contact.Mine`. Refuses kinds that this simulator takes as JSON only. */
export function ownOf(itemClass: string, message: StreamMessage): Pick<ItemState, 'own' | 'reminder'> {
  const isOf = (base: string): boolean => new RegExp(`^${base}(?:\\.|$)`, 'i').test(itemClass);
  if (isOf('IPM\\.Contact')) return { own: { is: 'Contact', photo: photoOf(message) }, reminder: null };
  if (isOf('IPM\\.DistList')) {
    return { own: { is: 'DistributionList', members: membersOf(message.properties) }, reminder: null };
  }
  if (isOf('IPM\\.Appointment') || isOf('IPM\\.Task')) {
    throw new StreamRefusal(`this simulator imports no items of the class ${itemClass}`);
  }
  return { own: { is: 'Message' }, reminder: null };
}

/** The place of the attachment that is the picture. */
function photoOf({ attachments }: StreamMessage): number | null {
  const place = attachments.findIndex(({ properties }) => properties.get(P.contactPhoto)?.value === true);
  return place < 0 ? null : place;
}

/** PidLidDistributionListMembers and PidLidDistributionListOneOffMembers: the same people in the same order (MS-OXOCNTC §2.2.2.2). */
const MEMBERS = 'set:00062004-0000-0000-c000-000000000046/id:32853';
const ONE_OFF_MEMBERS = 'set:00062004-0000-0000-c000-000000000046/id:32852';

function membersOf(row: Row): readonly Member[] {
  const members = binariesIn(row, MEMBERS);
  const oneOffs = binariesIn(row, ONE_OFF_MEMBERS);
  if (members.length !== oneOffs.length) throw new StreamRefusal('the two lists of members are of different lengths');
  return oneOffs.map((bytes, place) => {
    const { name, routing, address } = readOneOff(bytes);
    return { key: `imported ${place}`, kind: 'OneOff', name, address, routing, item: null };
  });
}

function binariesIn(row: Row, name: string): readonly Buffer[] {
  const value = row.get(name)?.value;
  return Array.isArray(value) ? value.filter((one) => Buffer.isBuffer(one)) : [];
}

const ONE_OFF_PROVIDER = Buffer.from('812b1fa4bea310199d6e00dd010f5402', 'hex');
const PROVIDER_AT = 4;
const FLAGS_AT = 22;
const TEXTS_AT = 24;
/** MAPI_ONE_OFF_UNICODE */
const WIDE = 0x8000;

/** A one-off entry id (MS-OXCDATA §2.2.5.1): a name, a kind of address, an address. */
function readOneOff(bytes: Buffer): { readonly name: string; readonly routing: string; readonly address: string } {
  const isOneOff = bytes.length > TEXTS_AT && bytes.subarray(PROVIDER_AT, PROVIDER_AT + 16).equals(ONE_OFF_PROVIDER);
  if (!isOneOff) throw new StreamRefusal('a member of a list is no one-off address');
  const isWide = (bytes.readUInt16LE(FLAGS_AT) & WIDE) !== 0;
  const text = bytes.toString(isWide ? 'utf16le' : 'latin1', TEXTS_AT);
  const [name, routing, address, ...rest] = text.split('\0');
  if (name === undefined || routing === undefined || address === undefined || rest.length === 0) {
    throw new StreamRefusal('a one-off address is cut');
  }
  return { name, routing, address };
}
