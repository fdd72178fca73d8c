/** Birthdays and anniversaries: days without a clock, in properties that have one. */
import type { PartialDate } from '../../model/contact.ts';

/**
 * One minute before noon in UTC: the same day from eleven hours west of Greenwich to twelve hours east. It is what Outlook
 * on the web writes. Further east the property for the local day says the right one.
 */
const TIME_OF_DAY = 'T11:59:00Z';
/** Stands for a day without a year, as at Apple and in Exchange's own clients. A leap year, so that it has a 29 February. */
export const YEARLESS = 1604;
/** What a SystemTime property holds (FILETIME begins in 1601), and what Outlook shows (until 4500). */
const YEAR_MIN = 1601;
const YEAR_MAX = 4500;
const HALF_DAY_MS = 12 * 60 * 60 * 1000;

export interface DayProperties {
  /** For Birthday and WeddingAnniversary. */
  readonly dateTime: string;
  /** For PidLidBirthdayLocal and its sister, which hold midnight of the day itself ([MS-OXOCNTC] 2.2.1.5). */
  readonly local: string;
}

/** Null for a day that Exchange cannot hold: not in the calendar, or in a year that it does not have. */
export function dayProperties({ year, month, day }: PartialDate): DayProperties | null {
  const kept = year ?? YEARLESS;
  const at = new Date(Date.UTC(kept, month - 1, day));
  if (kept < YEAR_MIN || kept > YEAR_MAX || at.getUTCMonth() !== month - 1 || at.getUTCDate() !== day) return null;
  const date = at.toISOString().slice(0, 10);
  return { dateTime: `${date}${TIME_OF_DAY}`, local: `${date}T00:00:00Z` };
}

/** The day of the properties as found; others may have written them with another time of day. Null when there is none. */
export function dayOf(dateTime: string | null, local: string | null): PartialDate | null {
  // Midnight of the day itself, whoever wrote it: nothing is to be guessed.
  const exact = local === null ? Number.NaN : Date.parse(local);
  // Midnight of whatever zone the writer lived in: the nearest day is it, but for the ends of the earth.
  const near = dateTime === null ? Number.NaN : Date.parse(withZone(dateTime)) + HALF_DAY_MS;
  const ms = Number.isNaN(exact) ? near : exact;
  if (Number.isNaN(ms)) return null;
  const at = new Date(ms);
  const year = at.getUTCFullYear();
  return { year: year === YEARLESS ? null : year, month: at.getUTCMonth() + 1, day: at.getUTCDate() };
}

/** The request asks for UTC: a time that names no zone is in it. */
function withZone(text: string): string {
  return /(Z|[+-]\d\d:?\d\d)$/i.test(text) ? text : `${text}Z`;
}
