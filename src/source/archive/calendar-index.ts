/**
 * Where the components of an iCalendar file are: five numbers for each, and nothing of what they say. So all components of
 * one UID are found together, wherever they stand in a file of any size.
 */
import { ArchiveError } from './archive-error.ts';
import type { Window } from './bytes.ts';
import { Column } from './column.ts';
import { type ScannedLine, scanLines } from './logical-line-scanner.ts';
import { nameHash } from './name-hash.ts';

/** 80 MB of index; a calendar has a few thousand. */
export const COMPONENTS_MAX = 2_000_000;
/** Names of components that are no items, which are told once each. */
const OTHER_NAMES_MAX = 50;

export const CALENDAR_KINDS = ['event', 'task', 'note'] as const;
export type CalendarKind = (typeof CALENDAR_KINDS)[number];
type RowKind = CalendarKind | 'zone' | 'broken';
const ROW_KINDS: readonly RowKind[] = [...CALENDAR_KINDS, 'zone', 'broken'];
const KIND_OF: ReadonlyMap<string, RowKind> = new Map<string, RowKind>([
  ['VEVENT', 'event'],
  ['VTODO', 'task'],
  ['VJOURNAL', 'note'],
  ['VTIMEZONE', 'zone'],
]);

/** One component. */
export interface Row {
  readonly kind: RowKind;
  /** A hash of its UID, or of its TZID. */
  readonly id: number;
  readonly from: number;
  readonly until: number;
  /** Which VCALENDAR it is in, from 0; -1 outside of all. */
  readonly calendar: number;
  /** The number of its first line, from 1. */
  readonly line: number;
}

export class CalendarIndex {
  readonly #kinds = new Column();
  readonly #ids = new Column();
  readonly #froms = new Column();
  readonly #untils = new Column();
  readonly #calendars = new Column();
  readonly #lines = new Column();
  /** Where the properties of each VCALENDAR begin and end. */
  readonly #heads = new Column();
  readonly #headEnds = new Column();
  readonly #order: Uint32Array;
  /** Names of components that are no items, with their numbers. */
  readonly others: ReadonlyMap<string, number>;
  readonly #counts = new Map<RowKind, number>();

  constructor(rows: readonly Column[], heads: readonly [Column, Column], others: ReadonlyMap<string, number>) {
    [this.#kinds, this.#ids, this.#froms, this.#untils, this.#calendars, this.#lines] = rows as [
      Column,
      Column,
      Column,
      Column,
      Column,
      Column,
    ]; // the builder gives six
    [this.#heads, this.#headEnds] = heads;
    this.others = others;
    this.#order = Uint32Array.from({ length: this.#kinds.length }, (_row, index) => index);
    this.#order.sort(
      (one, other) =>
        this.#kinds.at(one) - this.#kinds.at(other) || this.#ids.at(one) - this.#ids.at(other) || one - other,
    );
    for (let row = 0; row < this.length; row++) this.#count(row);
  }

  get length(): number {
    return this.#kinds.length;
  }

  /** How many items there are of a kind: one for each UID. */
  count(kind: RowKind): number {
    return this.#counts.get(kind) ?? 0;
  }

  /** All items of a kind, each as its components in the order of the file. */
  *groups(kind: RowKind): Generator<readonly Row[]> {
    for (let place = this.#firstOf(kind, -1); place < this.length; ) {
      const group = this.#groupAt(place);
      if (group[0]?.kind !== kind) return;
      yield group;
      place += group.length;
    }
  }

  group(kind: RowKind, id: number): readonly Row[] {
    const place = this.#firstOf(kind, id);
    const group = place < this.length ? this.#groupAt(place) : [];
    return group[0]?.kind === kind && group[0].id === id ? group : [];
  }

  /** The lines from BEGIN:VCALENDAR to the first component. */
  head(calendar: number): { readonly from: number; readonly until: number } | null {
    if (calendar < 0) return null;
    return { from: this.#heads.at(calendar), until: this.#headEnds.at(calendar) };
  }

  #count(place: number): void {
    const row = this.#order[place] ?? 0;
    const before = place === 0 ? -1 : (this.#order[place - 1] ?? 0);
    const isSame =
      before >= 0 && this.#kinds.at(row) === this.#kinds.at(before) && this.#ids.at(row) === this.#ids.at(before);
    const kind = ROW_KINDS[this.#kinds.at(row)] ?? 'broken';
    if (!isSame) this.#counts.set(kind, (this.#counts.get(kind) ?? 0) + 1);
  }

  #groupAt(place: number): readonly Row[] {
    const first = this.#row(place);
    const group = [first];
    for (let next = place + 1; next < this.length; next++) {
      const row = this.#row(next);
      if (row.kind !== first.kind || row.id !== first.id) break;
      group.push(row);
    }
    return group;
  }

  #row(place: number): Row {
    const row = this.#order[place] ?? 0;
    return {
      kind: ROW_KINDS[this.#kinds.at(row)] ?? 'broken',
      id: this.#ids.at(row),
      from: this.#froms.at(row),
      until: this.#untils.at(row),
      calendar: this.#calendars.at(row),
      line: this.#lines.at(row),
    };
  }

  /** The first place in the order that is not before the kind and id. */
  #firstOf(kind: RowKind, id: number): number {
    const wanted = ROW_KINDS.indexOf(kind);
    let low = 0;
    let high = this.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const row = this.#order[middle] ?? 0;
      const difference = this.#kinds.at(row) - wanted || this.#ids.at(row) - id;
      if (difference < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** Reads the file once. Fails with an `ArchiveError` when it holds more components than can be indexed. */
export async function indexCalendar(window: Window, signal: AbortSignal): Promise<CalendarIndex> {
  const builder = new Builder();
  await scanLines(window, [0, window.sizeBytes], (line) => builder.take(line), signal);
  return builder.end(window.sizeBytes);
}

interface OpenComponent {
  readonly name: string;
  readonly from: number;
  readonly line: number;
  /** Components open within it, itself included. */
  depth: number;
  id: number | null;
}

class Builder {
  readonly #rows = [new Column(), new Column(), new Column(), new Column(), new Column(), new Column()];
  readonly #heads: readonly [Column, Column] = [new Column(), new Column()];
  readonly #others = new Map<string, number>();
  #calendar = -1;
  #isHead = false;
  #open: OpenComponent | null = null;
  #withoutUid = 0;

  take(line: ScannedLine): void {
    switch ((line.head[0] ?? 0) | 0x20) {
      case 0x62:
      case 0xef: // a byte order mark
        return this.#begins(line);
      case 0x65:
        return this.#ends(line);
      case 0x75:
      case 0x74:
        return this.#names(line);
      default:
    }
  }

  end(sizeBytes: number): CalendarIndex {
    this.#breakOff(sizeBytes);
    if (this.#isHead) this.#heads[1].set(this.#calendar, sizeBytes);
    return new CalendarIndex(this.#rows, this.#heads, this.#others);
  }

  #begins({ head, start, number }: ScannedLine): void {
    const name = /^(?:\u00ef\u00bb\u00bf)?BEGIN[ \t]*:[ \t]*([A-Z0-9-]+)[ \t]*$/i
      .exec(head.toString('latin1'))?.[1]
      ?.toUpperCase();
    if (name === undefined) return;
    const isTop = name === 'VCALENDAR' || KIND_OF.has(name);
    if (this.#open !== null && !isTop) {
      this.#open.depth += 1;
      return;
    }
    this.#breakOff(start);
    if (this.#isHead) this.#heads[1].set(this.#calendar, start);
    this.#isHead = name === 'VCALENDAR';
    if (this.#isHead) {
      this.#calendar = this.#heads[0].length;
      this.#heads[0].add(start);
      this.#heads[1].add(start);
    } else this.#open = { name, from: start, line: number, depth: 1, id: null };
  }

  #ends({ head, end, start }: ScannedLine): void {
    const name = /^END[ \t]*:[ \t]*([A-Z0-9-]+)[ \t]*$/i.exec(head.toString('latin1'))?.[1]?.toUpperCase();
    if (name === undefined) return;
    if (name === 'VCALENDAR') {
      this.#breakOff(start);
      if (this.#isHead) this.#heads[1].set(this.#calendar, start);
      this.#isHead = false;
      this.#calendar = -1;
    } else if (this.#open !== null && name === this.#open.name) this.#close(this.#open, end);
    else if (this.#open !== null) this.#open.depth = Math.max(1, this.#open.depth - 1);
  }

  #names({ head }: ScannedLine): void {
    if (this.#open === null || this.#open.depth > 1 || this.#open.id !== null) return;
    const wanted = this.#open.name === 'VTIMEZONE' ? /^TZID(?:;[^:]*)?:(.*)$/is : /^UID(?:;[^:]*)?:(.*)$/is;
    const value = wanted.exec(head.toString('latin1'))?.[1]?.trim();
    if (value !== undefined && value !== '') this.#open.id = nameHash(value);
  }

  #close(open: OpenComponent, end: number): void {
    this.#open = null;
    const kind = KIND_OF.get(open.name);
    if (kind !== undefined) this.#add(kind, open.id ?? nameHash(`without a UID ${this.#withoutUid++}`), open, end);
    else if (this.#others.size < OTHER_NAMES_MAX || this.#others.has(open.name)) {
      this.#others.set(open.name, (this.#others.get(open.name) ?? 0) + 1);
    }
  }

  /** A component that never ended. */
  #breakOff(at: number): void {
    const open = this.#open;
    this.#open = null;
    if (open !== null) this.#add('broken', nameHash(`broken ${open.from}`), open, at);
  }

  #add(kind: RowKind, id: number, { from, line }: OpenComponent, until: number): void {
    if ((this.#rows[0]?.length ?? 0) >= COMPONENTS_MAX) {
      throw new ArchiveError(`it holds more than ${COMPONENTS_MAX} components; split it`);
    }
    const row = [ROW_KINDS.indexOf(kind), id, from, until, this.#calendar, line];
    for (const [column, number] of row.entries()) this.#rows[column]?.add(number);
  }
}
