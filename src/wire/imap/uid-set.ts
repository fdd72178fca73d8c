/** Sets of UIDs (sequence-set of RFC 9051 §9). */
import type { Cursor } from './bytes/cursor.ts';
import { ImapProtocolError } from './errors.ts';

export interface UidRange {
  readonly from: number;
  /** Not below `from`; '*' is the highest there is. */
  readonly to: number | '*';
}
/** Ascending and without overlap. */
export type UidSet = readonly UidRange[];

/** UIDs are 32 bits and never 0 (RFC 9051 §2.3.1.1). */
export const UID_MAX = 0xffff_ffff;

/** The set of these UIDs, in any order, doubled or not. */
export function uidSet(uids: Iterable<number>): UidSet {
  const ranges: { from: number; to: number }[] = [];
  for (const uid of [...uids].sort((a, b) => a - b)) {
    const last = ranges.at(-1);
    if (last !== undefined && uid <= last.to + 1) last.to = uid;
    else ranges.push({ from: uid, to: uid });
  }
  return ranges;
}

/** Every UID from this one on. */
export function uidsFrom(uid: number): UidSet {
  return [{ from: uid, to: '*' }];
}

/** The members, ascending; only for sets without '*'. A server can say 1:4294967295, so look at `uidCount` first. */
export function* eachUid(set: UidSet): Generator<number> {
  for (const { from, to } of set) {
    for (let uid = from; uid <= (to === '*' ? from : to); uid++) yield uid;
  }
}

/** The highest members, at most `countMax`; only for sets without '*'. */
export function lastUids(set: UidSet, countMax: number): UidSet {
  const last: UidRange[] = [];
  let left = countMax;
  for (let at = set.length - 1; at >= 0 && left > 0; at--) {
    const { from, to } = set[at] ?? { from: 0, to: 0 };
    const end = to === '*' ? from : to;
    const begin = Math.max(from, end - left + 1);
    last.unshift({ from: begin, to: end });
    left -= end - begin + 1;
  }
  return last;
}

export function uidCount(set: UidSet): number {
  return set.reduce((count, { from, to }) => count + (to === '*' ? 1 : to - from + 1), 0);
}

export function hasUid(set: UidSet, uid: number): boolean {
  let low = 0;
  let high = set.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const range = set[middle];
    if (range === undefined) return false;
    if (uid < range.from) high = middle;
    else if (range.to === '*' || uid <= range.to) return true;
    else low = middle + 1;
  }
  return false;
}

/** The set as text, in pieces of at most `charsMax`: servers limit the length of a command (Exchange to about 10,000). */
export function uidSetTexts(set: UidSet, charsMax = 8000): readonly string[] {
  const texts: string[] = [];
  let text = '';
  for (const { from, to } of set) {
    const range = from === to ? `${from}` : `${from}:${to}`;
    if (text !== '' && text.length + range.length >= charsMax) {
      texts.push(text);
      text = '';
    }
    text += text === '' ? range : `,${range}`;
  }
  if (text !== '') texts.push(text);
  return texts;
}

/** Reads `1:3,7`, in whatever order a server writes it. '*' has no meaning in an answer and is refused. */
export function readUidSet(text: string): UidSet {
  if (text === '') return [];
  const ranges = text.split(',').map((part) => {
    const found = /^(\d{1,10})(?::(\d{1,10}))?$/.exec(part);
    const ends = [Number(found?.[1]), Number(found?.[2] ?? found?.[1])].sort((a, b) => a - b);
    const [from = Number.NaN, to = Number.NaN] = ends;
    if (!(from >= 0 && to <= UID_MAX))
      throw new ImapProtocolError('a set of UIDs was expected and something else found');
    return { from, to };
  });
  return joinRanges(ranges);
}

/** Behind the word VANISHED (RFC 7162 §3.2.10): `(EARLIER) 41,43:116`, or the set alone. */
export function readVanished(cursor: Cursor): UidSet {
  if (cursor.isAt('(')) cursor.skipValue();
  cursor.spaces();
  return readUidSet(cursor.rest().trim());
}

/**
 * In the order of the answer, for COPYUID and APPENDUID, where order pairs old and new (RFC 4315 §3). Null for what is no
 * list, or says more than `countMax`: a server that cannot count its work has still done it.
 */
export function readUidList(text: string, countMax: number): readonly number[] | null {
  const uids: number[] = [];
  for (const part of text.split(',')) {
    const [from = Number.NaN, to = from] = part
      .split(':')
      .map((end) => (/^\d{1,10}$/.test(end) ? Number(end) : Number.NaN));
    const size = Math.abs(to - from) + 1;
    if (!(uids.length + size <= countMax)) return null;
    const step = to >= from ? 1 : -1;
    for (let at = 0; at < size; at++) uids.push(from + at * step);
  }
  return uids;
}

/** Ranges without '*', in any order and overlapping, as a set. */
export function joinRanges(ranges: readonly UidRange[]): UidSet {
  const out: { from: number; to: number }[] = [];
  for (const { from, to } of [...ranges].sort((a, b) => a.from - b.from)) {
    const end = to === '*' ? from : to;
    const last = out.at(-1);
    if (last !== undefined && from <= last.to + 1) last.to = Math.max(last.to, end);
    else out.push({ from, to: end });
  }
  return out;
}
