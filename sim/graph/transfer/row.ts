/** A list of properties of a transfer stream, and the types that known ones must have. */
import { StreamRefusal } from './refuse-stream.ts';
import { plainType, readValue, type StreamReader, type StreamValue, TYPE, u32, writeValue } from './values.ts';

/** `tag:26`, `set:{guid}/id:33285` or `set:{guid}/name:X`: without the type. */
export type StreamName = string;
export interface StreamProperty {
  readonly type: number;
  readonly value: StreamValue;
}
export type Row = ReadonlyMap<StreamName, StreamProperty>;

const NAMED_FROM = 0x8000;
const PROPERTIES_MAX = 4096;
/** Of a named property. */
const NAME_MAX = 254;

/** Properties until a marker or a meta tag; `isMark` tells those. Refuses the same property twice. */
export function readRow(reader: StreamReader, isMark: (tag: number) => boolean): Row {
  const row = new Map<StreamName, StreamProperty>();
  for (let tag = reader.peekU32(); !reader.isDone; tag = reader.peekU32()) {
    if (tag === null) throw new StreamRefusal('the stream ends inside a property');
    if (isMark(tag)) break;
    const type = tag & 0xffff;
    const id = tag >>> 16;
    reader.take(4);
    const name = id >= NAMED_FROM ? readName(reader) : `tag:${id}`;
    checkType(name, type);
    if (row.has(name)) throw new StreamRefusal(`the property ${name} is there twice`);
    if (row.size >= PROPERTIES_MAX) throw new StreamRefusal('there are too many properties');
    row.set(name, { type: plainType(type), value: readValue(reader, type) });
  }
  return row;
}

function readName(reader: StreamReader): StreamName {
  const guid = guidText(reader.take(16));
  const kind = reader.take(1)[0];
  if (kind === 0) return `set:${guid}/id:${reader.u32()}`;
  if (kind !== 1) throw new StreamRefusal(`a named property is of the kind ${kind}`);
  let name = '';
  for (let unit = reader.take(2).readUInt16LE(); unit !== 0; unit = reader.take(2).readUInt16LE()) {
    name += String.fromCharCode(unit);
    if (name.length > NAME_MAX) throw new StreamRefusal('the name of a property is too long');
  }
  if (name === '') throw new StreamRefusal('a named property has no name');
  return `set:${guid}/name:${name}`;
}

/** The types that properties must have whose meaning is fixed (MS-OXPROPS). */
const KNOWN_TYPES: ReadonlyMap<number, readonly number[]> = new Map(
  (
    [
      [
        TYPE.text,
        '1a 37 3d 42 64 65 70 7d c1a c1e c1f e02 e03 e04 e1d 1000 1035 1039 1042 3001 3002 3003 3703 3704 3707 370d 370e 3712 3713 5d01 5d02 5d0a',
      ],
      [TYPE.integer, '17 26 36 c15 e07 e21 1080 1081 1090 3000 3705 370b 3714 3fde 5ff6'],
      [TYPE.time, '39 e06 3007 3008 1091'],
      [TYPE.boolean, '23 29 7ffe e1b e1f'],
      [TYPE.binary, '1013 1009 71 300b 3702 3709'],
    ] as const
  ).flatMap(([type, tags]) =>
    tags.split(' ').map((tag) => {
      const types = type === TYPE.text ? [TYPE.text, TYPE.ansi] : [type];
      return [Number.parseInt(tag, 16), types] as const;
    }),
  ),
);

function checkType(name: StreamName, type: number): void {
  const tag = name.startsWith('tag:') ? Number(name.slice('tag:'.length)) : null;
  const wanted = tag === null ? undefined : KNOWN_TYPES.get(tag);
  if (wanted === undefined || wanted.includes(plainType(type))) return;
  throw new StreamRefusal(`the property 0x${tag?.toString(16)} has the type 0x${type.toString(16)}`);
}

export function writeRow(row: Row): Buffer {
  const parts: Buffer[] = [];
  let mapped = NAMED_FROM;
  for (const [name, { type, value }] of row) {
    if (name.startsWith('tag:')) parts.push(u32((Number(name.slice('tag:'.length)) << 16) | type));
    else {
      parts.push(u32((mapped << 16) | type), nameBytes(name));
      mapped += 1;
    }
    parts.push(writeValue(type, value));
  }
  return Buffer.concat(parts);
}

function nameBytes(name: StreamName): Buffer {
  const slash = name.indexOf('/');
  const guid = guidBytes(name.slice('set:'.length, slash));
  const rest = name.slice(slash + 1);
  if (rest.startsWith('id:')) return Buffer.concat([guid, Buffer.from([0]), u32(Number(rest.slice('id:'.length)))]);
  return Buffer.concat([guid, Buffer.from([1]), Buffer.from(`${rest.slice('name:'.length)}\0`, 'utf16le')]);
}

/** The first three groups stand with their lowest byte first (MS-DTYP §2.3.4.2). */
function guidText(bytes: Buffer): string {
  const [one, two, three] = [bytes.readUInt32LE(0), bytes.readUInt16LE(4), bytes.readUInt16LE(6)];
  const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, '0');
  const tail = bytes.toString('hex', 8);
  return `${hex(one, 8)}-${hex(two, 4)}-${hex(three, 4)}-${tail.slice(0, 4)}-${tail.slice(4)}`;
}

function guidBytes(text: string): Buffer {
  const bytes = Buffer.from(text.replaceAll('-', ''), 'hex');
  bytes.subarray(0, 4).reverse();
  bytes.subarray(4, 6).reverse();
  bytes.subarray(6, 8).reverse();
  return bytes;
}

export function textIn(row: Row, name: StreamName): string | null {
  const value = row.get(name)?.value;
  return typeof value === 'string' ? value : null;
}

export function numberIn(row: Row, name: StreamName): number | null {
  const value = row.get(name)?.value;
  return typeof value === 'number' ? value : null;
}

export function bytesIn(row: Row, name: StreamName): Buffer | null {
  const value = row.get(name)?.value;
  return Buffer.isBuffer(value) ? value : null;
}
