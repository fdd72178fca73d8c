/**
 * Public holidays of countries and their regions, from the package `date-holidays`. It is loaded when somebody first asks: its
 * tables and calendars take a tenth of a second, and most commands need none.
 */
import { dayOfText } from '../../base/civil-days.ts';
import { DAY_MS } from '../../base/wall-clock.ts';
import type { HolidayChoice } from '../../model/arrangement.ts';

/** Days from 1970-01-01, with the name of each in the language of its country. */
export type NamedHolidays = ReadonlyMap<number, string>;

/** What somebody chose that is not known here, as a sentence; null where all of it is. */
export async function holidayTrouble({ country, region }: HolidayChoice): Promise<string | null> {
  if (country === null) return region === null ? null : 'A region needs its country.';
  const known = await load();
  if (!Object.hasOwn(known.getCountries('en'), country)) return `No holidays of ${country} are known; DE is Germany.`;
  if (region === null) return null;
  const regions = Object.keys(known.getStates(country, 'en') ?? {});
  if (regions.includes(region)) return null;
  const which = regions.length === 0 ? 'it has none here' : `it has ${regions.join(', ')}`;
  return `${country} has no region ${region}; ${which}.`;
}

/**
 * Those of the years from one to the other, both included, with the extra days. A day is free when any part of it is a public
 * holiday; where the holiday is moved, the day that stands in for it is free as well.
 */
export async function publicHolidays(
  { country, region, extra }: HolidayChoice,
  fromYear: number,
  untilYear: number,
): Promise<NamedHolidays> {
  const found = new Map<number, string>();
  if (country !== null) {
    for (let year = fromYear; year <= untilYear; year += 1) {
      for (const [day, name] of await holidaysIn(country, region, year)) found.set(day, name);
    }
  }
  for (const text of extra) {
    const day = dayOfText(text);
    if (day !== null) found.set(day, found.get(day) ?? 'free by decision');
  }
  return found;
}

/** Years that are kept, of whatever country. */
const KEPT_MAX = 2000;
// Pure answers: who asks first and who else asks makes no difference.
const kept = new Map<string, NamedHolidays>();

async function holidaysIn(country: string, region: string | null, year: number): Promise<NamedHolidays> {
  const key = `${country} ${region} ${year}`;
  const before = kept.get(key);
  if (before !== undefined) return before;
  const known = await load();
  known.init({ country, ...(region === null ? {} : { state: region }) });
  const found = new Map<number, string>();
  for (const { type, date, start, end, name } of known.getHolidays(year)) {
    const first = dayOfText(date.slice(0, 'YYYY-MM-DD'.length));
    if (type !== 'public' || first === null) continue;
    // One that begins at sundown has the date of the day that follows. Clocks may change within.
    const days = Math.max(1, Math.round((end.getTime() - start.getTime()) / DAY_MS));
    for (let day = first; day < first + days; day += 1) found.set(day, name);
  }
  if (kept.size >= KEPT_MAX) kept.clear();
  kept.set(key, found);
  return found;
}

async function load() {
  const { default: Holidays } = await import('date-holidays');
  return new Holidays();
}
