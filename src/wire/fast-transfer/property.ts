/**
 * Properties as a FastTransfer stream holds them (MS-OXCDATA §2.11.1, MS-OXCFXICS §2.2.4.1): what they are called, what
 * they hold, and how many bytes a value takes.
 */
import type { Bytes } from '../request-body.ts';

/** A property by its number, or by a name inside a set (a GUID in its usual spelling). */
export type PropertyName =
  | { readonly is: 'tag'; readonly id: number }
  | { readonly is: 'named'; readonly set: string; readonly name: string | number };

export type PropertyValue =
  | { readonly is: 'integer'; readonly value: number }
  | { readonly is: 'boolean'; readonly value: boolean }
  | { readonly is: 'double'; readonly value: number }
  | { readonly is: 'long'; readonly value: bigint }
  /** Milliseconds since 1970. */
  | { readonly is: 'time'; readonly value: number }
  | { readonly is: 'string'; readonly value: string }
  /** Every opening gives the same bytes. */
  | { readonly is: 'binary'; readonly value: Bytes }
  | { readonly is: 'strings'; readonly value: readonly string[] }
  | { readonly is: 'binaries'; readonly value: readonly Uint8Array[] };

export interface Property {
  readonly name: PropertyName;
  readonly value: PropertyValue;
}

/** A message with what belongs to it. What is written and what was read have the same form. */
export interface MessageTree {
  readonly properties: readonly Property[];
  readonly recipients: readonly (readonly Property[])[];
  readonly attachments: readonly AttachmentTree[];
}

export interface AttachmentTree {
  /** Without PidTagAttachNumber, which is the place in the list. */
  readonly properties: readonly Property[];
  readonly embedded: MessageTree | null;
}

/** Types of MS-OXCDATA §2.11.1. */
export const TYPE = {
  integer16: 0x0002,
  integer: 0x0003,
  float: 0x0004,
  double: 0x0005,
  currency: 0x0006,
  date: 0x0007,
  error: 0x000a,
  boolean: 0x000b,
  object: 0x000d,
  long: 0x0014,
  string8: 0x001e,
  string: 0x001f,
  time: 0x0040,
  guid: 0x0048,
  binary: 0x0102,
  strings: 0x101f,
  binaries: 0x1102,
} as const;

/** Set on the type of a property with several values. */
export const MULTIPLE = 0x1000;
/** Set on a string type that names its code page in the bits below. */
export const CODE_PAGED = 0x8000;

/** Bytes of a value whose length is not written before it. A Boolean has two (MS-OXCFXICS §2.2.4.1.3). */
export const FIXED_BYTES: ReadonlyMap<number, number> = new Map([
  [TYPE.integer16, 2],
  [TYPE.integer, 4],
  [TYPE.float, 4],
  [TYPE.double, 8],
  [TYPE.currency, 8],
  [TYPE.date, 8],
  [TYPE.error, 4],
  [TYPE.boolean, 2],
  [TYPE.long, 8],
  [TYPE.time, 8],
  [TYPE.guid, 16],
]);

/** Markers of MS-OXCFXICS §2.2.4.1.4 that stand in the stream of one message. */
export const MARKER = {
  newAttach: 0x4000_0003,
  startEmbed: 0x4001_0003,
  endEmbed: 0x4002_0003,
  startRecipient: 0x4003_0003,
  endRecipient: 0x4004_0003,
  endAttach: 0x400e_0003,
} as const;

/** Says which of recipients and attachments follow anew; the message's own properties end before it. */
export const META_DELETE = 0x4016;
export const RECIPIENTS_TAG = 0x0e12_000d;
export const ATTACHMENTS_TAG = 0x0e13_000d;
export const ATTACH_NUMBER = 0x0e21;
/** From here on an id stands for a name that is written behind it. */
export const NAMED_MIN = 0x8000;

/** Between the beginning of FILETIME (1601) and that of our clock, in milliseconds. */
const FILETIME_OFFSET_MS = 11_644_473_600_000n;
const FILETIME_TICKS_PER_MS = 10_000n;

export function fileTime(ms: number): bigint {
  return (BigInt(Math.trunc(ms)) + FILETIME_OFFSET_MS) * FILETIME_TICKS_PER_MS;
}

export function fileTimeMs(ticks: bigint): number {
  return Number(ticks / FILETIME_TICKS_PER_MS - FILETIME_OFFSET_MS);
}

/** A GUID as Windows stores it: its first three groups with the lowest byte first. */
export function guidBytes(guid: string): Buffer {
  const bytes = Buffer.from(guid.replace(/[{}-]/g, ''), 'hex');
  bytes.subarray(0, 4).reverse();
  bytes.subarray(4, 6).reverse();
  bytes.subarray(6, 8).reverse();
  return bytes;
}

/** The inverse of `guidBytes`, in lower case without braces. */
export function guidText(bytes: Uint8Array): string {
  const hex = guidBytes(Buffer.from(bytes).toString('hex')).toString('hex');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** Equal exactly for names of the same property, however the GUID is spelled. */
export function nameKey(name: PropertyName): string {
  if (name.is === 'tag') return `0x${name.id.toString(16)}`;
  const spelled = typeof name.name === 'number' ? `#${name.name}` : name.name;
  return `${name.set.replace(/[{}]/g, '').toLowerCase()} ${spelled}`;
}

export function heldBytes(bytes: Uint8Array): Bytes {
  return { length: bytes.byteLength, open: () => [bytes] };
}
