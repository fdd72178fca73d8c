/** What Apple Mail writes behind the message in an EMLX file: a property list with flags and the time of arrival. */
import { type Instant, instant } from '../../base/clock.ts';
import type { Flag } from '../../model/item.ts';
import type { Window } from './bytes.ts';
import type { Beside } from './message-file.ts';

/** A property list of Mail has a few kilobytes. */
const TRAILER_BYTES_MAX = 256 * 1024;

const FLAGS: readonly (readonly [number, Flag])[] = [
  [1 << 0, 'seen'],
  [1 << 2, 'answered'],
  [1 << 4, 'flagged'],
  [1 << 6, 'draft'],
  [1 << 8, 'forwarded'],
];
const DELETED = 1 << 1;

/** Reads it leniently: without one there are no flags, and the message itself says when it came. */
export async function readEmlxTrailer(window: Window, from: number): Promise<Beside> {
  const text = (await window.at(from, TRAILER_BYTES_MAX)).toString('utf8');
  const bits = numberOf(text, 'flags') ?? 0;
  return {
    state: { flags: new Set(FLAGS.filter(([bit]) => (bits & bit) !== 0).map(([, flag]) => flag)), keywords: [] },
    receivedAt: timeOf(numberOf(text, 'date-received')),
    isDeleted: (bits & DELETED) !== 0,
    mayBeNote: true,
  };
}

function numberOf(text: string, key: string): number | null {
  const found = new RegExp(`<key>${key}</key>\\s*<(?:integer|real)>\\s*(\\d{1,15})`).exec(text);
  return found === null ? null : Number(found[1]);
}

function timeOf(seconds: number | null): Instant | null {
  return seconds === null || seconds === 0 ? null : instant(seconds * 1000);
}
