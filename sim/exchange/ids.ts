/**
 * Ids and change keys as clients see them: long base64 texts that differ only in a few characters and in case, as Exchange's
 * do, so that a client that folds or cuts them is found out.
 */
import { createHash } from 'node:crypto';
import { ItemRefusal } from './errors.ts';

type IdKind = 'folder' | 'item' | 'attachment' | 'occurrence';
const KIND_BYTE: Readonly<Record<IdKind, number>> = { folder: 1, item: 7, attachment: 9, occurrence: 11 };

const ID_BYTES = 114;
const NUMBER_AT = 100;
const INDEX_AT = 108;

/** What an id stands for. `index` is the attachment's place in its item, or the occurrence's in its series. */
export interface ParsedId {
  readonly mailbox: number;
  readonly number: number;
  readonly index: number;
}

export function writeId(kind: IdKind, mailbox: number, number: number, index = 0): string {
  const bytes = Buffer.alloc(ID_BYTES);
  bytes.set([0, 3, 0x24, KIND_BYTE[kind]], 0);
  bytes.write(mailboxGuid(mailbox), 4, 'latin1');
  bytes.writeUInt32BE(mailbox, 96);
  bytes.writeBigUInt64BE(BigInt(number), NUMBER_AT);
  bytes.writeUInt32BE(index, INDEX_AT);
  return bytes.toString('base64');
}

/** Refuses what is no id of that kind. */
export function readId(kind: IdKind, id: string): ParsedId {
  const bytes = Buffer.from(id, 'base64');
  if (bytes.length !== ID_BYTES || bytes.toString('base64') !== id || bytes[2] !== 0x24) {
    throw new ItemRefusal('ErrorInvalidIdMalformed', 'Id is malformed.');
  }
  if (bytes[3] !== KIND_BYTE[kind]) {
    if (kind === 'occurrence') {
      const text = 'Id must refer to an occurrence of a series.';
      throw new ItemRefusal('ErrorCalendarCannotUseIdForRecurringMasterId', text);
    }
    if (kind === 'item') throw new ItemRefusal('ErrorCannotUseFolderIdForItemId', 'Id must refer to an item.');
    if (kind === 'folder') throw new ItemRefusal('ErrorCannotUseItemIdForFolderId', 'Id must refer to a folder.');
    throw new ItemRefusal('ErrorInvalidAttachmentId', 'Id must refer to an attachment.');
  }
  const mailbox = bytes.readUInt32BE(96);
  return { mailbox, number: Number(bytes.readBigUInt64BE(NUMBER_AT)), index: bytes.readUInt32BE(INDEX_AT) };
}

/** Whether an id is one of an occurrence, which may stand wherever the id of an item may. */
export function isOccurrenceId(id: string): boolean {
  return Buffer.from(id, 'base64')[3] === KIND_BYTE.occurrence;
}

export function writeChangeKey(version: number): string {
  const bytes = Buffer.alloc(30);
  bytes.set([9, 0, 0, 0, 0x16], 0);
  bytes.writeBigUInt64BE(BigInt(version), 20);
  return bytes.toString('base64');
}

function mailboxGuid(mailbox: number): string {
  const hex = createHash('sha256').update(`mailbox ${mailbox}`).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-');
}
