/** Tables of contacts: which column is what, and each row as somebody. */
import { type ContactMapping, MappingError, proposeMapping } from '../../content/contact-csv/contact-mapping.ts';
import { contactOfRow } from '../../content/contact-csv/contact-of-row.ts';
import { sniffTable, type TableForm } from '../../content/contact-csv/sniff-table.ts';
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

/** The mapping that somebody corrected, else the one that the table suggests. Fails with an `ArchiveError`. */
export async function mappingOf({ window, file }: OpenFile, corrected: Mappings): Promise<ContactMapping> {
  const given = corrected.get(file.path.join('/'));
  if (given !== undefined) return given;
  const rows: (readonly string[])[] = [];
  for await (const row of csvRows(bytesOf(window), await formOf(window, null))) {
    if (row.is === 'row') rows.push(row.cells);
    if (rows.length > SAMPLE_ROWS) break;
  }
  const [first, ...more] = rows;
  if (first === undefined) throw new ArchiveError('it holds no row');
  try {
    return proposeMapping(first, more);
  } catch (error) {
    if (!(error instanceof MappingError)) throw error;
    throw new ArchiveError(`it is a table and not one of contacts: ${error.message}`, { cause: error });
  }
}

export function csvFormat(corrected: Mappings, expansion: Expansion): Format {
  return peopleFormat(async function* (open) {
    const mapping = await mappingOf(open, corrected);
    yield* peopleIn(open.window, mapping);
  }, expansion);
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
