/**
 * The properties of one component while they find their places in the meaning. What finds none is kept, so that nothing is
 * dropped in silence.
 *
 * Lines that have no place are kept as they are. A line whose name has a place, but which could not be taken as a whole (it
 * makes no sense, is one too many, or has parameters that say more) is kept as `X-GODWIT-KEPT-NAME…`: the prefix keeps other
 * programs from taking it for the property itself when it is written out again.
 *
 * Nowhere, because they say nothing about the item: DTSTAMP, PRODID and VERSION (who wrote these bytes, when, how), the
 * properties of the calendar around it (its name, colour, display zone), and the parameters below.
 */
import type { CalendarTime } from '../../model/calendar.ts';
import type { Component } from './component.ts';
import { type ContentLine, contentLineText, type Parameter, parameterOf } from './content-line.ts';
import type { Times } from './read-times.ts';

export const KEPT = 'X-GODWIT-KEPT-';
/** Marks a line that stands in a file of ours only because RFC 5545 demands one: its value means nothing. */
export const ASSUMED = 'X-GODWIT-ASSUMED';

/** How a value is written, or what servers tell each other about the sending of invitations. */
const BOOKKEEPING: ReadonlySet<string> = new Set([
  ...'VALUE ENCODING CHARSET LANGUAGE TZID X-VOBJ-ORIGINAL-TZID X-TZID DERIVED'.split(' '),
  ...'RSVP SCHEDULE-AGENT SCHEDULE-STATUS SCHEDULE-FORCE-SEND X-CALENDARSERVER-DTSTAMP X-CALENDARSERVER-AUTO'.split(
    ' ',
  ),
  ...'X-APPLE-NAME-HASH X-APPLE-EWS-BUSYSTATUS X-JMAP-ID'.split(' '),
]);
/** Parameters whose usual value says nothing. */
const USUAL: ReadonlySet<string> = new Set(['CUTYPE=INDIVIDUAL', 'X-NUM-GUESTS=0', 'RELATED=START', 'RELTYPE=PARENT']);

export class PlacedLines {
  readonly component: Component;
  readonly #left: Map<string, ContentLine[]>;
  readonly #order: ReadonlyMap<ContentLine, number>;
  readonly #kept = new Set<ContentLine>();

  constructor(component: Component) {
    this.component = component;
    this.#left = new Map();
    for (const line of component.properties) {
      if (line.parameters.some(({ name }) => name === ASSUMED)) continue;
      const same = this.#left.get(line.name);
      if (same === undefined) this.#left.set(line.name, [line]);
      else same.push(line);
    }
    this.#order = new Map(component.properties.map((line, order) => [line, order]));
    for (const name of ['DTSTAMP', 'PRODID', 'VERSION']) this.#left.delete(name);
  }

  /** The first line of that name that `read` makes something of; all others of it are kept. Null when there is none. */
  one<T>(name: string, read: (line: ContentLine) => T | null, parameters: readonly string[] = []): T | null {
    let found: T | null = null;
    for (const line of this.#take(name)) {
      const value: T | null = found === null ? read(line) : null;
      if (value === null) this.keep(line);
      else {
        found = value;
        this.#keepWithMore(line, parameters);
      }
    }
    return found;
  }

  /** What `read` makes of every line of that name; where it makes nothing, the line is kept. */
  all<T>(name: string, read: (line: ContentLine) => T | null, parameters: readonly string[] = []): readonly T[] {
    return this.#take(name).flatMap((line) => {
      const value = read(line);
      if (value === null) this.keep(line);
      else this.#keepWithMore(line, parameters);
      return value === null ? [] : [value];
    });
  }

  /** The first line of that name, without taking it. */
  peek(name: string): ContentLine | null {
    return this.#left.get(name)?.[0] ?? null;
  }

  /** The line could not be taken as a whole. An empty value says nothing. */
  keep(line: ContentLine): void {
    if (line.value.trim() === '' && line.parameters.every(({ name }) => BOOKKEEPING.has(name))) return;
    this.#kept.add(line);
  }

  /** Everything without a place, in the order of the file. */
  others(): readonly string[] {
    const left = [...this.#left.values()].flat();
    return [...left, ...this.#kept]
      .sort((one, other) => (this.#order.get(one) ?? 0) - (this.#order.get(other) ?? 0))
      .map((line) => `${this.#kept.has(line) ? KEPT : ''}${contentLineText(line)}`);
  }

  #take(name: string): readonly ContentLine[] {
    const lines = this.#left.get(name) ?? [];
    this.#left.delete(name);
    return lines;
  }

  #keepWithMore(line: ContentLine, parameters: readonly string[]): void {
    if (line.parameters.some((parameter) => !parameters.includes(parameter.name) && saysMore(parameter)))
      this.keep(line);
  }
}

/** The first time of that name; a line whose zone nobody knows is kept, for its name. */
export function placedTime(lines: PlacedLines, name: string, times: Times): CalendarTime | null {
  return lines.one(name, (line) => {
    const time = times.one(line);
    if (time !== null && times.isZoneLost(line)) lines.keep(line);
    return time;
  });
}

/** The lines with more of them between the properties and the components that follow properties. */
export function withMoreLines(others: readonly string[], more: readonly string[]): readonly string[] {
  const begin = others.findIndex((line) => line.startsWith('BEGIN:'));
  const at = begin === -1 ? others.length : begin;
  return [...others.slice(0, at), ...more, ...others.slice(at)];
}

/** The value of a line without blanks around it, in upper case: for words of a fixed list. */
export function wordOf(line: ContentLine): string {
  return line.value.trim().toUpperCase();
}

/** A parameter in upper case: for words of a fixed list. */
export function parameterWord(line: ContentLine, name: string): string {
  return parameterOf(line, name).trim().toUpperCase();
}

function saysMore({ name, values }: Parameter): boolean {
  if (BOOKKEEPING.has(name) || values.every((value) => value.trim() === '')) return false;
  return !USUAL.has(`${name}=${values.join(',').toUpperCase()}`);
}
