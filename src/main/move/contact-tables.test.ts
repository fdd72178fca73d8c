import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { SourceSettings } from '../../cli/machinery.ts';
import type { ContactTable } from '../../model/contact-table.ts';
import { readContactTables, writeContactTables } from './contact-tables.ts';

const SOURCES: readonly SourceSettings[] = [
  { address: { is: 'archive', path: join('exports', 'ann') }, password: null },
  { address: { is: 'archive', path: 'friends.csv' }, password: null },
];
const TABLE: ContactTable = {
  archive: 'ann',
  file: 'people/all.csv',
  hasHeadings: true,
  dates: 'month first',
  charset: null,
  delimiter: ';',
  columns: [{ heading: 'Mail', target: 'email', confidence: 'words' }],
};

describe('the file of corrected tables of contacts', () => {
  let folder = '';
  let path = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'godwit-mapping-'));
    path = join(folder, 'columns.json');
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  test('gives back what was written, and nothing where there is none', async () => {
    const tables = [TABLE, { ...TABLE, archive: 'friends.csv', file: 'friends.csv' }];
    await writeContactTables(path, tables);
    expect(await readContactTables(path, SOURCES)).toEqual(tables);
    expect(await readContactTables(null, SOURCES)).toEqual([]);
  });

  test('is never written over: somebody may have corrected it', async () => {
    await writeFile(path, 'mine');
    await expect(writeContactTables(path, [TABLE])).rejects.toMatchObject({
      code: 'usage.invalid',
      facts: { what: `The file ${path} is there already.` },
    });
    expect(await readFile(path, 'utf8')).toBe('mine');
  });

  test.each<readonly [string, string | null, string]>([
    ['is not there', null, 'could not be read'],
    ['is no JSON', '{', 'it is no JSON'],
    ['names a target that is none', written({ columns: [{ heading: 'Mail', target: 'mail' }] }), 'no target "mail"'],
    ['is about an archive that is no source', written({ archive: 'ben' }), 'in the archive ben, which is no source'],
  ])('is wrong use when it %s', async (_what, text, what) => {
    if (text !== null) await writeFile(path, text);
    const reading = readContactTables(path, SOURCES);
    await expect(reading).rejects.toMatchObject({
      code: 'usage.invalid',
      facts: { what: expect.stringContaining(what) },
    });
  });
});

function written(change: object): string {
  return JSON.stringify({ version: 1, tables: [{ ...TABLE, ...change }] });
}
