/** Days as tables write them: ISO, American, day first, with the name of the month, or as milliseconds since 1970. */
import type { PartialDate } from '../../model/contact.ts';
import { readDay, validDay } from '../vcard/card-dates.ts';

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
/** Years of two digits from here on are of the last century. */
const LAST_CENTURY_FROM = 30;

/** Null for what is no day. */
export function cellDay(text: string, order: 'month first' | 'day first'): PartialDate | null {
  const cell = text.trim();
  const standard = readDay(cell);
  if (standard !== null) return standard;
  const numbers = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})(?:\s.*)?$/.exec(cell);
  if (numbers !== null) {
    const [first, second] = [Number(numbers[1]), Number(numbers[2])];
    const [month, day] = order === 'day first' ? [second, first] : [first, second];
    return validDay(fullYear(numbers[3] ?? ''), month, day) ?? validDay(fullYear(numbers[3] ?? ''), day, month);
  }
  return wordDay(cell) ?? epochDay(cell);
}

/** `29 Feb 1980`, `Feb 29, 1980`, `29-Feb`. */
function wordDay(cell: string): PartialDate | null {
  const found =
    /^(\d{1,2})\.?[\s-]+([a-z]{3})[a-z]*\.?,?(?:[\s-]+(\d{4}|\d{2}))?$/i.exec(cell) ??
    /^()([a-z]{3})[a-z]*\.?\s+(\d{1,2})(?:,?\s+(\d{4}))?$/i.exec(cell);
  if (found === null) return null;
  const isMonthFirst = found[1] === '';
  const [day, year] = isMonthFirst ? [found[3], found[4]] : [found[1], found[3]];
  return validDay(
    year === undefined ? null : fullYear(year),
    MONTHS.indexOf((found[2] ?? '').toLowerCase()) + 1,
    Number(day),
  );
}

/** Open-Xchange writes some days so. */
function epochDay(cell: string): PartialDate | null {
  if (!/^-?\d{9,14}$/.test(cell)) return null;
  const date = new Date(Number(cell));
  return validDay(date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate());
}

function fullYear(text: string): number {
  const year = Number(text);
  if (text.length !== 2) return year;
  return year >= LAST_CENTURY_FROM ? 1900 + year : 2000 + year;
}
