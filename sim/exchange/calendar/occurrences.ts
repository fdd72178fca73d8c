/** The occurrences of a series: where each lies, what it differs in, and how one is changed or deleted. */
import { ItemRefusal } from '../errors.ts';
import type { ItemState } from '../item.ts';
import type { Body } from '../mime/anatomy.ts';
import { type EventState, type Exception, eventOf, withEvent } from './event.ts';
import { daysOf, type Recurrence } from './recurrence.ts';
import { DAY_MS, instantAt, wallAt } from './zones.ts';

/** Where an occurrence lies. */
export interface Slot {
  /** From 1; deleted ones count. */
  readonly index: number;
  /** As the pattern has it. */
  readonly originalStart: number;
  readonly start: number;
  readonly end: number;
}

/** An occurrence as an item of its own. */
export interface Occurrence extends Slot {
  readonly isException: boolean;
  readonly state: ItemState;
  /** Null when the body is that of the series. */
  readonly body: Body | null;
}

/** An occurrence by its place and the day that the pattern gives it: cheap, since no clock is asked. */
interface Place {
  readonly index: number;
  readonly day: number;
}

/** All occurrences that are not deleted, in the order of the pattern. Without an end when the series has none. */
function* placesOf({ recurrence, deleted }: EventState): Generator<Place> {
  if (recurrence === null) return;
  const gone = new Set(deleted);
  let index = 0;
  for (const day of daysOf(recurrence)) {
    index += 1;
    if (!gone.has(index)) yield { index, day };
  }
}

/** The first and the last occurrence that are left; the last is null for a series without an end. */
export function outerSlots(event: EventState): { readonly first: Slot | null; readonly last: Slot | null } {
  const first = placesOf(event).next().value;
  if (first === undefined) return { first: null, last: null };
  let last: Place = first;
  if (event.recurrence?.range.is !== 'NoEnd') for (const place of placesOf(event)) last = place;
  const hasEnd = event.recurrence?.range.is !== 'NoEnd';
  return { first: slotAt(event, first), last: hasEnd ? slotAt(event, last) : null };
}

/** The occurrences that touch a stretch of time, in the order of the pattern. */
export function* slotsBetween(event: EventState, from: number, until: number): Generator<Slot> {
  // A day more on both sides, for zones; exceptions lie between their neighbours, and each is looked at.
  const early = Math.floor((from - (event.end - event.start)) / DAY_MS) - 2;
  for (const place of placesOf(event)) {
    if (place.day < early && event.exceptions[place.index] === undefined) continue;
    const slot = slotAt(event, place);
    if (slot.start >= until) return;
    // What has no length touches the instant at which it starts.
    if (slot.end > from || slot.start === from) yield slot;
  }
}

/** The occurrence of that place. Refuses places that the series does not have or has lost. */
export function slotOf(event: EventState, index: number): Slot {
  const day = event.recurrence === null || index < 1 ? null : dayAt(event.recurrence, index);
  if (day === null) {
    const text = `The series has no occurrence ${index}.`;
    throw new ItemRefusal('ErrorCalendarOccurrenceIndexIsOutOfRecurrenceRange', text);
  }
  if (event.deleted.includes(index)) {
    const text = `The occurrence ${index} was deleted from the series.`;
    throw new ItemRefusal('ErrorCalendarOccurrenceIsDeletedFromRecurrence', text);
  }
  return slotAt(event, { index, day });
}

/** Of every series, deleted or not: where the pattern puts its occurrence of that place. */
export function originalStartOf(event: EventState, index: number): number {
  const day = event.recurrence === null ? null : dayAt(event.recurrence, index);
  return day === null ? event.start : patternSlot(event, day).start;
}

function dayAt(recurrence: Recurrence, index: number): number | null {
  let place = 0;
  for (const day of daysOf(recurrence)) {
    place += 1;
    if (place === index) return day;
  }
  return null;
}

function slotAt(event: EventState, { index, day }: Place): Slot {
  const { start, end } = patternSlot(event, day);
  const exception = event.exceptions[index];
  return { index, originalStart: start, start: exception?.start ?? start, end: exception?.end ?? end };
}

/** Both ends are what clocks of the zone show, so that a night in which they change is longer or shorter. */
function patternSlot(event: EventState, day: number): { readonly start: number; readonly end: number } {
  const { startZone: zone } = event;
  const start = wallAt(event.start, zone);
  const end = wallAt(event.end, zone);
  const shift = day * DAY_MS - Math.floor(start / DAY_MS) * DAY_MS;
  return { start: instantAt(start + shift, zone), end: instantAt(end + shift, zone) };
}

export function occurrenceOf(master: ItemState, slot: Slot): Occurrence {
  const event = eventOf(master);
  const exception = event.exceptions[slot.index];
  const { start, end } = slot;
  const plain = withEvent(master, { start, end, recurrence: null, exceptions: {}, deleted: [] });
  if (exception === undefined) return { ...slot, isException: false, state: plain, body: null };
  const state: ItemState = {
    ...plain,
    ...exception.item,
    own: { ...eventOf(plain), ...exception.own, start, end },
    overrides: { ...plain.overrides, ...exception.overrides },
    extended: exception.extended ?? plain.extended,
  };
  return { ...slot, isException: true, state, body: exception.body };
}

/** The series with one occurrence changed. Refuses to move it over or onto its neighbours. */
export function withException(master: ItemState, from: Occurrence, to: ItemState, body: Body | null): ItemState {
  const event = eventOf(master);
  const changed = eventOf(to);
  if (changed.recurrence !== null) {
    throw new ItemRefusal('ErrorInvalidPropertySet', 'Set action is invalid for property Recurrence.');
  }
  if (changed.start !== from.start || changed.end !== from.end) refuseCrossing(event, from.index, changed);
  const plain = occurrenceOf(withEvent(master, { exceptions: {} }), from).state;
  const exception: Exception = {
    start: changed.start,
    end: changed.end,
    item: differing(plainPart(plain), plainPart(to)),
    own: differing(eventOf(plain), changed),
    overrides: differing(plain.overrides, to.overrides),
    extended: isSame(plain.extended, to.extended) ? null : to.extended,
    body: body ?? from.body,
  };
  return withEvent(master, { exceptions: { ...event.exceptions, [from.index]: exception } });
}

/** What is not compared by itself, and does not belong to the series. */
function plainPart({ own: _o, overrides: _v, extended: _e, modified: _m, ...rest }: ItemState): Exception['item'] {
  return rest;
}

/** Null when nothing would be left of the series. */
export function withoutOccurrence(master: ItemState, index: number): ItemState | null {
  const event = eventOf(master);
  const { [index]: _, ...exceptions } = event.exceptions;
  const deleted = [...event.deleted, index].sort((one, other) => one - other);
  const left = { ...event, exceptions, deleted };
  return placesOf(left).next().done === true ? null : withEvent(master, left);
}

function refuseCrossing(event: EventState, index: number, { start, end }: EventState): void {
  const { before, after } = neighbours(event, index);
  const day = (instant: number): number => Math.floor(wallAt(instant, event.startZone) / DAY_MS);
  const isOver =
    (before !== null && (day(start) <= day(before.start) || start < before.end)) ||
    (after !== null && (day(start) >= day(after.start) || end > after.start));
  if (isOver) {
    const text = 'The changed occurrence crosses or overlaps the one next to it.';
    throw new ItemRefusal('ErrorOccurrenceCrossingBoundary', text);
  }
}

function neighbours(event: EventState, index: number): { readonly before: Slot | null; readonly after: Slot | null } {
  let before: Place | null = null;
  let after: Place | null = null;
  for (const place of placesOf(event)) {
    if (place.index < index) before = place;
    if (place.index > index) {
      after = place;
      break;
    }
  }
  const slot = (place: Place | null): Slot | null => (place === null ? null : slotAt(event, place));
  return { before: slot(before), after: slot(after) };
}

/** Those properties of `to` that `from` does not have alike. */
function differing<Type extends object>(from: Type, to: Type): Partial<Type> {
  const found: Partial<Type> = {};
  for (const name in to) if (!isSame(from[name], to[name])) found[name] = to[name];
  return found;
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
