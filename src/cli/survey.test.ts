import { basename } from 'node:path';
import { describe, expect, test } from 'vitest';
import { run, SOURCE, sampleSurvey } from '../../test/cli/run-program.ts';
import type { ContactTable } from '../model/contact-table.ts';
import type { Survey } from '../plan/survey.ts';
import type { Machinery } from './machinery.ts';

describe('survey', () => {
  test('says what lies where, what is renamed, what is too large and how long it takes', async () => {
    const { out } = await run(['survey', ...SOURCE], { survey: async () => sampleSurvey() });
    expect(out).toBe(
      [
        'bob@example.com at imap.example.com',
        '',
        '  Folder                 Items        Size      Oldest      Newest',
        '  INBOX                      2     1.04 KB  2019-03-04  2020-01-01',
        '  Invoices 2020/2021         0           –           –           –',
        '  2 folders                  2     1.04 KB  2019-03-04  2020-01-01',
        '',
        '1 folder will be renamed',
        '  "Invoices 2020/2021" → "Invoices 2020-2021"',
        '    the target does not allow "/" in a name',
        '',
        '1 item is too large for the target, which takes 500 bytes',
        '  INBOX · 2020-01-01 · 1.00 KB',
        '',
        '1 item with 40 bytes will move.',
        'A move to Exchange, until everything was read back, takes 1–20 s: nothing was measured yet; the first copy narrows it.',
        '',
      ].join('\n'),
    );
  });

  test('names what a strict move does not take, and ends with 2', async () => {
    const refusedNames = [{ path: ['Q&A'], characters: ['&'] }];
    const survey = async (): Promise<Survey> => {
      const sample = await sampleSurvey();
      return { ...sample, tooLargeItems: 0, tooLarge: [], renames: [], refusedNames };
    };
    const { out, code } = await run(['survey', ...SOURCE, '--folder-names=strict'], { survey });
    expect(out).toContain('1 folder has an odd name, and nothing moves until it is changed');
    expect(out).toContain('  "Q&A" holds &');
    expect(code).toBe(2);
    const plain = async (): Promise<Survey> => ({ ...(await survey()), refusedNames: [] });
    expect((await run(['survey', ...SOURCE], { survey: plain })).code).toBe(0);
  });

  test('with --json gives paths as lists of names', async () => {
    const { out } = await run(['survey', ...SOURCE, '--json'], { survey: async () => sampleSurvey() });
    expect(JSON.parse(out)).toMatchObject({
      exitCode: 2,
      moves: { items: 1, bytes: 40 },
      folders: [{ source: ['INBOX'] }, { source: ['Invoices 2020/2021'], target: ['Invoices 2020-2021'] }],
    });
  });
});

describe('tables of contacts', () => {
  const table: ContactTable = {
    archive: 'backup',
    file: 'people/friends.csv',
    hasHeadings: true,
    dates: 'day first',
    charset: null,
    delimiter: null,
    columns: [
      { heading: 'Vorname', target: 'given name', confidence: 'known' },
      { heading: 'Handy', target: 'phone cell', confidence: 'guess' },
      { heading: 'Shoe size', target: 'custom', confidence: 'unknown' },
      { heading: 'Object ID', target: 'nothing', confidence: 'known' },
    ],
  };
  const survey = async (): Promise<Survey> => ({ ...(await sampleSurvey()), contactTables: [table] });

  test('are shown with what each column is taken for, what nobody knows first', async () => {
    const { out } = await run(['survey', ...SOURCE], { survey });
    expect(out).toContain(
      [
        '1 table of contacts, and what their columns are taken for',
        '  backup: people/friends.csv',
        '    unknown, kept below the notes: Shoe size',
        '    guessed by what is in them: Handy → phone cell',
        '    by their headings: Vorname → given name',
        '    left out: Object ID',
      ].join('\n'),
    );
    const json = await run(['survey', ...SOURCE, '--json'], { survey });
    expect(JSON.parse(json.out)).toMatchObject({ contactTables: [table] });
  });

  test('are written to a file when somebody wants to correct them', async () => {
    const written: unknown[] = [];
    const writeContactTables: Machinery['writeContactTables'] = async (path, tables) => {
      written.push(basename(path), tables);
    };
    await run(['survey', ...SOURCE, '--write-contact-mapping', 'mapping.json'], { survey, writeContactTables });
    expect(written).toEqual(['mapping.json', [table]]);
  });
});
