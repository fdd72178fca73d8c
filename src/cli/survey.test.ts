import { describe, expect, test } from 'vitest';
import { run, SOURCE, sampleSurvey } from '../../test/cli/run-program.ts';

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
        'A move to Exchange takes 2–15 s; the copy itself measures it as it goes on.',
        '',
      ].join('\n'),
    );
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
