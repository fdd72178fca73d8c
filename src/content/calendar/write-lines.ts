/** Content lines as RFC 5545 §3.1 wants them on the wire, and the values that all components share. */
import type { Instant } from '../../base/clock.ts';
import { isoSeconds } from '../../base/clock.ts';
import type { CalendarTime, Zone } from '../../model/calendar.ts';
import { contentLineText, type Parameter } from './content-line.ts';
import { escapedText, withoutControls } from './read-text.ts';

/** Octets of a line without its line end. */
const LINE_OCTETS_MAX = 75;

/** With CRLF, folded between characters. */
export function foldedLines(lines: readonly string[]): Buffer {
  return Buffer.from(lines.map((line) => `${folded(line)}\r\n`).join(''), 'utf8');
}

function folded(line: string): string {
  if (line.length * 3 <= LINE_OCTETS_MAX) return line;
  const isOneByteEach = Buffer.byteLength(line) === line.length;
  return (isOneByteEach ? cutAscii(line) : cutBetweenCharacters(line)).join('\r\n ');
}

function cutAscii(line: string): readonly string[] {
  const pieces = [line.slice(0, LINE_OCTETS_MAX)];
  // The blank that a continued line begins with counts.
  for (let at = LINE_OCTETS_MAX; at < line.length; at += LINE_OCTETS_MAX - 1)
    pieces.push(line.slice(at, at + LINE_OCTETS_MAX - 1));
  return pieces;
}

function cutBetweenCharacters(line: string): readonly string[] {
  const pieces: string[] = [];
  let from = 0;
  let at = 0;
  let octets = 0;
  for (const character of line) {
    const size = Buffer.byteLength(character);
    if (octets + size > LINE_OCTETS_MAX) {
      pieces.push(line.slice(from, at));
      from = at;
      octets = 1;
    }
    octets += size;
    at += character.length;
  }
  return [...pieces, line.slice(from)];
}

/** One line with a value that is written as it is. Parameters that are '' are left out. */
export function plainLine(name: string, value: string, parameters: Readonly<Record<string, string>> = {}): string {
  const list = Object.entries(parameters)
    .filter(([, text]) => text !== '')
    .map(([key, text]): Parameter => ({ name: key, values: [withoutControls(text.replaceAll('\r\n', '\n'))] }));
  return contentLineText({ name, parameters: list, value: withoutControls(value).replaceAll('\r', '') });
}

/** A line of type TEXT; none when the text is ''. */
export function textLine(
  name: string,
  text: string,
  parameters: Readonly<Record<string, string>> = {},
): readonly string[] {
  return text === '' ? [] : [plainLine(name, escapedText(text.replaceAll('\r\n', '\n')), parameters)];
}

/** A line with an instant in UTC; none when there is none. */
export function instantLine(name: string, at: Instant | null): readonly string[] {
  return at === null ? [] : [plainLine(name, utcText(at))];
}

export function utcText(at: Instant): string {
  return isoSeconds(at).replace(/[-:]/g, '');
}

/** The times of one property, as many lines as there are changes of zone or form. */
export function timeLines(name: string, times: readonly CalendarTime[], zones: ZonesInUse): readonly string[] {
  const groups: { readonly parameters: Readonly<Record<string, string>>; readonly texts: string[] }[] = [];
  for (const time of times) {
    zones.use(time);
    const parameters = timeParameters(time);
    const last = groups.at(-1);
    if (last !== undefined && sameParameters(last.parameters, parameters)) last.texts.push(timeText(time));
    else groups.push({ parameters, texts: [timeText(time)] });
  }
  return groups.map(({ parameters, texts }) => plainLine(name, texts.join(','), parameters));
}

/** A line with one time; none when there is none. */
export function timeLine(
  name: string,
  time: CalendarTime | null,
  zones: ZonesInUse,
  parameters: Readonly<Record<string, string>> = {},
): readonly string[] {
  if (time === null) return [];
  zones.use(time);
  return [plainLine(name, timeText(time), { ...timeParameters(time), ...parameters })];
}

/** `20260102`, `20260102T030405` or `20260102T030405Z`. */
export function timeText({ date, time, zone }: CalendarTime): string {
  const day = date.replaceAll('-', '');
  return time === null ? day : `${day}T${time.replaceAll(':', '')}${zone === 'UTC' ? 'Z' : ''}`;
}

function timeParameters({ time, zone }: CalendarTime): Readonly<Record<string, string>> {
  if (time === null) return { VALUE: 'DATE' };
  return typeof zone === 'string' ? {} : { TZID: zone.name };
}

function sameParameters(one: Readonly<Record<string, string>>, other: Readonly<Record<string, string>>): boolean {
  return one['VALUE'] === other['VALUE'] && one['TZID'] === other['TZID'];
}

/** Before this no place had a zone, after it nobody knows the rules. */
const YEAR_FIRST = 1850;
const YEAR_LAST = 2100;
/** Every VTIMEZONE says something about these years, since readers hold it against what they know of its name. */
const KNOWN_FIRST = 1970;
const KNOWN_LAST = 2030;

/** The zones that times of an item are in, with the years they are needed for. */
export class ZonesInUse {
  readonly #zones = new Map<string, { readonly zone: Exclude<Zone, string>; from: number; to: number }>();

  use({ date, time, zone }: CalendarTime): void {
    if (time === null || typeof zone === 'string') return;
    const year = Math.min(YEAR_LAST, Math.max(YEAR_FIRST, Number(date.slice(0, 4))));
    const known = this.#zones.get(zone.name);
    if (known === undefined)
      this.#zones.set(zone.name, { zone, from: Math.min(year, KNOWN_LAST), to: Math.max(year, KNOWN_FIRST) });
    else {
      known.from = Math.min(known.from, year);
      known.to = Math.max(known.to, year);
    }
  }

  /** What repeats without an end needs the rules of all years to come. */
  goOn(zone: Zone): void {
    const known = typeof zone === 'string' ? undefined : this.#zones.get(zone.name);
    if (known !== undefined) known.to = YEAR_LAST;
  }

  all(): readonly { readonly zone: Exclude<Zone, string>; readonly from: number; readonly to: number }[] {
    return [...this.#zones.values()];
  }
}
