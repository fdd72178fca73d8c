/** An item of Outlook as its properties (MS-OXPROPS), whatever store it lies in: a PST, an OST, a file of its own. */
import { type Instant, instant } from '../../../base/clock.ts';

/** Properties that have a name instead of a number of their own, by the set that the name is in. */
export type NamedSet = 'common' | 'address' | 'appointment' | 'meeting' | 'task' | 'note';

export interface MapiObject {
  /** A number, or a boolean as 0 or 1; null where the property is not there. */
  number(id: number): number | null;
  /** '' where the property is not there. */
  text(id: number): string;
  bytes(id: number): Buffer | null;
  /** Of a property of several values. */
  texts(id: number): readonly string[];
  blobs(id: number): readonly Buffer[];
  time(id: number): Instant | null;
  /** The number that a named property has in this store; -1 where it has none, which no property has. */
  named(set: NamedSet, id: number): number;
  /** The same for a name that is a word, in the set of public strings. */
  namedByWord(word: string): number;
}

export interface MapiItem extends MapiObject {
  recipients(): readonly MapiObject[];
  attachments(): readonly MapiAttachment[];
}

export interface MapiAttachment extends MapiObject {
  readonly sizeBytes: number;
  /** The content in pieces; nothing for an attachment that only points at a file. */
  chunks(): Iterable<Buffer>;
  /** The item that is attached, where it is one. */
  embedded(): MapiItem | null;
}

/** Attachments and recipients of one item that are looked at: a bound for stores that count wrongly. */
export const ATTACHMENTS_MAX = 2000;
export const RECIPIENTS_MAX = 10_000;

/** Milliseconds between 1601 and 1970. */
const EPOCH_MS = 11_644_473_600_000n;
const TICKS_IN_MS = 10_000n;

/** FILETIME, in ticks of 100 ns since 1601; null for the values that mean "none". */
export function instantOfFileTime(ticks: bigint): Instant | null {
  const ms = Number(ticks / TICKS_IN_MS - EPOCH_MS);
  // 4501-01-01 is what Outlook writes for no date.
  return ticks <= 0n || ms >= Date.UTC(4500, 0, 1) ? null : instant(Math.floor(ms / 1000) * 1000);
}

/** Null for a GUID that no property of interest is in. */
export function namedSetOf(guid: string): NamedSet | 'public strings' | null {
  return SETS.get(guid.toUpperCase()) ?? null;
}

const SETS: ReadonlyMap<string, NamedSet | 'public strings'> = new Map<string, NamedSet | 'public strings'>([
  ['00062008-0000-0000-C000-000000000046', 'common'],
  ['00062004-0000-0000-C000-000000000046', 'address'],
  ['00062002-0000-0000-C000-000000000046', 'appointment'],
  ['6ED8DA90-450B-101B-98DA-00AA003F1305', 'meeting'],
  ['00062003-0000-0000-C000-000000000046', 'task'],
  ['0006200E-0000-0000-C000-000000000046', 'note'],
  ['00020329-0000-0000-C000-000000000046', 'public strings'],
]);

/** Sixteen bytes as Windows stores them: the first three parts little-endian. */
export function guidText(bytes: Buffer): string {
  const hex = (from: number, until: number, isReversed: boolean): string => {
    const part = Buffer.from(bytes.subarray(from, until));
    return (isReversed ? part.reverse() : part).toString('hex');
  };
  return [hex(0, 4, true), hex(4, 6, true), hex(6, 8, true), hex(8, 10, false), hex(10, 16, false)].join('-');
}
