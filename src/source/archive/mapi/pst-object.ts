/**
 * Items of a PST or OST as properties, on top of pst-extractor, whose own getters leave out what they do not know. Everything
 * here reads synchronously and believes the file: it runs where it can be stopped.
 */
import { type PSTFile, PSTMessage } from 'pst-extractor';
import type { PSTDescriptorItem } from 'pst-extractor/dist/PSTDescriptorItem.class.js';
import { PSTNodeInputStream } from 'pst-extractor/dist/PSTNodeInputStream.class.js';
import { PSTTableBC } from 'pst-extractor/dist/PSTTableBC.class.js';
import type { PSTTableItem } from 'pst-extractor/dist/PSTTableItem.class.js';
import { PSTUtil } from 'pst-extractor/dist/PSTUtil.class.js';
import type { Instant } from '../../../base/clock.ts';
import {
  ATTACHMENTS_MAX,
  type MapiAttachment,
  type MapiItem,
  type MapiObject,
  type NamedSet,
  RECIPIENTS_MAX,
} from './mapi-object.ts';
import { numberIn, TYPE, textIn, timeIn, valuesIn } from './property-value.ts';
import { TAG } from './tags.ts';

/** What pst-extractor calls the sets of named properties. */
const SETS: Readonly<Record<NamedSet, number>> = {
  common: 1,
  address: 2,
  appointment: 4,
  meeting: 5,
  task: 10,
  note: 8,
};
/** Read of an attachment at once: seven blocks. */
const PIECE_BYTES = 8176 * 7;

type Row = Map<number, PSTTableItem>;
type Descriptors = Map<number, PSTDescriptorItem>;

/** What objects of pst-extractor keep to themselves. */
interface Opened {
  readonly pstFile: PSTFile;
  readonly pstTableItems: Row | null;
  readonly localDescriptorItems: Descriptors | null;
}

interface Noded {
  readonly descriptorIndexNode: ConstructorParameters<typeof PSTMessage>[1];
}

/** A number as the 64-bit integers that pst-extractor counts nodes with. */
export function nodeNumber(node: number): ReturnType<typeof PSTUtil.convertLittleEndianBytesToLong> {
  const bytes = Buffer.alloc(8);
  bytes.writeUInt32LE(node, 0);
  return PSTUtil.convertLittleEndianBytesToLong(bytes, 0, 8);
}

/** The properties of a folder, a store or anything else that pst-extractor has opened. */
export function pstObject(opened: object): MapiObject {
  return new PstObject(opened as Opened); // its classes extend PSTObject, which has these fields
}

export function pstItem(message: PSTMessage): MapiItem {
  return new PstItem(message);
}

class PstObject implements MapiObject {
  readonly #file: PSTFile;
  readonly #row: Row;
  protected readonly descriptors: Descriptors;

  constructor({ pstFile, pstTableItems, localDescriptorItems }: Opened) {
    this.#file = pstFile;
    this.#row = pstTableItems ?? new Map();
    this.descriptors = localDescriptorItems ?? new Map();
  }

  number(id: number): number | null {
    const item = this.#row.get(id);
    if (item === undefined) return null;
    const type = item.entryValueType;
    if (type === TYPE.boolean) return (item.entryValueReference & 0xff) === 0 ? 0 : 1;
    if (type === TYPE.long || type === TYPE.short) return item.entryValueReference | 0;
    return numberIn(type, this.#bytesOf(item));
  }

  text(id: number): string {
    const item = this.#row.get(id);
    return item === undefined ? '' : textIn(item.entryValueType, this.#bytesOf(item), this.#codepage());
  }

  bytes(id: number): Buffer | null {
    const item = this.#row.get(id);
    return item?.entryValueType === TYPE.binary || item?.entryValueType === TYPE.object ? this.#bytesOf(item) : null;
  }

  texts(id: number): readonly string[] {
    const item = this.#row.get(id);
    const type = item?.entryValueType;
    if (item === undefined || (type !== TYPE.texts && type !== TYPE.texts8)) return [];
    return valuesIn(this.#bytesOf(item)).map((bytes) => textIn(type, bytes, this.#codepage()));
  }

  blobs(id: number): readonly Buffer[] {
    const item = this.#row.get(id);
    return item?.entryValueType === TYPE.blobs ? valuesIn(this.#bytesOf(item)) : [];
  }

  time(id: number): Instant | null {
    const item = this.#row.get(id);
    return item === undefined ? null : timeIn(item.entryValueType, this.#bytesOf(item));
  }

  named(set: NamedSet, id: number): number {
    return this.#file.getNameToIdMapItem(id, SETS[set]);
  }

  namedByWord(word: string): number {
    // pst-extractor keeps these names in a table of the class, which is ours alone in this thread.
    return (this.#file.constructor as typeof PSTFile).getPublicStringToIdMapItem(word); // the class of the object
  }

  protected item(id: number): PSTTableItem | undefined {
    return this.#row.get(id);
  }

  protected get file(): PSTFile {
    return this.#file;
  }

  #codepage(): number | null {
    return (this.#row.get(TAG.messageCodepage) ?? this.#row.get(TAG.internetCodepage))?.entryValueReference ?? null;
  }

  #bytesOf(item: PSTTableItem): Buffer {
    if (!item.isExternalValueReference) return item.data;
    return this.descriptors.get(item.entryValueReference)?.getData() ?? Buffer.alloc(0);
  }
}

class PstItem extends PstObject implements MapiItem {
  readonly #message: PSTMessage;

  constructor(message: PSTMessage) {
    super(message as unknown as Opened); // as in `pstObject`
    this.#message = message;
  }

  recipients(): readonly MapiObject[] {
    if (this.#message.numberOfRecipients === 0) return [];
    // Its table is read once: the getter of a single recipient reads all of it each time.
    const { recipientTable } = this.#message as unknown as {
      readonly recipientTable: { getItems(): readonly Row[] } | null;
    }; // a private field
    const rows = recipientTable?.getItems().slice(0, RECIPIENTS_MAX) ?? [];
    return rows.map(
      (pstTableItems) => new PstObject({ pstFile: this.file, pstTableItems, localDescriptorItems: null }),
    );
  }

  attachments(): readonly MapiAttachment[] {
    const count = Math.min(this.#message.numberOfAttachments, ATTACHMENTS_MAX);
    return Array.from({ length: count }, (_attachment, at) => new PstAttachment(this.#message, at));
  }
}

class PstAttachment extends PstObject implements MapiAttachment {
  readonly #message: PSTMessage;
  readonly #attachment: ReturnType<PSTMessage['getAttachment']>;

  constructor(message: PSTMessage, at: number) {
    const attachment = message.getAttachment(at);
    super(attachment as unknown as Opened); // as in `pstObject`
    this.#message = message;
    this.#attachment = attachment;
  }

  get sizeBytes(): number {
    return this.#attachment.fileInputStream?.length.toNumber() ?? 0;
  }

  *chunks(): Generator<Buffer> {
    const stream = this.#attachment.fileInputStream;
    if (stream === null) return;
    const sizeBytes = stream.length.toNumber();
    for (let at = 0; at < sizeBytes; ) {
      const piece = Buffer.alloc(Math.min(PIECE_BYTES, sizeBytes - at));
      const length = stream.read(piece);
      if (length <= 0) throw new Error('an attachment ends before it should');
      yield piece.subarray(0, length);
      at += length;
    }
  }

  /** pst-extractor's own getter never finds one, since attachments have no node of their own. */
  embedded(): MapiItem | null {
    const item = this.item(TAG.attachData);
    if (item?.entryValueType !== TYPE.object || item.data.length < 4) return null;
    const nested = this.descriptors.get(item.data.readUInt32LE(0));
    if (nested === undefined) return null;
    const table = new PSTTableBC(new PSTNodeInputStream(this.file, nested));
    const inner = nested.subNodeOffsetIndexIdentifier;
    const descriptors: Descriptors = inner > 0 ? this.file.getPSTDescriptorItems(nodeNumber(inner)) : new Map();
    const { descriptorIndexNode } = this.#message as unknown as Noded; // a protected field of its class
    return new PstItem(new PSTMessage(this.file, descriptorIndexNode, table, descriptors));
  }
}
