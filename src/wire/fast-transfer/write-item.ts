/**
 * Writes a message as an item of the import and export interface. What is large is opened while the item is sent; the
 * length of the whole is known before.
 */
import { assert, unreachable } from '../../base/assert.ts';
import type { Bytes } from '../request-body.ts';
import { framed } from './frames.ts';
import {
  ATTACH_NUMBER,
  ATTACHMENTS_TAG,
  type AttachmentTree,
  fileTime,
  guidBytes,
  MARKER,
  META_DELETE,
  type MessageTree,
  NAMED_MIN,
  nameKey,
  type Property,
  type PropertyName,
  type PropertyValue,
  RECIPIENTS_TAG,
  TYPE,
} from './property.ts';

/** A piece of the stream: bytes that are there, or some that are opened when it is their turn. */
type Piece = Buffer | Bytes;

/** The last id that stands for a name (MS-OXCDATA §2.9). */
const NAMED_MAX = 0xfffe;
/** Small values are joined up to here, so that a stream is not a thousand pieces. */
const JOINED_BYTES_MAX = 64 * 1024;

/** Opens what is large one after the other, in the order in which it stands in the tree. */
export function writeItem(tree: MessageTree): Bytes {
  return framed(writeTransfer(tree));
}

/** The FastTransfer bytes without the container. */
export function writeTransfer(tree: MessageTree, namedFrom = NAMED_MIN): Bytes {
  const pieces: Piece[] = [];
  new Writer(pieces, namedFrom).message(tree);
  const joined = joinedPieces(pieces);
  return { length: joined.reduce((sum, piece) => sum + piece.length, 0), open: () => chunksOf(joined) };
}

class Writer {
  readonly #into: Piece[];
  readonly #namedFrom: number;
  /** A name has the same id all over the stream; ids say nothing outside of it (MS-OXCFXICS §2.2.4.1.1). */
  readonly #ids = new Map<string, number>();

  constructor(into: Piece[], namedFrom: number) {
    this.#into = into;
    this.#namedFrom = namedFrom;
  }

  message({ properties, recipients, attachments }: MessageTree): void {
    this.#properties(properties);
    this.#into.push(metaDelete(RECIPIENTS_TAG));
    for (const recipient of recipients) {
      this.#into.push(uint32(MARKER.startRecipient));
      this.#properties(recipient);
      this.#into.push(uint32(MARKER.endRecipient));
    }
    this.#into.push(metaDelete(ATTACHMENTS_TAG));
    for (const [number, attachment] of attachments.entries()) this.#attachment(number, attachment);
  }

  #attachment(number: number, { properties, embedded }: AttachmentTree): void {
    this.#into.push(uint32(MARKER.newAttach), tag(ATTACH_NUMBER, TYPE.integer), uint32(number));
    this.#properties(properties);
    if (embedded !== null) {
      this.#into.push(uint32(MARKER.startEmbed));
      this.message(embedded);
      this.#into.push(uint32(MARKER.endEmbed));
    }
    this.#into.push(uint32(MARKER.endAttach));
  }

  #properties(properties: readonly Property[]): void {
    for (const { name, value } of properties) {
      this.#into.push(tag(this.#idOf(name), TYPE[value.is]));
      if (name.is === 'named') this.#into.push(...namePieces(name.set, name.name));
      writeValue(this.#into, value);
    }
  }

  #idOf(name: PropertyName): number {
    if (name.is === 'tag') return name.id;
    const key = nameKey(name);
    const id = this.#ids.get(key) ?? this.#namedFrom + this.#ids.size;
    this.#ids.set(key, id);
    assert(id <= NAMED_MAX, 'an item has fewer names than there are ids');
    return id;
  }
}

function namePieces(set: string, name: string | number): readonly Buffer[] {
  const guid = guidBytes(set);
  assert(guid.length === 16, 'a set is a GUID');
  if (typeof name === 'number') return [guid, Buffer.from([0]), uint32(name)];
  return [guid, Buffer.from([1]), Buffer.from(`${name}\0`, 'utf16le')];
}

function writeValue(into: Piece[], value: PropertyValue): void {
  switch (value.is) {
    case 'integer':
      into.push(uint32(value.value >>> 0));
      return;
    case 'boolean':
      into.push(Buffer.from([value.value ? 1 : 0, 0]));
      return;
    case 'double':
      into.push(eight((bytes) => bytes.writeDoubleLE(value.value)));
      return;
    case 'long':
      into.push(eight((bytes) => bytes.writeBigInt64LE(value.value)));
      return;
    case 'time':
      into.push(eight((bytes) => bytes.writeBigInt64LE(fileTime(value.value))));
      return;
    case 'string':
      into.push(...counted(textBytes(value.value)));
      return;
    case 'binary':
      into.push(uint32(value.value.length), value.value);
      return;
    case 'strings':
      into.push(uint32(value.value.length), ...value.value.flatMap((text) => counted(textBytes(text))));
      return;
    case 'binaries':
      into.push(uint32(value.value.length), ...value.value.flatMap((bytes) => counted(Buffer.from(bytes))));
      return;
    default:
      unreachable(value);
  }
}

/** UTF-16 with the NUL that ends it. A NUL inside would end it for every reader, so there is none. */
function textBytes(text: string): Buffer {
  return Buffer.from(`${text.replaceAll('\0', '')}\0`, 'utf16le');
}

function counted(bytes: Buffer): readonly Buffer[] {
  return [uint32(bytes.length), bytes];
}

function metaDelete(what: number): Buffer {
  return Buffer.concat([tag(META_DELETE, TYPE.integer), uint32(what)]);
}

function tag(id: number, type: number): Buffer {
  return uint32(((id << 16) | type) >>> 0);
}

function uint32(value: number): Buffer {
  const bytes = Buffer.allocUnsafe(4);
  bytes.writeUInt32LE(value, 0);
  return bytes;
}

function eight(write: (bytes: Buffer) => void): Buffer {
  const bytes = Buffer.allocUnsafe(8);
  write(bytes);
  return bytes;
}

function joinedPieces(pieces: readonly Piece[]): readonly Piece[] {
  const joined: Piece[] = [];
  let small: Buffer[] = [];
  let smallBytes = 0;
  const flush = (): void => {
    if (small.length > 0) joined.push(Buffer.concat(small));
    small = [];
    smallBytes = 0;
  };
  for (const piece of pieces) {
    if (!Buffer.isBuffer(piece) || smallBytes + piece.length > JOINED_BYTES_MAX) flush();
    if (Buffer.isBuffer(piece)) {
      small.push(piece);
      smallBytes += piece.length;
    } else joined.push(piece);
  }
  flush();
  return joined;
}

async function* chunksOf(pieces: readonly Piece[]): AsyncGenerator<Uint8Array> {
  for (const piece of pieces) {
    if (Buffer.isBuffer(piece)) {
      yield piece;
      continue;
    }
    let taken = 0;
    for await (const chunk of piece.open()) {
      taken += chunk.byteLength;
      yield chunk;
    }
    assert(taken === piece.length, 'bytes are as many as they said');
  }
}
