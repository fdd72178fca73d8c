/** Tables of contacts within an archive: what their columns are taken for, and what somebody corrected. */
import { tmpdir } from 'node:os';
import { describe, expect, test } from 'vitest';
import { readFolder, withFiles } from '../../../test/archive/read-archive.ts';
import { never } from '../../../test/contract/contract.ts';
import { systemClock } from '../../base/clock.ts';
import type { ContactTable } from '../../model/contact-table.ts';
import type { Source } from '../../model/source.ts';
import { openArchiveSource } from '../archive.ts';

const FRIENDS = 'Vorname;E-Mail;Kürzel\r\nAnn;ann@example.com;Acme\r\n';
const FILES = { 'people/friends.csv': FRIENDS, 'people/rows.csv': 'Ann,ann@example.com\r\nBen,ben@example.com\r\n' };

function open(path: string, contactTables: readonly ContactTable[] = []): Promise<Source> {
  return openArchiveSource({ path, name: 'box', spoolFolder: tmpdir(), clock: systemClock, contactTables }, never());
}

async function proposed(path: string): Promise<ContactTable> {
  const source = await open(path);
  await source.folders(never());
  const table = source.contactTables?.find(({ file }) => file === 'people/friends.csv');
  await source.close();
  if (table === undefined) throw new Error('the table is among those found');
  return table;
}

function corrected(table: ContactTable, heading: string, change: object): ContactTable {
  const columns = table.columns.map((column) => (column.heading === heading ? { ...column, ...change } : column));
  return { ...table, columns };
}

async function cardsOf(path: string, tables: readonly ContactTable[]): Promise<{ text: string; stamp: string | null }> {
  const source = await open(path, tables);
  try {
    const folder = (await source.folders(never())).find((one) => one.path.at(-1) === 'friends');
    if (folder === undefined) throw new Error('the table is a folder of contacts');
    const { items } = await readFolder(source, folder);
    return { text: items.map(({ text }) => text).join(''), stamp: folder.stamp ?? null };
  } finally {
    await source.close();
  }
}

describe('tables of contacts in an archive', () => {
  test('say what each of their columns is taken for', async () => {
    await withFiles(FILES, async (path) => {
      const source = await open(path);
      await source.folders(never());
      expect(source.contactTables).toMatchObject([
        {
          archive: 'box',
          file: 'people/friends.csv',
          hasHeadings: true,
          columns: [
            { heading: 'Vorname', target: 'given name', confidence: 'known' },
            { heading: 'E-Mail', target: 'email', confidence: 'known' },
            { heading: 'Kürzel', target: 'custom', confidence: 'unknown' },
          ],
        },
        { file: 'people/rows.csv', hasHeadings: false },
      ]);
      await source.close();
    });
  });

  test('are read as somebody corrected them, and listed anew for that', async () => {
    await withFiles(FILES, async (path) => {
      const before = await cardsOf(path, []);
      expect(before.text).not.toContain('ORG');
      const table = corrected(await proposed(path), 'Kürzel', { target: 'organisation' });
      const after = await cardsOf(path, [table, { ...table, archive: 'another', file: 'elsewhere.csv' }]);
      expect(after.text).toContain('ORG:Acme');
      expect(after.stamp).not.toBe(before.stamp);
      expect((await cardsOf(path, [table])).stamp).toBe(after.stamp);
    });
  });

  test.each<readonly [string, (table: ContactTable) => ContactTable, string]>([
    [
      'a heading is another',
      (table) => corrected(table, 'Kürzel', { heading: 'Office' }),
      'Column 3 of people/friends.csv is headed "Kürzel"; the contact mapping says "Office".',
    ],
    [
      'a column is missing',
      (table) => ({ ...table, columns: table.columns.slice(0, 2) }),
      'people/friends.csv has 3 columns; the contact mapping has 2.',
    ],
    [
      'there is no such table',
      (table) => ({ ...table, file: 'foes.csv' }),
      'The contact mapping names foes.csv, which is no table of contacts in the archive box.',
    ],
  ])('stop the run when %s', async (_what, change, what) => {
    await withFiles(FILES, async (path) => {
      const source = await open(path, [change(await proposed(path))]);
      await expect(source.folders(never())).rejects.toMatchObject({ code: 'usage.invalid', facts: { what } });
      await source.close();
    });
  });
});
