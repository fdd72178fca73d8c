/**
 * Walks the bytes of one message's FastTransfer stream (MS-OXCFXICS §2.2.4.3.13, `messageContent`) and holds it to its grammar:
 * markers in pairs, properties before recipients before attachments, no length beyond what is there.
 */
import {
  ATTACH_NUMBER,
  CODE_PAGED,
  FIXED_BYTES,
  guidText,
  MARKER,
  META_DELETE,
  MULTIPLE,
  NAMED_MIN,
  type PropertyName,
  TYPE,
} from './property.ts';

/** Messages inside each other. Exchange nests ten, its transport thirty. */
const NESTING_MAX = 40;
/** Properties, recipients and attachments of one stream together. Real items have some hundred. */
const PIECES_MAX = 200_000;
/** UTF-16 code units of a property's name. MS-OXCPRPT allows 255 bytes. */
const NAME_UNITS_MAX = 512;

export type TransferEvent =
  | {
      readonly is: 'property';
      /** Where its tag begins. */
      readonly at: number;
      readonly name: PropertyName;
      readonly type: number;
      /** The value as it stands, lengths and counts included. */
      readonly from: number;
      readonly end: number;
    }
  | { readonly is: 'marker'; readonly at: number; readonly marker: number };

/** The bytes are no stream of one message. */
export class TransferError extends Error {
  override readonly name = 'TransferError';

  constructor(reason: string, at: number) {
    super(`${reason} (byte ${at})`);
  }
}

const MARKERS: ReadonlySet<number> = new Set(Object.values(MARKER));

/** Every property and marker in order. Throws `TransferError`, in time that grows with the bytes alone. */
export function* walkTransfer(stream: Buffer): Generator<TransferEvent> {
  const grammar = new Grammar();
  let at = 0;
  for (let pieces = 0; at < stream.length; pieces += 1) {
    if (pieces >= PIECES_MAX) throw new TransferError('more properties than are looked at', at);
    const tag = uint32(stream, at);
    if (MARKERS.has(tag)) {
      grammar.marker(tag, at);
      yield { is: 'marker', at, marker: tag };
      at += 4;
      continue;
    }
    const property = readProperty(stream, at, tag);
    grammar.property(property.name, at);
    yield property;
    at = property.end;
  }
  grammar.end(at);
}

type Level =
  | { readonly is: 'message'; phase: 'properties' | 'children' | 'recipients' | 'attachments' }
  | { readonly is: 'recipient' }
  | { readonly is: 'attachment'; phase: 'number' | 'properties' | 'embedded' };

/** What may come next. */
class Grammar {
  readonly #levels: Level[] = [{ is: 'message', phase: 'properties' }];

  property(name: PropertyName, at: number): void {
    const top = this.#top;
    const id = name.is === 'tag' ? name.id : null;
    if (top.is === 'attachment') {
      if (top.phase === 'number' && id !== ATTACH_NUMBER) throw new TransferError('an attachment without a number', at);
      if (top.phase === 'embedded') throw new TransferError('a property after an embedded message', at);
      top.phase = 'properties';
    } else if (top.is === 'message') {
      if (id === META_DELETE) top.phase = top.phase === 'properties' ? 'children' : top.phase;
      else if (top.phase !== 'properties') throw new TransferError('a property of the message behind its children', at);
    }
  }

  marker(marker: number, at: number): void {
    const top = this.#top;
    switch (marker) {
      case MARKER.startRecipient:
        if (top.is !== 'message' || top.phase === 'attachments') break;
        top.phase = 'recipients';
        this.#levels.push({ is: 'recipient' });
        return;
      case MARKER.newAttach:
        if (top.is !== 'message') break;
        top.phase = 'attachments';
        this.#levels.push({ is: 'attachment', phase: 'number' });
        return;
      case MARKER.startEmbed:
        if (top.is !== 'attachment' || top.phase !== 'properties') break;
        if (this.#levels.length > 2 * NESTING_MAX) throw new TransferError('messages nested too deeply', at);
        top.phase = 'embedded';
        this.#levels.push({ is: 'message', phase: 'properties' });
        return;
      default:
        if (this.#ends(marker)) {
          this.#levels.pop();
          return;
        }
    }
    throw new TransferError(`marker 0x${marker.toString(16)} where it may not stand`, at);
  }

  end(at: number): void {
    if (this.#levels.length !== 1) throw new TransferError('the stream ends inside one of its parts', at);
  }

  #ends(marker: number): boolean {
    const top = this.#top;
    if (marker === MARKER.endRecipient) return top.is === 'recipient';
    if (marker === MARKER.endAttach) return top.is === 'attachment' && top.phase !== 'number';
    return top.is === 'message' && this.#levels.length > 1;
  }

  get #top(): Level {
    const top = this.#levels.at(-1);
    if (top === undefined) throw new TransferError('more ends than beginnings', 0);
    return top;
  }
}

function readProperty(stream: Buffer, at: number, tag: number): Extract<TransferEvent, { is: 'property' }> {
  const type = tag & 0xffff;
  const id = tag >>> 16;
  const named = id >= NAMED_MIN ? readName(stream, at + 4) : null;
  const from = named?.end ?? at + 4;
  return {
    is: 'property',
    at,
    name: named?.name ?? { is: 'tag', id },
    type,
    from,
    end: valueEnd(stream, from, type),
  };
}

/** The GUID of the set, then a number or a text that ends with NUL (MS-OXCFXICS §2.2.4.1.1). */
function readName(stream: Buffer, at: number): { readonly name: PropertyName; readonly end: number } {
  const set = guidText(slice(stream, at, 16));
  const [kind] = slice(stream, at + 16, 1);
  const from = at + 17;
  if (kind === 0) return { name: { is: 'named', set, name: uint32(stream, from) }, end: from + 4 };
  if (kind !== 1) throw new TransferError('a property with a name of an unknown kind', at);
  for (let units = 0; units < NAME_UNITS_MAX; units += 1) {
    const [low, high] = slice(stream, from + 2 * units, 2);
    if (low === 0 && high === 0) {
      const end = from + 2 * units;
      return { name: { is: 'named', set, name: stream.toString('utf16le', from, end) }, end: end + 2 };
    }
  }
  throw new TransferError('the name of a property is too long', at);
}

function valueEnd(stream: Buffer, from: number, type: number): number {
  const isMultiple = (type & MULTIPLE) !== 0 && (type & CODE_PAGED) === 0;
  if (!isMultiple) return oneEnd(stream, from, type);
  const count = uint32(stream, from);
  // Every value takes two bytes at least, so a count that lies ends here and not after four thousand million rounds.
  if (count > (stream.length - from) / 2) throw new TransferError('more values than bytes', from);
  let end = from + 4;
  for (let value = 0; value < count; value += 1) end = oneEnd(stream, end, type & ~MULTIPLE);
  return end;
}

function oneEnd(stream: Buffer, from: number, type: number): number {
  const fixed = FIXED_BYTES.get(type);
  const length = fixed ?? (hasLength(type) ? 4 + uint32(stream, from) : null);
  if (length === null) throw new TransferError(`a property of the unknown type 0x${type.toString(16)}`, from);
  if (from + length > stream.length) throw new TransferError('a value that is longer than the stream', from);
  return from + length;
}

function hasLength(type: number): boolean {
  const counted: readonly number[] = [TYPE.string, TYPE.string8, TYPE.binary, TYPE.object, 0x00fb, 0x00fd, 0x00fe];
  return counted.includes(type) || (type & CODE_PAGED) !== 0;
}

function uint32(stream: Buffer, at: number): number {
  return slice(stream, at, 4).readUInt32LE(0);
}

function slice(stream: Buffer, at: number, length: number): Buffer {
  if (at + length > stream.length) throw new TransferError('the stream ends inside a property', at);
  return stream.subarray(at, at + length);
}
