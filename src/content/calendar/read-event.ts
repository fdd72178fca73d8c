/** One VEVENT: when it is, what it is, and what of it changes availability. */
import type { CalendarTime, EventDetails } from '../../model/calendar.ts';
import { CalendarError } from './calendar-error.ts';
import { parameterOf } from './content-line.ts';
import { type PlacedLines, placedTime, wordOf } from './placed-lines.ts';
import { readDescribed } from './read-described.ts';
import { plainText } from './read-text.ts';
import { afterDuration, type Duration, isBefore, readDuration, type Times } from './read-times.ts';

/** What an occurrence takes from elsewhere when its own component does not say it. */
export interface EventDefaults {
  /** RECURRENCE-ID: when the occurrence begins unless DTSTART says otherwise. Null for the event itself. */
  readonly start: CalendarTime | null;
  /** How long the other occurrences are, for one that says nothing of its own times; null when that is not known. */
  readonly duration: Duration | null;
  /** METHOD:CANCEL, or null. */
  readonly status: 'cancelled' | null;
}

export interface ReadEvent {
  readonly details: Omit<EventDetails, 'others'>;
  /** Call last: what nobody has taken by then. */
  readonly others: () => readonly string[];
}

/** Throws a CalendarError when it has no start that makes sense. Leaves the lines of recurrence to the caller. */
export function readEvent(lines: PlacedLines, times: Times, defaults: EventDefaults): ReadEvent {
  const { described, others } = readDescribed(lines, times);
  const { start, end } = readSpan(lines, times, defaults, saysAllDay(lines));
  const status = readStatus(lines);
  const busy = readBusy(lines, status);
  const conferences = readConferences(lines);
  return { details: { ...described, start, end, status: defaults.status ?? status, busy, conferences }, others };
}

interface Span {
  readonly start: CalendarTime;
  readonly end: CalendarTime;
}

function readSpan(lines: PlacedLines, times: Times, defaults: EventDefaults, isAllDay: boolean): Span {
  const own = placedTime(lines, 'DTSTART', times);
  const start = own === null ? defaults.start : inZoneOfEnd(own, lines, times);
  if (start === null) {
    const { name, line } = lines.component;
    const written = lines.component.properties.find((property) => property.name === 'DTSTART');
    if (written === undefined) throw new CalendarError(name, line, 'it has no DTSTART');
    throw new CalendarError(name, written.line, `its DTSTART is no date: ${quoted(written.value)}`);
  }
  const end = readEnd(lines, times, start, own === null ? defaults.duration : null);
  const isMidnights = start.time === '00:00:00' && end.time === '00:00:00' && end.date > start.date;
  return isAllDay && isMidnights ? { start: dayOfTime(start), end: dayOfTime(end) } : { start, end };
}

/** Where only DTEND names a zone, it was forgotten at DTSTART: both have one form (RFC 5545 §3.8.2.2). */
function inZoneOfEnd(start: CalendarTime, lines: PlacedLines, times: Times): CalendarTime {
  const line = lines.peek('DTEND');
  if (line === null || start.time === null || start.zone !== 'floating' || times.isZoneLost(line)) return start;
  const end = times.one(line);
  return end === null || end.time === null || end.zone === 'UTC' ? start : { ...start, zone: end.zone };
}

/** Outlook and others write whole days as times from midnight to midnight, and say so beside them. */
function saysAllDay(lines: PlacedLines): boolean {
  const names = ['X-MICROSOFT-CDO-ALLDAYEVENT', 'X-MICROSOFT-MSNCALENDAR-ALLDAYEVENT', 'X-FUNAMBOL-ALLDAY'];
  const said = names.map((name) =>
    lines.one(name, (line) => (/^(true|false|0|1)$/i.test(line.value.trim()) ? line : null)),
  );
  return said.some((line) => line !== null && /^(true|1)$/i.test(line.value.trim()));
}

function dayOfTime(time: CalendarTime): CalendarTime {
  return { date: time.date, time: null, zone: 'floating' };
}

/** DTEND, else DURATION, else the default of RFC 5545 §3.6.1; a value that ends before the start is kept as a line. */
function readEnd(lines: PlacedLines, times: Times, start: CalendarTime, usual: Duration | null): CalendarTime {
  const byEnd = lines.one('DTEND', (line) => {
    const end = times.one(line);
    return end === null ? null : endFor(start, end);
  });
  const byDuration = lines.one('DURATION', (line) => {
    const duration = readDuration(line.value);
    const end = duration === null ? null : afterDuration(start, duration);
    const isSame = byEnd === null || (end !== null && !isBefore(end, byEnd) && !isBefore(byEnd, end));
    return end === null || isBefore(end, start) || !isSame ? null : end;
  });
  const found = byEnd ?? byDuration;
  if (found !== null && (start.time !== null || found.date > start.date)) return found;
  const byDefault = usual ?? { days: start.time === null ? 1 : 0, seconds: 0 };
  return afterDuration(start, found === null ? byDefault : { days: 1, seconds: 0 }) ?? start;
}

/** The end in the form of the start: RFC 5545 §3.8.2.2 wants one form for both. Null when it is before the start. */
function endFor(start: CalendarTime, end: CalendarTime): CalendarTime | null {
  if (start.time === null) {
    if (end.date < start.date) return null;
    const isPartOfDay = end.time !== null && end.time !== '00:00:00';
    return isPartOfDay ? afterDuration(dayOfTime(end), { days: 1, seconds: 0 }) : dayOfTime(end);
  }
  const whole = end.time === null ? { date: end.date, time: '00:00:00', zone: start.zone } : end;
  const placed = whole.zone === 'floating' ? { ...whole, zone: start.zone } : whole;
  return isBefore(placed, start) ? null : placed;
}

function readStatus(lines: PlacedLines): EventDetails['status'] {
  const read = lines.one('STATUS', (line): EventDetails['status'] | null => {
    switch (wordOf(line)) {
      case 'CONFIRMED':
      case 'ACCEPTED':
      case 'SENT':
      case 'NEEDS ACTION':
      case 'NEEDS-ACTION':
        return 'confirmed';
      case 'TENTATIVE':
        return 'tentative';
      case 'CANCELLED':
      case 'CANCELED':
        return 'cancelled';
      default:
        return null;
    }
  });
  return read ?? 'confirmed';
}

const BUSY_WORDS: Readonly<Record<string, EventDetails['busy']>> = {
  FREE: 'free',
  TENTATIVE: 'tentative',
  BUSY: 'busy',
  OOF: 'away',
  WORKINGELSEWHERE: 'elsewhere',
};

/** Exchange's own word where there is one; else TRANSP, and what is not certain blocks tentatively. */
function readBusy(lines: PlacedLines, status: EventDetails['status']): EventDetails['busy'] {
  const own = lines.one('X-MICROSOFT-CDO-BUSYSTATUS', (line) => BUSY_WORDS[wordOf(line)] ?? null);
  // What the organizer wants it to be once it is accepted; until then, BUSYSTATUS says what it is.
  const intended = lines.one('X-MICROSOFT-CDO-INTENDEDSTATUS', (line) => {
    const meant = BUSY_WORDS[wordOf(line)] ?? null;
    return own === null || own === meant ? meant : null;
  });
  const isFree = lines.one('TRANSP', (line) => {
    if (/^(OPAQUE|0)$/.test(wordOf(line))) return false;
    return /^(TRANSPARENT|[1-9]\d?)$/.test(wordOf(line)) ? true : null;
  });
  if (own !== null) return own;
  if (isFree === true) return 'free';
  return intended ?? (status === 'tentative' ? 'tentative' : 'busy');
}

/** RFC 7986 §5.11, and where Google and Microsoft put the same link. */
function readConferences(lines: PlacedLines): EventDetails['conferences'] {
  const named = lines.all(
    'CONFERENCE',
    (line) => {
      const url = line.value.trim();
      return url === '' ? null : { url, label: parameterOf(line, 'LABEL').trim() };
    },
    ['LABEL', 'FEATURE'],
  );
  const found = [...named];
  for (const name of VENDOR_LINKS) {
    lines.one(name, (line) => {
      const url = plainText(line.value).trim();
      if (!/^[a-z][a-z0-9+.-]*:\S+$/i.test(url)) return null;
      if (found.every((conference) => conference.url !== url)) found.push({ url, label: '' });
      return url;
    });
  }
  return found;
}

const VENDOR_LINKS = [
  'X-GOOGLE-CONFERENCE',
  'X-MICROSOFT-SKYPETEAMSMEETINGURL',
  'X-MICROSOFT-ONLINEMEETINGEXTERNALLINK',
];

function quoted(value: string): string {
  return JSON.stringify(value.slice(0, 60));
}
