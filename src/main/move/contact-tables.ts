/** The file in which an administrator corrects what the columns of tables of contacts are taken for. */
import { readFile, stat, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { Failure } from '../../base/problem.ts';
import type { SourceSettings } from '../../cli/machinery.ts';
import { MappingError } from '../../content/contact-csv/contact-mapping.ts';
import { readTables, writeTables } from '../../content/contact-csv/mapping-file.ts';
import type { ContactTable } from '../../model/contact-table.ts';

/** Thousands of tables; a larger file is another one. */
const MAPPING_BYTES_MAX = 16 * 1024 * 1024;

/** None where nobody corrected anything. Fails with `usage.invalid`, also for tables of archives that are not among the sources. */
export async function readContactTables(
  path: string | null,
  sources: readonly SourceSettings[],
): Promise<readonly ContactTable[]> {
  if (path === null) return [];
  const tables = tablesIn(await textOf(path), path);
  const archives = sources.flatMap(({ address }) => (address.is === 'archive' ? [basename(address.path)] : []));
  const stray = tables.find(({ archive }) => !archives.includes(archive));
  if (stray === undefined) return tables;
  throw new Failure('usage.invalid', {
    what: `The contact mapping ${path} is about ${stray.file} in the archive ${stray.archive}, which is no source.`,
    how: 'Name that archive with --source, or take its tables out of the mapping.',
  });
}

function tablesIn(text: string, path: string): readonly ContactTable[] {
  try {
    return readTables(text);
  } catch (error) {
    if (!(error instanceof MappingError)) throw error;
    const how = 'Correct it, or write it anew with godwit survey --write-contact-mapping.';
    throw new Failure(
      'usage.invalid',
      { what: `The contact mapping ${path}: ${error.message}.`, how },
      { cause: error },
    );
  }
}

async function textOf(path: string): Promise<string> {
  try {
    if ((await stat(path)).size <= MAPPING_BYTES_MAX) return await readFile(path, 'utf8');
  } catch (error) {
    throw new Failure(
      'usage.invalid',
      { what: `The contact mapping ${path} could not be read.`, how: 'Name a file with --contact-mapping.' },
      { cause: error },
    );
  }
  const how = 'Name the file that godwit survey --write-contact-mapping wrote.';
  throw new Failure('usage.invalid', { what: `The file ${path} is too large for a contact mapping.`, how });
}

/** Somebody may have corrected what is there already: that is never written over. */
export async function writeContactTables(path: string, tables: readonly ContactTable[]): Promise<void> {
  try {
    await writeFile(path, writeTables(tables), { flag: 'wx' });
  } catch (error) {
    const isThere = error instanceof Error && 'code' in error && error.code === 'EEXIST';
    const what = isThere ? `The file ${path} is there already.` : `The file ${path} could not be written.`;
    const how = 'Name another file with --write-contact-mapping.';
    throw new Failure('usage.invalid', { what, how }, { cause: error });
  }
}
