/** The print of a calendar part (RFC 5545): its lines without their order, and the few that make it this meeting. */
import type { ReadText } from './charset.ts';
import { digestOf, plainLetters, printSet, type SetPrint } from './text-print.ts';

export interface CalendarPrint {
  /** Of all lines, unfolded and sorted. */
  readonly lines: string;
  /** Of method, identity, title, and the times as written: what a server that writes calendars anew must keep. */
  readonly core: SetPrint;
}

/** Lines of one calendar part that are looked at. */
const LINES_MAX = 50_000;
const CORE = /^(METHOD|UID|SUMMARY|DTSTART|DTEND|RECURRENCE-ID|RRULE)[;:]/i;

export function printCalendar({ text, sure }: ReadText): CalendarPrint {
  const lines = text
    .replace(/\r?\n[ \t]/g, '')
    .split(/[\r\n]+/, LINES_MAX)
    .map((line) => line.trim())
    .filter((line) => line !== '');
  return { lines: digestOf(lines.map(plainLetters).sort().join('\n')), core: printSet(lines.flatMap(coreFact), sure) };
}

/** `DTSTART;TZID=Europe/Berlin:20260101T090000` says 20260101T090000; the name of a zone is spelt anew by every server. */
function coreFact(line: string): readonly string[] {
  const name = CORE.exec(line)?.[1]?.toUpperCase();
  if (name === undefined) return [];
  const value = /^(?:[^":]|"[^"]*")*:(.*)$/s.exec(line)?.[1] ?? '';
  const plain = plainLetters(value.replace(/\\([\\;,])/g, '$1').replace(/\\n/gi, ' '));
  return [`${name} ${name === 'RRULE' ? plain.split(';').sort().join(';') : plain}`];
}
