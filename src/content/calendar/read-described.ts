/** What events, tasks and notes have in common, read from the lines of one component. */
import type { Instant } from '../../base/clock.ts';
import type { Described, Sensitivity } from '../../model/calendar.ts';
import { componentLines } from './component.ts';
import { type ContentLine, parameterOf } from './content-line.ts';
import { type PlacedLines, parameterWord, wordOf } from './placed-lines.ts';
import { readAlarms } from './read-alarms.ts';
import { embeddedIn, readAttachments } from './read-attachments.ts';
import { readAttendees, readOrganizer } from './read-people.ts';
import { plainText, plainTexts, withoutControls } from './read-text.ts';
import { readInstant, type Times } from './read-times.ts';

/** Everything but `others`, which is known when all else has taken its lines. */
type ReadDescribed = Omit<Described, 'others'>;

export interface Reading {
  readonly described: ReadDescribed;
  /** Call last: lines that nobody has taken, then what alarms said more, then components without a place. */
  readonly others: () => readonly string[];
}

export function readDescribed(lines: PlacedLines, times: Times): Reading {
  const { alarms, others, rest } = readAlarms(lines, times);
  const texts = readTexts(lines);
  const described: ReadDescribed = {
    summary: textOf(lines, 'SUMMARY'),
    ...texts,
    location: textOf(lines, 'LOCATION'),
    url: lines.one('URL', (line) => line.value.trim() || null) ?? '',
    categories: categoriesOf(lines),
    sensitivity: sensitivityOf(lines),
    priority: priorityOf(lines),
    alarms,
    attachments: readAttachments(lines),
    organizer: readOrganizer(lines),
    attendees: readAttendees(lines),
    created: instantOfLine(lines, 'CREATED') ?? instantOfLine(lines, 'DCREATED'),
    modified: instantOfLine(lines, 'LAST-MODIFIED'),
    sequence: lines.one('SEQUENCE', (line) => wholeNumber(line, 0, 2 ** 31 - 1)) ?? 0,
  };
  return { described, others: () => [...lines.others(), ...others, ...rest.flatMap(componentLines)] };
}

/** A whole number in its range; null for anything else. */
export function wholeNumber(line: ContentLine, min: number, max: number): number | null {
  const text = line.value.trim();
  const value = /^[+-]?\d{1,10}$/.test(text) ? Number(text) : Number.NaN;
  return value >= min && value <= max ? value + 0 : null;
}

function textOf(lines: PlacedLines, name: string): string {
  return lines.one(name, (line) => plainText(line.value) || null) ?? '';
}

/**
 * Plain text and HTML. HTML stands in X-ALT-DESC (Outlook), in STYLED-DESCRIPTION (RFC 9073), in a `data:` URL of the
 * parameter ALTREP (Thunderbird), or is the DESCRIPTION itself, where FMTTYPE says so.
 */
function readTexts(lines: PlacedLines): { readonly description: string; readonly html: string } {
  const plain: string[] = [];
  let html = '';
  const take = (line: ContentLine): string | null => {
    const text = plainText(line.value);
    if (text === '') return null;
    if (isHtml(line)) {
      if (html !== '') return null;
      html = text;
      return text;
    }
    const formatted = embeddedIn(parameterOf(line, 'ALTREP'));
    if (html === '' && formatted?.mediaType.toLowerCase() === 'text/html')
      html = withoutControls(formatted.bytes.toString('utf8').replaceAll('\r\n', '\n'));
    plain.push(text);
    return text;
  };
  lines.all('X-ALT-DESC', (line) => (isHtml(line) ? take(line) : null), ['FMTTYPE']);
  const isOnlyText = lines.peek('DESCRIPTION') === null;
  lines.all('STYLED-DESCRIPTION', (line) => (isHtml(line) || isOnlyText ? take(line) : null), ['FMTTYPE']);
  // A VJOURNAL may have several (RFC 5545 §3.6.3), other components have several by mistake.
  lines.all('DESCRIPTION', take, hasHtmlBeside(lines) ? ['FMTTYPE', 'ALTREP'] : ['FMTTYPE']);
  return { description: plain.join('\n\n'), html };
}

function hasHtmlBeside(lines: PlacedLines): boolean {
  const line = lines.peek('DESCRIPTION');
  return line !== null && /^data:text\/html/i.test(parameterOf(line, 'ALTREP'));
}

function isHtml(line: ContentLine): boolean {
  return parameterWord(line, 'FMTTYPE').startsWith('TEXT/HTML');
}

function categoriesOf(lines: PlacedLines): readonly string[] {
  const lists = lines.all('CATEGORIES', (line) => {
    // vCalendar 1.0 separates with semicolons, which iCalendar escapes.
    const found = plainTexts(line.value).flatMap((text) => (line.value.includes('\\;') ? [text] : text.split(';')));
    return found.map((text) => text.trim()).filter((text) => text !== '');
  });
  return [...new Set(lists.flat())];
}

function sensitivityOf(lines: PlacedLines): Sensitivity {
  const read = lines.one('CLASS', (line): Sensitivity | null => {
    switch (wordOf(line)) {
      case 'PUBLIC':
        return 'normal';
      case 'PRIVATE':
        return 'private';
      case 'CONFIDENTIAL':
        return 'confidential';
      case '':
        return null;
      default:
        // RFC 5545 §3.8.1.3: what one does not know is private.
        lines.keep(line);
        return 'private';
    }
  });
  return read ?? 'normal';
}

/** Outlook's importance: 2 high, 1 normal, 0 low. */
const BY_IMPORTANCE: Readonly<Record<string, number>> = { '2': 1, '1': 5, '0': 9 };

function priorityOf(lines: PlacedLines): number {
  const priority = lines.one('PRIORITY', (line) => wholeNumber(line, 0, 9)) ?? 0;
  const byImportance = lines.one('X-MICROSOFT-CDO-IMPORTANCE', (line) => {
    const meant = BY_IMPORTANCE[line.value.trim()] ?? null;
    const isSame = priority === 0 || Math.sign(priority - 5) === Math.sign((meant ?? 0) - 5);
    return isSame ? meant : null;
  });
  return priority === 0 ? (byImportance ?? 0) : priority;
}

function instantOfLine(lines: PlacedLines, name: string): Instant | null {
  return lines.one(name, (line) => readInstant(line.value));
}
