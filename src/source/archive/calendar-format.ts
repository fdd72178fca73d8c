/** iCalendar files as items: one for each UID and kind, its components byte for byte under the head of their calendar. */
import { type Instant, instant } from '../../base/clock.ts';
import { ITEM_BYTES_MAX } from '../../base/limits.ts';
import { CALENDAR_KINDS, type CalendarIndex, type CalendarKind, indexCalendar, type Row } from './calendar-index.ts';
import { nameOfDigest } from './digest-name.ts';
import type { BrokenItem, Format, Found, OpenFile } from './format.ts';
import type { IndexShelf } from './index-shelf.ts';
import { scanLines } from './logical-line-scanner.ts';
import { hashText, nameHash, readHash } from './name-hash.ts';
import { contentOfPieces, gather, type Piece } from './pieces.ts';

/** Time zones that one item may name. */
const ZONES_MAX = 100;
/** Components of one UID: the changed occurrences of a series. */
const GROUP_MAX = 20_000;

const LETTERS: Readonly<Record<CalendarKind, string>> = { event: 'e', task: 't', note: 'j' };
const OWN_HEAD = Buffer.from('BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Godwit//archive//EN\r\n');
const OWN_END = Buffer.from('END:VCALENDAR\r\n');
const LINE_END = Buffer.from('\r\n');

export function calendarFormat(shelf: IndexShelf<CalendarIndex>): Format {
  const indexOf = (open: OpenFile, signal: AbortSignal): Promise<CalendarIndex> =>
    shelf.get(open.file, () => indexCalendar(open.window, signal));
  return {
    async *items(open, signal) {
      const index = await indexOf(open, signal);
      for (const group of index.groups()) {
        const [first] = group;
        const kind = CALENDAR_KINDS.find((one) => one === first?.kind);
        if (kind !== undefined) yield await itemOf(open, index, { group, kind, keeps: false }, signal);
        else if (first !== undefined) yield brokenOf(first);
      }
    },
    async *find(open, locals, signal) {
      const index = await indexOf(open, signal);
      for (const local of locals) {
        const id = readHash(local.slice(1));
        const kind = CALENDAR_KINDS.find((one) => LETTERS[one] === local[0]);
        const group = id === null || kind === undefined ? [] : index.group(kind, id);
        if (kind === undefined || group.length === 0) continue;
        const found = await itemOf(open, index, { group, kind, keeps: true }, signal);
        if (found.is === 'item') yield found;
      }
    },
  };
}

interface Wanted {
  readonly group: readonly Row[];
  readonly kind: CalendarKind;
  /** The content is wanted at once. */
  readonly keeps: boolean;
}

async function itemOf(
  open: OpenFile,
  index: CalendarIndex,
  { group, kind, keeps }: Wanted,
  signal: AbortSignal,
): Promise<Found> {
  const [first] = group;
  const id = first?.id ?? 0;
  const local = `${LETTERS[kind]}${hashText(id)}`;
  const line = first?.line ?? 0;
  const sizeBytes = group.reduce((sum, row) => sum + row.until - row.from, 0);
  const broken = (reason: string): BrokenItem => ({ is: 'broken', kind, sizeBytes, reason: `line ${line}: ${reason}` });
  if (group.length > GROUP_MAX) return broken(`${group.length} components have its UID, more than ${GROUP_MAX}`);
  if (sizeBytes > ITEM_BYTES_MAX)
    return broken(`it has ${sizeBytes} bytes, more than the ${ITEM_BYTES_MAX} that can be moved`);
  const { zones, changedAt } = await lookInto(open, group, signal);
  const pieces: Piece[] = [index.head(first?.calendar ?? -1) ?? OWN_HEAD];
  for (const zone of zones) pieces.push(...zonePieces(index, zone, first?.calendar ?? -1));
  for (const row of group) pieces.push({ from: row.from, until: row.until }, ...(await missingEnd(open, row)));
  pieces.push(OWN_END);
  const gathered = await gather(open.window, pieces, keeps, signal);
  return {
    is: 'item',
    local,
    kind,
    version: nameOfDigest(gathered.sha256),
    sizeBytes: gathered.sizeBytes,
    receivedAt: changedAt,
    content: async (during) => contentOfPieces(open, pieces, gathered, during),
  };
}

function brokenOf({ line, from, until }: Row): BrokenItem {
  const reason = `line ${line}: a component begins here and has no end`;
  return { is: 'broken', kind: 'event', sizeBytes: until - from, reason };
}

/** The definition in the same calendar, else the first one anywhere in the file. */
function zonePieces(index: CalendarIndex, zone: number, calendar: number): readonly Piece[] {
  const rows = index.group('zone', zone);
  const row = rows.find((one) => one.calendar === calendar) ?? rows[0];
  return row === undefined ? [] : [{ from: row.from, until: row.until }];
}

/** The last line of a file may have no end. */
async function missingEnd({ window }: OpenFile, { until }: Row): Promise<readonly Piece[]> {
  if (until < window.sizeBytes) return [];
  const last = await window.at(until - 1, 1);
  return last[0] === 0x0a ? [] : [LINE_END];
}

interface Insight {
  /** Hashes of the time zones it names. */
  readonly zones: readonly number[];
  /** The latest LAST-MODIFIED of its components. */
  readonly changedAt: Instant;
}

async function lookInto({ window }: OpenFile, group: readonly Row[], signal: AbortSignal): Promise<Insight> {
  const zones = new Set<number>();
  let changedAt = 0;
  for (const { from, until } of group) {
    await scanLines(
      window,
      [from, until],
      ({ head }) => {
        const text = head.toString('latin1');
        const changed = /^LAST-MODIFIED[^:]*:(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z/i.exec(text);
        if (changed !== null) changedAt = Math.max(changedAt, utcOf(changed.slice(1).map(Number)));
        for (const [, quoted, plain = ''] of text.matchAll(/;TZID=(?:"([^"]*)"|([^;:,"]*))/gi)) {
          if (zones.size < ZONES_MAX) zones.add(nameHash((quoted ?? plain).trim()));
        }
      },
      signal,
    );
  }
  return { zones: [...zones], changedAt: instant(changedAt) };
}

function utcOf([year = 0, month = 1, day = 1, hours = 0, minutes = 0, seconds = 0]: readonly number[]): number {
  return Date.UTC(year, month - 1, day, hours, minutes, seconds);
}
