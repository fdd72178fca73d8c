/** Dates of mail, from the strict form of RFC 5322 §3.3 to what forty years of mailers made of it. */
import { type Instant, instant } from '../base/clock.ts';

/** Characters of a Date field that are looked at. The longest sane one, with its comment, has about 60. */
const DATE_TEXT_MAX = 500;
/** The years that an Exchange time can hold: FILETIME begins in 1601, xs:dateTime ends with four digits. */
const YEAR_MIN = 1601;
const YEAR_MAX = 9999;
/** No zone of the world is further from UTC than 14 hours; a little more is believed, the rest is rubbish. */
const ZONE_MINUTES_MAX = 16 * 60;

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
/** Minutes east of UTC of the names in RFC 5322 §4.3, and of those that European mailers wrote as often. */
const ZONES: ReadonlyMap<string, number> = new Map([
  ['ut', 0],
  ['utc', 0],
  ['gmt', 0],
  ['z', 0],
  ['est', -300],
  ['edt', -240],
  ['cst', -360],
  ['cdt', -300],
  ['mst', -420],
  ['mdt', -360],
  ['pst', -480],
  ['pdt', -420],
  ['wet', 0],
  ['west', 60],
  ['bst', 60],
  ['cet', 60],
  ['met', 60],
  ['cest', 120],
  ['mest', 120],
  ['eet', 120],
  ['eest', 180],
  ['msk', 180],
  ['msd', 240],
  ['jst', 540],
]);

interface DateParts {
  year: number | null;
  month: number | null;
  day: number | null;
  minutes: number | null;
  seconds: number;
  zone: number;
}

/**
 * The instant that a Date field names, to the second. Accepts obsolete and missing zones (read as UTC, RFC 5322 §4.3),
 * two- and three-digit years, comments, any order of day and month, `asctime` and ISO 8601 forms, and times without
 * seconds. Null when no full calendar day with a time can be made out, or when it lies outside the years 1601 to 9999.
 */
export function parseMailDate(text: string): Instant | null {
  const plain = withoutComments(text.slice(0, DATE_TEXT_MAX));
  const parts = isoParts(plain) ?? partsOf(plain);
  const { year, month, day, minutes } = parts;
  if (year === null || month === null || day === null || minutes === null) return null;
  if (year < YEAR_MIN || year > YEAR_MAX || day < 1 || day > daysOf(year, month)) return null;
  const ms = new Date(0).setUTCFullYear(year, month, day) + ((minutes - parts.zone) * 60 + parts.seconds) * 1000;
  const yearThere = new Date(ms).getUTCFullYear();
  return yearThere < YEAR_MIN || yearThere > YEAR_MAX ? null : instant(ms);
}

function withoutComments(text: string): string {
  let depth = 0;
  let plain = '';
  for (const char of text) {
    if (char === '(') depth += 1;
    else if (char === ')') depth = Math.max(0, depth - 1);
    else if (depth === 0) plain += char;
    if (depth > 0) plain += plain.endsWith(' ') ? '' : ' ';
  }
  return plain.toLowerCase();
}

function isoParts(text: string): DateParts | null {
  const found = /^\s*"?(\d{4})[-/](\d{1,2})[-/](\d{1,2})[t\s]+(\d{1,2}:\d{1,2}(?::\d{1,2})?)(.*)$/s.exec(text);
  if (found === null) return null;
  const [, year = '', month = '', day = '', time = '', rest = ''] = found;
  const parts = partsOf(`${day} ${MONTHS[Number(month) - 1] ?? '-'} ${year} ${time} ${rest.replace(/^[.,]\d+/, ' ')}`);
  return parts;
}

function partsOf(text: string): DateParts {
  const parts: DateParts = { year: null, month: null, day: null, minutes: null, seconds: 0, zone: 0 };
  for (const [token] of text.matchAll(/\d{1,2}[:.]\d{1,2}(?:[:.]\d{1,2})?(?:[.,]\d+)?|[+-]\d[\d:]*|\d+|[a-z]+/g)) {
    takeToken(parts, token);
  }
  return parts;
}

function takeToken(parts: DateParts, token: string): void {
  if (/^\d+[:.]/.test(token)) takeTime(parts, token);
  else if (/^[+-]/.test(token) && parts.minutes !== null) parts.zone = numericZone(token) ?? parts.zone;
  else if (/^[a-z]/.test(token)) takeWord(parts, token);
  else takeNumber(parts, token.replace(/^[+-]/, ''));
}

function takeTime(parts: DateParts, token: string): void {
  if (parts.minutes !== null) return;
  const [hours = 0, minutes = 0, seconds = 0] = token.split(/[:.,]/).map(Number);
  // 24:00 is midnight of the next day in old mail; second 60 is a leap second (RFC 5322 §3.3).
  if (hours > 24 || minutes > 59 || seconds > 60) return;
  parts.minutes = hours * 60 + minutes;
  parts.seconds = seconds;
}

function takeWord(parts: DateParts, word: string): void {
  const month = MONTHS.indexOf(word.slice(0, 3));
  if (month >= 0 && parts.month === null) parts.month = month;
  else if ((word === 'am' || word === 'pm') && parts.minutes !== null) {
    const onDial = parts.minutes % 720;
    // "13:05 PM" is written too: only a figure of a twelve-hour dial is moved.
    if (parts.minutes < 13 * 60) parts.minutes = word === 'pm' ? onDial + 720 : onDial;
  } else if (parts.minutes !== null && parts.zone === 0) parts.zone = ZONES.get(word) ?? 0;
}

function takeNumber(parts: DateParts, digits: string): void {
  const number = Number(digits);
  if (parts.day === null && digits.length <= 2 && number >= 1 && number <= 31) parts.day = number;
  else if (parts.year === null && digits.length === 4) parts.year = number;
  // RFC 5322 §4.3: 00 to 49 are 2000 to 2049, 50 to 99 and three digits count from 1900.
  else if (parts.year === null && digits.length === 3) parts.year = 1900 + number;
  else if (parts.year === null && digits.length === 2) parts.year = number < 50 ? 2000 + number : 1900 + number;
}

/** `+0530`, `-600`, `+2`, `+05:30` in minutes; null for what no zone can be. */
function numericZone(token: string): number | null {
  const digits = token.replace(/\D/g, '');
  if (digits.length > 4) return null;
  const hours = Number(digits.length <= 2 ? digits : digits.slice(0, -2));
  const minutes = digits.length <= 2 ? 0 : Number(digits.slice(-2));
  const total = hours * 60 + minutes;
  if (minutes > 59 || total > ZONE_MINUTES_MAX) return null;
  return token.startsWith('-') ? -total : total;
}

function daysOf(year: number, month: number): number {
  return new Date(new Date(0).setUTCFullYear(year, month + 1, 0)).getUTCDate();
}
