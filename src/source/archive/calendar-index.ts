/**
 * Where the components of an iCalendar file are: five numbers for each, and nothing of what they say. So all components of
 * one UID are found together, wherever they stand in a file of any size.
 */
import { ArchiveError } from './archive-error.ts';
import type { Window } from './bytes.ts';
import { Chains } from './chains.ts';
import { Column } from './column.ts';
import { type ScannedLine, scanLines } from './logical-line-scanner.ts';
import { nameHash } from './name-hash.ts';

/** 70 MB of index; a calendar has a few thousand. */
export const COMPONENTS_MAX = 1_000_000;
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
  readonly #columns: Columns;
  /** Where the properties of each VCALENDAR begin and end. */
  readonly #heads: readonly [Column, Column];
  readonly #chains: Chains;
  /** Names of components that are no items, with their numbers. */
  readonly others: ReadonlyMap<string, number>;
  readonly #counts = new Map<RowKind, number>();

  constructor(columns: Columns, heads: readonly [Column, Column], others: ReadonlyMap<string, number>) {
    this.#columns = columns;
    this.#heads = heads;
    this.others = others;
    this.#chains = new Chains([columns.kind, columns.id]);
    for (const row of this.#chains.firsts()) {
      const kind = this.#kindOf(row);
      this.#counts.set(kind, (this.#counts.get(kind) ?? 0) + 1);
    }
  }

  get length(): number {
    return this.#columns.kind.length;
  }

  /** How many items there are of a kind: one for each UID. */
  count(kind: RowKind): number {
    return this.#counts.get(kind) ?? 0;
  }

  /** All items but time zones, each as its components, in the order of the file. */
  *groups(): Generator<readonly Row[]> {
    for (const first of this.#chains.firsts()) if (this.#kindOf(first) !== 'zone') yield this.#groupAt(first);
  }

  group(kind: RowKind, id: number): readonly Row[] {
    const first = this.#chains.find([ROW_KINDS.indexOf(kind), id]);
    return first === null ? [] : this.#groupAt(first);
  }

  /** The lines from BEGIN:VCALENDAR to the first component. */
  head(calendar: number): { readonly from: number; readonly until: number } | null {
    const [froms, untils] = this.#heads;
    return calendar < 0 ? null : { from: froms.at(calendar), until: untils.at(calendar) };
  }

  #groupAt(first: number): readonly Row[] {
    return [...this.#chains.from(first)].map((row) => ({
      kind: this.#kindOf(row),
      id: this.#columns.id.at(row),
      from: this.#columns.from.at(row),
      until: this.#columns.until.at(row),
      calendar: this.#columns.calendar.at(row),
      line: this.#columns.line.at(row),
    }));
  }

  #kindOf(row: number): RowKind {
    return ROW_KINDS[this.#columns.kind.at(row)] ?? 'broken';
  }
}

/** A column for each field of a row; the kind is its place in `ROW_KINDS`. */
type Columns = Readonly<Record<keyof Row, Column>>;

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
  readonly #columns: Columns = {
    kind: new Column(),
    id: new Column(),
    from: new Column(),
    until: new Column(),
    calendar: new Column(),
    line: new Column(),
  };
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
    return new CalendarIndex(this.#columns, this.#heads, this.#others);
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
    if (this.#columns.id.length >= COMPONENTS_MAX) {
      throw new ArchiveError(`it holds more than ${COMPONENTS_MAX} components; split it`);
    }
    this.#columns.kind.add(ROW_KINDS.indexOf(kind));
    this.#columns.id.add(id);
    this.#columns.from.add(from);
    this.#columns.until.add(until);
    this.#columns.calendar.add(this.#calendar);
    this.#columns.line.add(line);
  }
}
