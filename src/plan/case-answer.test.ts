import { expect, test } from 'vitest';
import { instant } from '../base/clock.ts';
import type { Report, ReportFolder } from '../model/report.ts';
import { caseAnswer } from './case-answer.ts';

const NONE = { bytes: 0, provenBytes: 0, unproven: 0, failed: 0, leftOut: 0, gone: 0, waiting: 0, ofOthers: 0 };
const COMPARED = { equalInBytes: 0, equalInMeaning: 0, provenBefore: 0, renamed: null };

function folder(source: string, items: number, given: Partial<ReportFolder> = {}): ReportFolder {
  const counts = { items, proven: items, inTarget: items, exceptions: 0 };
  return { ...NONE, ...COMPARED, source, target: source, ...counts, ...given };
}

const item = { receivedAt: null, sentAt: null, sender: null, subject: null, messageId: null, sizeBytes: null };
const BIG = { ...item, folder: 'Clients / Finch', cause: 'c', remedy: 'r', details: [], ref: '1:2' };
const REPORT: Report = {
  format: 1,
  source: 's',
  target: 't',
  scope: 'all',
  startedAt: '',
  endedAt: '',
  durationSeconds: 1,
  grade: 'verified-with-exceptions',
  verdict: 'v',
  totals: folder('', 0),
  folders: [
    folder('INBOX', 5, { target: 'Inbox' }),
    folder('Clients', 1200),
    folder('Clients / Finch', 10, { proven: 9, exceptions: 1 }),
    folder('Clients / Old', 3, { proven: 1, leftOut: 1, gone: 1 }),
  ],
  exceptionsCount: 1,
  exceptionGroups: [
    {
      code: 'target.too-large',
      cause: 'It is too large.',
      remedy: 'r',
      owner: 'admin',
      count: 1,
      items: [BIG],
    },
  ],
  notes: [],
  losses: [],
  notMoved: [{ folder: 'Spam', why: 'a rule leaves it out.' }],
};
const AT = instant(Date.UTC(2027, 1, 3));

test.each([
  { said: 'inbox', found: ['INBOX'] },
  { said: 'Clients', found: ['Clients'] },
  { said: ' clients/FINCH ', found: ['Clients / Finch'] },
  { said: 'Clients > Finch', found: ['Clients / Finch'] },
  { said: 'finch', found: ['Clients / Finch'] },
  { said: 'ol', found: ['Clients / Old'] },
  { said: 'ients / ', found: ['Clients / Finch', 'Clients / Old'] },
])('“$said” means $found', ({ said, found }) => {
  const { folders, isNamed } = caseAnswer({ at: AT, report: REPORT }, { folder: said });
  expect([isNamed, folders.map(({ source }) => source)]).toEqual([true, found]);
});

test.each(['', ' ', 'Nowhere'])('“%s” means the whole mailbox', (said) => {
  const { folders, isNamed, exceptions, notMoved } = caseAnswer({ at: AT, report: REPORT }, { folder: said });
  expect([isNamed, folders.length, exceptions.length, notMoved.length]).toEqual([false, 4, 1, 1]);
  expect(folders[0]?.source).toBe('Clients');
});

test.each([
  {
    said: 'Clients',
    words:
      'Clients: 1,200 items in the old mailbox, 1,200 of them read back from the new one and found equal, on 3 February 2027. Nothing that was in the old mailbox is missing there.',
  },
  {
    said: 'Finch',
    words:
      'Clients / Finch: 10 items in the old mailbox, 9 of them read back from the new one and found equal, on 3 February 2027. 1 item could not be moved or compared: It is too large.',
  },
  {
    said: 'Old',
    words:
      'Clients / Old: 3 items in the old mailbox, 1 of them read back from the new one and found equal, on 3 February 2027. 1 item was left out by a rule of the project. 1 item was deleted from the old mailbox before it could be copied.',
  },
  {
    said: 'Inbox',
    words:
      'INBOX (now Inbox): 5 items in the old mailbox, 5 of them read back from the new one and found equal, on 3 February 2027. Nothing that was in the old mailbox is missing there.',
  },
])('of “$said” it says what is known', ({ said, words }) => {
  expect(caseAnswer({ at: AT, report: REPORT }, { folder: said }).inWords).toBe(words);
});

test('a folder that was not to be moved is said to be none', () => {
  const { notMoved, inWords } = caseAnswer({ at: AT, report: REPORT }, { folder: 'spam' });
  expect(notMoved).toEqual(REPORT.notMoved);
  expect(inWords).toContain('Spam is not part of the move: a rule leaves it out.');
});
