/** Reads an item of the import and export interface: its properties, recipients and attachments. */
import { TextDecoder } from 'node:util';
import { unframed } from './frames.ts';
import {
  ATTACH_NUMBER,
  CODE_PAGED,
  fileTimeMs,
  heldBytes,
  MARKER,
  META_DELETE,
  type MessageTree,
  type Property,
  type PropertyValue,
  TYPE,
} from './property.ts';
import { type TransferEvent, walkTransfer } from './walk.ts';

/** Code pages of strings that are not UTF-16, by number (MS-OXCFXICS §2.2.4.1.2). What is not here is read as Latin. */
const CODE_PAGES: ReadonlyMap<number, string> = new Map([
  [932, 'shift_jis'],
  [936, 'gbk'],
  [949, 'euc-kr'],
  [950, 'big5'],
  [1200, 'utf-16le'],
  [20_866, 'koi8-r'],
  [65_001, 'utf-8'],
  ...[1250, 1251, 1252, 1253, 1254, 1255, 1256, 1257, 1258].map((page) => [page, `windows-${page}`] as const),
]);

type Draft = { properties: Property[]; recipients: Property[][]; attachments: AttachmentDraft[] };
type AttachmentDraft = { properties: Property[]; embedded: Draft | null };

/** The message of an item as it was exported. Values of types that nobody here writes are left out. Throws `TransferError`. */
export function readItem(item: Buffer): MessageTree {
  const transfer = unframed(item);
  const root = emptyMessage();
  const open: { message: Draft; into: Property[] }[] = [{ message: root, into: root.properties }];
  for (const event of walkTransfer(transfer)) {
    const top = open.at(-1);
    if (top === undefined) break;
    if (event.is === 'marker') turn(event.marker, top, open);
    else {
      const property = propertyOf(transfer, event);
      if (property !== null) top.into.push(property);
    }
  }
  return root;
}

/** The walker has held the order already: here it is only followed. */
function turn(marker: number, top: { message: Draft; into: Property[] }, open: { message: Draft; into: Property[] }[]) {
  const { message } = top;
  switch (marker) {
    case MARKER.startRecipient: {
      const recipient: Property[] = [];
      message.recipients.push(recipient);
      top.into = recipient;
      return;
    }
    case MARKER.newAttach: {
      const attachment: AttachmentDraft = { properties: [], embedded: null };
      message.attachments.push(attachment);
      top.into = attachment.properties;
      return;
    }
    case MARKER.startEmbed: {
      const embedded = emptyMessage();
      const attachment = message.attachments.at(-1);
      if (attachment !== undefined) attachment.embedded = embedded;
      open.push({ message: embedded, into: embedded.properties });
      return;
    }
    case MARKER.endEmbed:
      open.pop();
      return;
    default:
      top.into = message.properties;
  }
}

function emptyMessage(): Draft {
  return { properties: [], recipients: [], attachments: [] };
}

function propertyOf(transfer: Buffer, event: Extract<TransferEvent, { is: 'property' }>): Property | null {
  const { name, type, from, end } = event;
  if (name.is === 'tag' && (name.id === META_DELETE || name.id === ATTACH_NUMBER)) return null;
  const value = valueOf(transfer.subarray(from, end), type);
  return value === null ? null : { name, value };
}

function valueOf(bytes: Buffer, type: number): PropertyValue | null {
  switch (type) {
    case TYPE.integer16:
      return { is: 'integer', value: bytes.readInt16LE(0) };
    case TYPE.integer:
    case TYPE.error:
      return { is: 'integer', value: bytes.readInt32LE(0) };
    case TYPE.boolean:
      return { is: 'boolean', value: bytes.readUInt16LE(0) !== 0 };
    case TYPE.double:
    case TYPE.date:
      return { is: 'double', value: bytes.readDoubleLE(0) };
    case TYPE.long:
    case TYPE.currency:
      return { is: 'long', value: bytes.readBigInt64LE(0) };
    case TYPE.time:
      return { is: 'time', value: fileTimeMs(bytes.readBigInt64LE(0)) };
    case TYPE.binary:
    case TYPE.object:
      return { is: 'binary', value: heldBytes(bytes.subarray(4)) };
    case TYPE.strings:
      return { is: 'strings', value: valuesIn(bytes).map((value) => textOf(value, 1200)) };
    case TYPE.binaries:
      return { is: 'binaries', value: valuesIn(bytes) };
    default:
      return stringOf(bytes, type);
  }
}

function stringOf(bytes: Buffer, type: number): PropertyValue | null {
  if (type === TYPE.string) return { is: 'string', value: textOf(bytes.subarray(4), 1200) };
  if (type === TYPE.string8) return { is: 'string', value: textOf(bytes.subarray(4), 1252) };
  if ((type & CODE_PAGED) !== 0) return { is: 'string', value: textOf(bytes.subarray(4), type & ~CODE_PAGED) };
  return null;
}

function textOf(bytes: Buffer, codePage: number): string {
  const label = CODE_PAGES.get(codePage) ?? 'windows-1252';
  const text = label === 'utf-16le' ? bytes.toString('utf16le') : new TextDecoder(label).decode(bytes);
  return text.replace(/\0+$/, '');
}

/** A count, then each value with its length before it. */
function valuesIn(bytes: Buffer): readonly Buffer[] {
  const values: Buffer[] = [];
  for (let at = 4; at < bytes.length; ) {
    const length = bytes.readUInt32LE(at);
    values.push(bytes.subarray(at + 4, at + 4 + length));
    at += 4 + length;
  }
  return values;
}
