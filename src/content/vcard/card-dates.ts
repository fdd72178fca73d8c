/** Days and moments as cards write them (RFC 6350 §4.3, ISO 8601 basic and extended), and as programs write them instead. */
import { type Instant, instant } from '../../base/clock.ts';
import type { PartialDate } from '../../model/contact.ts';

/** Apple writes a birthday without its year as one in 1604, a leap year in which nobody alive was born. */
const APPLE_NO_YEAR = 1604;

/** Null for what names no day: a year alone, a month without day, a text, a day that no calendar has. */
export function readDay(text: string): PartialDate | null {
  const day = text.trim();
  const found =
    /^(\d{4})(\d{2})(\d{2})(?:T.*)?$/.exec(day) ??
    /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ].*)?$/.exec(day) ??
    /^(-)-(\d{2})-?(\d{2})(?:T.*)?$/.exec(day);
  if (found !== null) return validDay(found[1] === '-' ? null : Number(found[1]), Number(found[2]), Number(found[3]));
  const german = /^(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})?$/.exec(day);
  if (german === null) return null;
  return validDay(german[3] === undefined ? null : Number(german[3]), Number(german[2]), Number(german[1]));
}

/** The day if there is such a day in that year, or, without a year, in any. Year 0 is no year. */
export function validDay(year: number | null, month: number, day: number): PartialDate | null {
  const known = year === 0 || year === APPLE_NO_YEAR ? null : year;
  const leap = new Date(Date.UTC(2000, 0, 1));
  leap.setUTCFullYear(known ?? 2000, month - 1, day);
  if (month < 1 || month > 12 || leap.getUTCMonth() !== month - 1 || leap.getUTCDate() !== day) return null;
  return { year: known, month, day };
}

/** Without a zone it is UTC. Null for what is no moment. */
export function readMoment(text: string): Instant | null {
  const found =
    /^(\d{4})-?(\d{2})-?(\d{2})(?:[T ](\d{2}):?(\d{2})(?::?(\d{2})(?:[.,](\d{1,3})\d*)?)?\s*(Z|[+-]\d{2}:?(?:\d{2})?)?)?$/i.exec(
      text.trim(),
    );
  if (found === null) return null;
  const [, year, month, day, hour = '0', minute = '0', second = '0', fraction = '0', zone = 'Z'] = found;
  if (validDay(Number(year), Number(month), Number(day)) === null) return null;
  const at = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second));
  return instant(at + Number(fraction.padEnd(3, '0')) - zoneMinutes(zone) * 60_000);
}

function zoneMinutes(zone: string): number {
  const found = /^([+-])(\d{2}):?(\d{2})?$/.exec(zone);
  if (found === null) return 0;
  return (found[1] === '-' ? -1 : 1) * (Number(found[2]) * 60 + Number(found[3] ?? 0));
}
