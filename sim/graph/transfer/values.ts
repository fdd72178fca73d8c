/** Property values of a transfer stream (MS-OXCDATA §2.11, MS-OXCFXICS §2.2.4.1): their types and their bytes. */
import { decodedText } from '../../exchange/mime/words.ts';
import { StreamRefusal } from './refuse-stream.ts';

export type StreamValue = number | bigint | boolean | string | Buffer | readonly (number | bigint | string | Buffer)[];

export const TYPE = {
  short: 0x02,
  integer: 0x03,
  float: 0x04,
  double: 0x05,
  currency: 0x06,
  appTime: 0x07,
  error: 0x0a,
  boolean: 0x0b,
  object: 0x0d,
  long: 0x14,
  ansi: 0x1e,
  text: 0x1f,
  time: 0x40,
  guid: 0x48,
  binary: 0x0102,
} as const;
const MULTI = 0x1000;
/** With this bit the rest of the type is the number of a code page. */
const CODE_PAGE = 0x8000;
const UTF16_PAGE = 1200;

const FIXED_BYTES: Readonly<Record<number, number>> = {
  [TYPE.short]: 2,
  [TYPE.integer]: 4,
  [TYPE.float]: 4,
  [TYPE.double]: 8,
  [TYPE.currency]: 8,
  [TYPE.appTime]: 8,
  [TYPE.error]: 4,
  [TYPE.boolean]: 2,
  [TYPE.long]: 8,
  [TYPE.time]: 8,
  [TYPE.guid]: 16,
};
/** One property is never longer: a message has no more. */
const VALUE_BYTES_MAX = 150 * 1024 * 1024;
const VALUES_MAX = 100_000;

/** The bytes of a stream and how far they are read. */
export class StreamReader {
  readonly #bytes: Buffer;
  at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  get isDone(): boolean {
    return this.at >= this.#bytes.length;
  }

  take(count: number): Buffer {
    const end = this.at + count;
    if (end > this.#bytes.length)
      throw new StreamRefusal(`${count} bytes were expected at ${this.at}, and the end came`);
    const part = this.#bytes.subarray(this.at, end);
    this.at = end;
    return part;
  }

  u32(): number {
    return this.take(4).readUInt32LE();
  }

  peekU32(): number | null {
    return this.at + 4 > this.#bytes.length ? null : this.#bytes.readUInt32LE(this.at);
  }
}

/** The type with which strings of all code pages are one. */
export function plainType(type: number): number {
  if ((type & CODE_PAGE) === 0) return type;
  return (type & ~CODE_PAGE) === UTF16_PAGE ? TYPE.text : TYPE.ansi;
}

export function readValue(reader: StreamReader, type: number): StreamValue {
  if ((type & CODE_PAGE) === 0 && (type & MULTI) !== 0) return readValues(reader, type & ~MULTI);
  return readOne(reader, type);
}

function readValues(reader: StreamReader, type: number): StreamValue {
  const count = reader.u32();
  if (count > VALUES_MAX) throw new StreamRefusal(`a property has ${count} values`);
  return Array.from({ length: count }, () => {
    const value = readOne(reader, type);
    if (typeof value === 'boolean' || Array.isArray(value))
      throw new StreamRefusal('a list holds what no list may hold');
    return value as number | bigint | string | Buffer; // the other two were just refused
  });
}

function readOne(reader: StreamReader, type: number): StreamValue {
  const fixed = FIXED_BYTES[type];
  if (fixed !== undefined) return fixedValue(reader.take(fixed), type);
  const length = reader.u32();
  if (length > VALUE_BYTES_MAX) throw new StreamRefusal(`a property has ${length} bytes`);
  const bytes = reader.take(length);
  if (type === TYPE.binary || type === TYPE.object) return bytes;
  if (type === TYPE.text || (type & ~CODE_PAGE) === UTF16_PAGE) return wideText(bytes);
  if (type === TYPE.ansi) return ansiText(bytes, 1252);
  if ((type & CODE_PAGE) !== 0) return ansiText(bytes, type & ~CODE_PAGE);
  throw new StreamRefusal(`0x${type.toString(16)} is no type of a property`);
}

function fixedValue(bytes: Buffer, type: number): StreamValue {
  switch (type) {
    case TYPE.short:
      return bytes.readInt16LE();
    case TYPE.integer:
    case TYPE.error:
      return bytes.readInt32LE();
    case TYPE.float:
      return bytes.readFloatLE();
    case TYPE.double:
    case TYPE.appTime:
      return bytes.readDoubleLE();
    case TYPE.boolean: {
      const value = bytes.readUInt16LE();
      if (value > 1) throw new StreamRefusal(`a Boolean is ${value}`);
      return value === 1;
    }
    case TYPE.guid:
      return bytes;
    default:
      return bytes.readBigInt64LE();
  }
}

function wideText(bytes: Buffer): string {
  const isEnded = bytes.length >= 2 && bytes.length % 2 === 0 && bytes.readUInt16LE(bytes.length - 2) === 0;
  if (!isEnded) throw new StreamRefusal('a text does not end with its zero');
  return bytes.toString('utf16le', 0, bytes.length - 2);
}

function ansiText(bytes: Buffer, page: number): string {
  if (bytes.length === 0 || bytes.at(-1) !== 0) throw new StreamRefusal('a text does not end with its zero');
  const text = decodedText(bytes.subarray(0, -1), page === 65001 ? 'utf-8' : `windows-${page}`);
  if (text === null) throw new StreamRefusal(`the code page ${page} is not known`);
  return text;
}

/** The bytes of a value, as readers expect them behind its type. */
export function writeValue(type: number, value: StreamValue): Buffer {
  if (Array.isArray(value)) {
    const parts = value.map((one: StreamValue) => writeValue(type & ~MULTI, one));
    return Buffer.concat([u32(parts.length), ...parts]);
  }
  const fixed = FIXED_BYTES[type];
  if (fixed !== undefined) return fixedBytes(type, value, fixed);
  const bytes = Buffer.isBuffer(value) ? value : Buffer.from(`${String(value)}\0`, 'utf16le');
  return Buffer.concat([u32(bytes.length), bytes]);
}

function fixedBytes(type: number, value: StreamValue, count: number): Buffer {
  if (Buffer.isBuffer(value)) return value;
  const bytes = Buffer.alloc(count);
  if (type === TYPE.double || type === TYPE.appTime) bytes.writeDoubleLE(Number(value));
  else if (type === TYPE.float) bytes.writeFloatLE(Number(value));
  else if (count === 8) bytes.writeBigInt64LE(BigInt(String(value)));
  else if (count === 4) bytes.writeInt32LE(Number(value));
  else bytes.writeInt16LE(Number(value));
  return bytes;
}

export function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value >>> 0);
  return bytes;
}

/** 100 nanoseconds since 1601, as FILETIME counts. */
export function fileTime(ms: number): bigint {
  return BigInt(ms + EPOCH_MS) * TICKS_MS;
}

export function msOfFileTime(ticks: bigint): number {
  return Number(ticks / TICKS_MS) - EPOCH_MS;
}

const EPOCH_MS = 11_644_473_600_000;
const TICKS_MS = 10_000n;
