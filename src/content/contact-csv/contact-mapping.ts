/** Which column of a table stands for what: proposed from headings and some rows, or read from what somebody corrected. */
import type { ContactMapping, Delimiter, MappedColumn } from '../../model/contact-table.ts';
import { readTarget, TARGET_WORDS } from './column-target.ts';
import { targetOfWords } from './heading-words.ts';
import { KNOWN_HEADINGS, plainHeading } from './known-headings.ts';
import { guessColumns } from './sample-rows.ts';

/** A table that holds no contacts, or a mapping that says what cannot be. The message is a sentence without a full stop. */
export class MappingError extends Error {
  override readonly name = 'MappingError';
}

/**
 * `first` is the first row of the table, `rows` some of the others, ten are enough. Throws a MappingError where neither a
 * heading nor what stands in the columns tells of people.
 */
export function proposeMapping(first: readonly string[], rows: readonly (readonly string[])[]): ContactMapping {
  const named = namedColumns(first);
  const isNamed = named.some(({ confidence }) => confidence !== 'unknown');
  // An address is no heading; a heading is none of the usual ones where no row has an address either.
  const hasHeadings = isNamed
    ? !first.some(isMailAddress)
    : !first.some(isMailAddress) && rows.some((row) => row.some(isMailAddress));
  const table = hasHeadings ? rows : [first, ...rows];
  const guesses = guessColumns(table, first.length, hasHeadings);
  const columns = hasHeadings
    ? named.map((column, at) => (column.confidence === 'unknown' ? guessed(column, guesses[at]) : column))
    : first.map((_cell, at) =>
        guessed({ heading: `Column ${at + 1}`, target: 'custom', confidence: 'unknown' }, guesses[at]),
      );
  if (columns.every(({ confidence }) => confidence === 'unknown'))
    throw new MappingError('the first line has no heading of an address book, and no column holds e-mail addresses');
  return { hasHeadings, dates: dateOrder(first, columns, table), charset: null, delimiter: null, columns };
}

function guessed(column: MappedColumn, guess: string | null | undefined): MappedColumn {
  return guess === null || guess === undefined ? column : { ...column, target: guess, confidence: 'guess' };
}

function namedColumns(headings: readonly string[]): readonly MappedColumn[] {
  const plain = headings.map(plainHeading);
  const hasJobTitle = plain.some((heading) => KNOWN_HEADINGS.get(heading) === 'job title');
  const isOpenXchange = plain.includes('object id') || plain.includes('marital status');
  return headings.map((heading, at): MappedColumn => {
    const text = plain[at] ?? '';
    if (text === '')
      return { heading, target: isOpenXchange ? 'members' : 'custom', confidence: isOpenXchange ? 'known' : 'unknown' };
    if (text === 'title' || text === 'titre' || text === 'titel') {
      // Outlook in French writes the same word over the title of the person and, later, over that of the job.
      const isJob = plain.indexOf(text) < at || (!hasJobTitle && plain.lastIndexOf(text) === at);
      return { heading, target: isJob ? 'job title' : 'prefix', confidence: 'known' };
    }
    // How an entry is sorted is no name where there are names.
    if (text === 'file as' && plain.some((other) => other === 'first name' || other === 'given name'))
      return { heading, target: 'nothing', confidence: 'known' };
    const known = googleTarget(heading) ?? KNOWN_HEADINGS.get(text);
    if (known !== undefined) return { heading, target: known, confidence: 'known' };
    const words = targetOfWords(heading);
    return words === null
      ? { heading, target: 'custom', confidence: 'unknown' }
      : { heading, target: words, confidence: 'words' };
  });
}

const GOOGLE = /^(e-mail|im|phone|address|website|relation|event|custom field) (\d{1,3}) - (.+)$/i;
const GOOGLE_NAMES: ReadonlyMap<string, string> = new Map([
  ['e-mail', 'email'],
  ['im', 'messenger'],
  ['phone', 'phone'],
  ['address', 'address'],
  ['website', 'url'],
  ['relation', 'relation'],
  ['event', 'event'],
  ['custom field', 'field'],
]);
const GOOGLE_PARTS: ReadonlyMap<string, string> = new Map([
  ['label', 'type'],
  ['extended address', 'extended'],
  ['po box', 'po-box'],
  ['postal code', 'postal-code'],
]);

/** `Phone 2 - Value` and its like. */
function googleTarget(heading: string): string | undefined {
  const found = GOOGLE.exec(heading.trim());
  if (found === null) return undefined;
  const [, name = '', slot = '', part = ''] = found;
  const target = `${GOOGLE_NAMES.get(name.toLowerCase())} #${slot} ${GOOGLE_PARTS.get(part.toLowerCase()) ?? part.toLowerCase()}`;
  const read = readTarget(target);
  return read !== null && (read.is !== 'parted' || read.types.length === 0) ? target : undefined;
}

function isMailAddress(cell: string): boolean {
  return /^\S+@[^\s@]+\.[^\s@.]+$/.test(cell.trim());
}

/** Headings in German or French, or a date whose first number is no month, say that the day comes first. */
function dateOrder(
  first: readonly string[],
  columns: readonly MappedColumn[],
  rows: readonly (readonly string[])[],
): ContactMapping['dates'] {
  const dates = columns.flatMap(({ target }, at) =>
    /^(?:birthday|anniversary)$/.test(target) ? rows.map((row) => row[at] ?? '') : [],
  );
  const numbers = dates.map((date) => /^(\d{1,2})[/.-](\d{1,2})[/.-]\d{2,4}/.exec(date.trim()));
  if (numbers.some((found) => Number(found?.[1]) > 12)) return 'day first';
  if (numbers.some((found) => Number(found?.[2]) > 12)) return 'month first';
  const isEuropean = first.some((heading) =>
    /^(?:vorname|nachname|geburtstag|pr[ée]nom|nom|apellidos|cognome)$/i.test(heading.trim()),
  );
  return isEuropean ? 'day first' : 'month first';
}

const COLUMNS_MAX = 2000;
const DELIMITERS: readonly (Delimiter | null)[] = [',', ';', '\t', '|', null];

/** Throws a MappingError that says what is wrong and where. */
export function readMapping(json: Readonly<Record<string, unknown>>): ContactMapping {
  const columns = json['columns'];
  if (!Array.isArray(columns) || columns.length === 0 || columns.length > COLUMNS_MAX)
    throw new MappingError(`"columns" must be a list of 1 to ${COLUMNS_MAX} columns`);
  const charset = json['charset'] ?? null;
  if (charset !== null && (typeof charset !== 'string' || !isCharset(charset)))
    throw new MappingError(`"charset" must be the name of a charset or null`);
  const wanted = json['delimiter'] ?? null;
  const delimiter = DELIMITERS.find((one) => one === wanted);
  if (delimiter === undefined) throw new MappingError('"delimiter" must be a comma, a semicolon, a tab, a bar or null');
  return {
    hasHeadings: json['hasHeadings'] !== false,
    dates: json['dates'] === 'day first' ? 'day first' : 'month first',
    charset,
    delimiter,
    columns: columns.map(readColumn),
  };
}

function readColumn(column: unknown, at: number): MappedColumn {
  const where = `column ${at + 1}`;
  if (!isObject(column)) throw new MappingError(`${where} must be an object`);
  const { heading, target, confidence } = column;
  if (typeof heading !== 'string') throw new MappingError(`${where} needs a "heading"`);
  if (typeof target !== 'string' || readTarget(target) === null)
    throw new MappingError(
      `${where}, "${heading}": there is no target ${JSON.stringify(target)}; it begins with ${TARGET_WORDS.join(', ')}`,
    );
  const known = (['known', 'words', 'guess', 'unknown'] as const).find((one) => one === confidence);
  return { heading, target, confidence: known ?? 'known' };
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isCharset(name: string): boolean {
  try {
    return new TextDecoder(name).encoding !== '';
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}
