/** Tables of contacts: which column is what, and each row as somebody. */
import { createHash } from 'node:crypto';
import { Failure } from '../../base/problem.ts';
import { MappingError, proposeMapping } from '../../content/contact-csv/contact-mapping.ts';
import { contactOfRow } from '../../content/contact-csv/contact-of-row.ts';
import { sniffTable, type TableForm } from '../../content/contact-csv/sniff-table.ts';
import type { ContactMapping } from '../../model/contact-table.ts';
import { ArchiveError } from './archive-error.ts';
import type { Window } from './bytes.ts';
import type { Expansion } from './containers/expansion.ts';
import { csvRows } from './csv-rows.ts';
import type { Format, OpenFile } from './format.ts';
import { type Person, peopleFormat } from './people-format.ts';

/** Mappings by the path of their table in the archive: `backup/contacts.csv`. */
export type Mappings = ReadonlyMap<string, ContactMapping>;

/** What is read to find out charset and delimiter. */
const SNIFFED_BYTES = 64 * 1024;
/** Rows behind the first that are looked at for a mapping. */
const SAMPLE_ROWS = 10;

/**
 * The mapping that somebody corrected, else the one that the table suggests. Fails with an `ArchiveError`, and with
 * `usage.invalid` where the correction is of another table.
 */
export async function mappingOf({ window, file }: OpenFile, corrected: Mappings): Promise<ContactMapping> {
  const name = file.path.join('/');
  const given = corrected.get(name) ?? null;
  const rows: (readonly string[])[] = [];
  for await (const row of csvRows(bytesOf(window), await formOf(window, given))) {
    if (row.is === 'row') rows.push(row.cells);
    if (rows.length > SAMPLE_ROWS) break;
  }
  const [first, ...more] = rows;
  if (first === undefined) throw new ArchiveError('it holds no row');
  if (given !== null) return fitting(given, first, name);
  try {
    return proposeMapping(first, more);
  } catch (error) {
    if (!(error instanceof MappingError)) throw error;
    throw new ArchiveError(`it is a table and not one of contacts: ${error.message}`, { cause: error });
  }
}

/** The mapping, if it is one of a table with this first row. */
function fitting(mapping: ContactMapping, first: readonly string[], name: string): ContactMapping {
  const headings = mapping.hasHeadings ? first : [];
  const at = headings.findIndex((heading, nth) => heading.trim() !== mapping.columns[nth]?.heading.trim());
  const wanted = mapping.columns[at]?.heading;
  if (at !== -1 && wanted !== undefined)
    throw unfitting(`Column ${at + 1} of ${name} is headed "${first[at]}"; the contact mapping says "${wanted}".`);
  if (first.length === mapping.columns.length) return mapping;
  throw unfitting(`${name} has ${first.length} columns; the contact mapping has ${mapping.columns.length}.`);
}

function unfitting(what: string): Failure {
  const how = 'Write the mapping anew with godwit survey --write-contact-mapping, and correct that.';
  return new Failure('usage.invalid', { what, how });
}

export function csvFormat(corrected: Mappings, expansion: Expansion): Format {
  const people = peopleFormat(async function* (open) {
    const mapping = await mappingOf(open, corrected);
    yield* peopleIn(open.window, mapping);
  }, expansion);
  return { ...people, stampOf: ({ path }) => stampOf(corrected.get(path.join('/'))) };
}

/** A table means something else once its mapping is corrected. */
function stampOf(mapping: ContactMapping | undefined): string {
  return mapping === undefined ? '' : createHash('sha256').update(JSON.stringify(mapping)).digest('base64url');
}

async function* peopleIn(window: Window, mapping: ContactMapping): AsyncGenerator<Person> {
  let isFirst = true;
  for await (const row of csvRows(bytesOf(window), await formOf(window, mapping))) {
    const isHeading = isFirst && mapping.hasHeadings;
    isFirst = false;
    if (row.is === 'refused') yield { line: row.line, reason: row.reason };
    else if (!isHeading) yield { card: contactOfRow(mapping, row.cells) };
  }
}

async function formOf(window: Window, mapping: ContactMapping | null): Promise<TableForm> {
  const form = sniffTable(await window.at(0, SNIFFED_BYTES), mapping?.charset ?? null);
  return { charset: form.charset, delimiter: mapping?.delimiter ?? form.delimiter };
}

function bytesOf(window: Window): AsyncIterable<Buffer> {
  return window.range(0, window.sizeBytes);
}
