/** Subject, place and text of calendar items: whether a reader sees the same. */
import type { Described } from '../../model/calendar.ts';
import type { DifferenceKind } from '../difference.ts';
import { KEPT_BELOW, withoutKept } from '../kept-below.ts';
import { visibleText } from '../visible-text.ts';
import type { CalendarField } from './calendar-fields.ts';

/** What differs, before it is known how much it counts. */
export interface CalendarFinding {
  readonly field: CalendarField;
  readonly how: DifferenceKind;
  /** The person, file or day that it is about. */
  readonly name?: string;
}

/** Texts of one line: blanks that only separate words differently are rewritten, not changed. */
export function compareLine(field: CalendarField, source: string, copy: string): readonly CalendarFinding[] {
  const [original, copied] = [plain(source), plain(copy)];
  if (original === copied) return [];
  if (words(original) === words(copied)) return [{ field, how: 'rewritten' }];
  if (words(copied) === '') return [{ field, how: 'missing' }];
  if (words(original) === '') return [{ field, how: 'added' }];
  return [{ field, how: original.startsWith(copied) ? 'partial' : 'changed' }];
}

/**
 * The text in both of its forms. Servers keep one form and make the other one of it, so what was said in plain words may be
 * found in either; what adapters keep below the text is not part of it.
 */
export function compareDescriptions(source: Described, copy: Described): readonly CalendarFinding[] {
  return [...comparePlain(source, copy), ...compareFormatted(source, copy)];
}

function comparePlain(source: Described, copy: Described): readonly CalendarFinding[] {
  const field = 'description';
  const copied = withoutKept(copy.description).text;
  if (source.html === '' && copy.html === '') {
    const isKept = plain(copied) === plain(withoutKept(source.description).text);
    return isKept ? [] : compareLine(field, source.description, copied);
  }
  const originals = [words(source.description), htmlWords(source)];
  const copies = [words(copied), htmlWords(copy)];
  const [told = '', shown = ''] = originals;
  if (told === '' || copies.includes(told) || (told === shown && copies.includes(shown))) {
    const added = told === '' && shown === '' ? copies.find((text) => text !== '') : undefined;
    return added === undefined ? [] : [{ field, how: 'added' }];
  }
  // Of two forms that do not say the same the richer one is kept.
  if (shown !== '' && copies.includes(shown)) return [{ field, how: 'rewritten' }];
  const best = copies.find((text) => text !== '') ?? '';
  if (best === '') return [{ field, how: 'missing' }];
  return [{ field, how: told.startsWith(best) ? 'partial' : 'changed' }];
}

function compareFormatted(source: Described, copy: Described): readonly CalendarFinding[] {
  const field = 'formatted description';
  if (source.html === '') return copy.html === '' ? [] : [{ field, how: 'added' }];
  if (copy.html === '') return [{ field, how: htmlWords(source) === '' ? 'rewritten' : 'missing' }];
  if (htmlWords(source) !== htmlWords(copy)) return [{ field, how: 'changed' }];
  const links = visibleText(copy.html).links;
  const lost = [...visibleText(source.html).links].filter((link) => !links.has(link));
  return lost.length === 0 ? [] : [{ field, how: 'partial' }];
}

/** The words that a reader of the HTML form sees, above what was kept below it. */
function htmlWords({ html }: Described): string {
  if (html === '') return '';
  const { text } = visibleText(html);
  const kept = text.lastIndexOf(KEPT_BELOW);
  return words(kept < 0 ? text : text.slice(0, kept));
}

/** One form of characters and line ends, without blanks where nobody sees them and characters that XML has no place for. */
function plain(text: string): string {
  return text
    .toWellFormed()
    .replace(/\r\n?/g, '\n')
    .replace(UNWRITABLE, '')
    .replace(/[ \t\u00a0]+$/gm, '')
    .replace(/\n+$/, '')
    .normalize('NFC');
}

/** What XML 1.0 §2.2 leaves out; no server of Exchange takes it. */
// oxlint-disable-next-line no-control-regex -- control characters are what this is about
const UNWRITABLE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;

/** As `plain`, with one blank between words. */
export function words(text: string): string {
  return plain(text)
    .replace(/[\s\u00a0\u200b\ufeff]+/g, ' ')
    .trim();
}
