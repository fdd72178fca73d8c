import { describe, expect, test } from 'vitest';
import { run, SOURCE, sampleSurvey } from '../../../test/cli/run-program.ts';
import { parseSurvey } from './mailbox-figures.ts';

describe('a survey', () => {
  test('is read as godwit survey --json writes it', async () => {
    const { out } = await run(['survey', ...SOURCE, '--json'], { survey: async () => sampleSurvey() });
    expect(parseSurvey(out, 'bob.json')).toEqual({
      users: ['bob@example.com'],
      items: 2,
      bytes: 1040,
      oldest: '2019-03-04',
      newest: '2020-01-01',
      folders: [
        {
          path: ['INBOX'],
          role: 'inbox',
          isMail: true,
          items: 2,
          bytes: 1040,
          oldest: '2019-03-04',
          newest: '2020-01-01',
        },
        { path: ['Invoices 2020/2021'], role: 'plain', isMail: true, items: 0, bytes: 0, oldest: null, newest: null },
      ],
      years: [
        { year: 2019, items: 1, bytes: 40 },
        { year: 2020, items: 1, bytes: 1000 },
      ],
      renames: [
        {
          from: 'Invoices 2020/2021',
          to: 'Invoices 2020-2021',
          why: 'the target does not allow "/" in a name',
        },
      ],
      tooLarge: { items: 1, bytesMax: 500, named: [{ folder: 'INBOX', day: '2020-01-01', bytes: 1000 }] },
    });
  });

  test.each(['{}', '{"mailboxes": []}', '{"exitCode": 3, "problem": "connection.refused"}'])('is not %s', (text) => {
    expect(() => parseSurvey(text, 'bob.json')).toThrow('bob.json: this is no survey.');
  });
});
