/** date-time of RFC 9051 §9: `"17-Jul-1996 02:44:25 -0700"`. */
import { type Instant, instant } from '../../../base/clock.ts';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;
const MONTH_NUMBERS: ReadonlyMap<string, number> = new Map(MONTHS.map((name, at) => [name.toLowerCase(), at]));
const FORM = /^ ?(\d{1,2})-([A-Za-z]{3})-(\d{4}) (\d{1,2}):(\d{2}):(\d{2})(?: ([+-])(\d{2})(\d{2})| [A-Z]{1,5})?$/;
const YEAR_MIN = 1900;
const MINUTE_MS = 60_000;

/** Null for what is no date-time. A missing or named zone counts as UTC. */
export function readDateTime(text: string): Instant | null {
  const found = FORM.exec(text);
  if (found === null) return null;
  const [, day = '', monthName = '', year = '', hour = '', minute = '', second = ''] = found;
  const month = MONTH_NUMBERS.get(monthName.toLowerCase());
  if (month === undefined || Number(day) > 31 || Number(day) === 0 || Number(hour) > 23 || Number(minute) > 59)
    return null;
  if (Number(year) < YEAR_MIN) return null;
  const local = Date.UTC(Number(year), month, Number(day), Number(hour), Number(minute), Number(second));
  const zoneMinutes = Number(found[8] ?? 0) * 60 + Number(found[9] ?? 0);
  return instant(local - (found[7] === '-' ? -zoneMinutes : zoneMinutes) * MINUTE_MS);
}

/** In UTC and within the years the form can say. */
export function dateTimeText(at: Instant): string {
  const iso = new Date(clamped(at)).toISOString();
  const month = MONTHS[Number(iso.slice(5, 7)) - 1] ?? 'Jan';
  return `"${iso.slice(8, 10)}-${month}-${iso.slice(0, 4)} ${iso.slice(11, 19)} +0000"`;
}

function clamped(at: Instant): number {
  const first = Date.UTC(YEAR_MIN, 0, 1);
  const last = Date.UTC(9999, 11, 31);
  return Math.min(Math.max(at, first), last);
}
