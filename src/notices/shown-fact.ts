/** Facts as they may stand in a mail: names of projects and mailboxes come from people and servers, and may be hostile. */
import type { Instant } from '../base/clock.ts';
import { instant } from '../base/clock.ts';

/** A name that is longer is cut; no sentence can be read with it. */
const FACT_CHARS_MAX = 300;
/** Lists that Godwit makes itself, such as that of the licences that can go, are of use as a whole alone. */
const LIST_CHARS_MAX = 20_000;
const LISTS: readonly string[] = ['mailboxes', 'missing', 'offered'];
/** Some mail servers refuse subjects that are longer, and no reader shows more. */
const SUBJECT_CHARS_MAX = 150;
/** What people wrote in the ticket, in one mail. The ticket has all of it. */
const WORDS_CHARS_MAX = 20_000;

/** Line ends, other controls, marks that turn the direction of text around, tags, and half characters. */
const HARMFUL = /[\p{Cc}\p{Cs}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\u2028\u2029\ufeff\u{e0000}-\u{e007f}]+/gu;

/** One line, at most 300 characters where it is no list; moments in it are told by the clock of the zone. */
export function shownFact(fact: string | number | boolean | null, zone: string, name = ''): string {
  const max = LISTS.includes(name) ? LIST_CHARS_MAX : FACT_CHARS_MAX;
  return cut(oneLine(told(String(fact ?? '–').slice(0, max * 2), zone)), max);
}

export function shownSubject(text: string): string {
  return cut(oneLine(text), SUBJECT_CHARS_MAX);
}

/** What somebody wrote, in its paragraphs. */
export function shownWords(text: string): readonly string[] {
  return cut(text.slice(0, WORDS_CHARS_MAX * 2), WORDS_CHARS_MAX)
    .split(/\r\n|\r|\n/)
    .map(oneLine);
}

/** Only the addresses of the web, which a reader may be led to by a click. */
export function isWebLink(text: string): boolean {
  return /^https?:\/\/[^\s<>"'`]+$/i.test(text) && URL.canParse(text);
}

/** Marks that stand on one letter; more of them reach over the lines above and below. */
const MARKS = /(\p{M}{4})\p{M}+/gu;

function oneLine(text: string): string {
  return text.replace(HARMFUL, ' ').replace(MARKS, '$1').replace(/ {2,}/g, ' ').trim();
}

/** Between characters as people see them, so that none is cut in two. */
function cut(text: string, max: number): string {
  if (text.length <= max) return text;
  let length = 0;
  for (const { segment } of GRAPHEMES.segment(text.slice(0, max + 100))) {
    if (length + segment.length > max - 1) break;
    length += segment.length;
  }
  // One "character" may be endless, by marks that are put on it.
  return `${text.slice(0, length === 0 ? max - 1 : length)}…`.toWellFormed();
}

const GRAPHEMES = new Intl.Segmenter('en', { granularity: 'grapheme' });

const MOMENT = /\b(\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?Z)/g;

function told(text: string, zone: string): string {
  return text.replace(MOMENT, (whole) => {
    const at = Date.parse(whole);
    return Number.isNaN(at) ? whole : shownMoment(instant(at), zone);
  });
}

/** `Monday, 5 January 2026 at 09:00 GMT+1`. */
export function shownMoment(at: Instant, zone: string): string {
  const form = {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
  } as const;
  return new Intl.DateTimeFormat('en-GB', { ...form, timeZone: zone, timeZoneName: 'short' }).format(at);
}
