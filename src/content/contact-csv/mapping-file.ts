/** What the tables of contacts of a mailbox are taken for, as a file of JSON that an administrator reads and corrects. */
import type { ContactTable } from '../../model/contact-table.ts';
import { isObject, MappingError, readMapping } from './contact-mapping.ts';

/** Tables of one mailbox. */
const TABLES_MAX = 10_000;

export function writeTables(tables: readonly ContactTable[]): string {
  return `${JSON.stringify({ version: 1, tables }, null, 2)}\n`;
}

/** Throws a MappingError that says what is wrong, and of which file and column. */
export function readTables(text: string): readonly ContactTable[] {
  const json = parsed(text);
  if (!isObject(json) || json['version'] !== 1) throw new MappingError('it must be an object with "version": 1');
  const tables = json['tables'];
  if (!Array.isArray(tables) || tables.length > TABLES_MAX)
    throw new MappingError(`"tables" must be a list of at most ${TABLES_MAX} tables`);
  const read = tables.map(readTable);
  const names = read.map(({ archive, file }) => JSON.stringify([archive, file]));
  const twice = read.find((_, at) => names.indexOf(names[at] ?? '') < at);
  if (twice !== undefined) throw new MappingError(`${twice.file} is there twice`);
  return read;
}

function readTable(table: unknown, at: number): ContactTable {
  const where = `table ${at + 1}`;
  if (!isObject(table)) throw new MappingError(`${where} must be an object`);
  const { archive, file } = table;
  if (typeof archive !== 'string' || typeof file !== 'string')
    throw new MappingError(`${where} needs an "archive" and a "file"`);
  try {
    return { archive, file, ...readMapping(table) };
  } catch (error) {
    if (!(error instanceof MappingError)) throw error;
    throw new MappingError(`${file}: ${error.message}`, { cause: error });
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new MappingError(`it is no JSON: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
}
