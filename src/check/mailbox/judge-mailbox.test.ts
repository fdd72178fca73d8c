import { describe, expect, test } from 'vitest';
import { never } from '../../../test/contract/contract.ts';
import { instant } from '../../base/clock.ts';
import type { CheckResult } from '../../model/check-result.ts';
import type { FolderPath, FolderRole } from '../../model/folder.ts';
import { DEFAULT_POLICY, type Policy } from '../../model/policy.ts';
import { surveyMailbox } from '../../plan/survey.ts';
import { MemoryMailbox, memorySource } from '../../source/memory.ts';
import type { Quota } from '../../wire/imap/quota.ts';
import { judgeMailbox } from './judge-mailbox.ts';

const TRAITS = {
  kinds: new Set(['message'] as const),
  itemBytesMax: 1_500_000,
  folderNameMax: 255,
  folderNameForbids: /[/]/gu,
  folderNamesFold: true,
  folderDepthMax: 300,
  marks: 'inside',
  doubtRestMs: 0,
  keepsKeyword: () => true,
} as const;

interface Folder {
  readonly path: FolderPath;
  readonly role?: FolderRole;
  /** Years of the items. */
  readonly years?: readonly number[];
  readonly bytes?: number;
}

async function judge(
  folders: readonly Folder[],
  quotas: readonly Quota[] = [],
  folderNames: Policy['folderNames'] = 'map',
): Promise<ReadonlyMap<string, CheckResult>> {
  const mailbox = new MemoryMailbox();
  for (const { path, role, years = [], bytes = 100 } of folders) {
    mailbox.addFolder(path, role);
    for (const year of years)
      mailbox.add(path, { bytes: Buffer.alloc(bytes), receivedAt: instant(Date.UTC(year, 0, 1)) });
  }
  const policy = { ...DEFAULT_POLICY, folderNames };
  const plan = { existing: [], traits: TRAITS, policy, destination: null, measured: [] };
  const survey = await surveyMailbox([memorySource(mailbox)], plan, () => undefined, never());
  const namespaces = { personal: [{ prefix: 'INBOX.', delimiter: '.' }], others: [], shared: [] };
  return new Map(judgeMailbox({ user: 'bob', survey, namespaces, quotas }).map((result) => [result.id, result]));
}

const USED: readonly Folder[] = [
  { path: ['INBOX'], role: 'inbox', years: [2018, 2024] },
  { path: ['Sent'], role: 'sent', years: [2020] },
];

const storage = (used: number, limit: number): readonly Quota[] => [
  { root: '', resources: new Map([['STORAGE', { used, limit }]]) },
];

test('a mailbox in use passes everything', async () => {
  const results = await judge(USED, storage(10, 100));
  expect([...results.values()].map(({ id, verdict }) => `${id} ${verdict}`)).toEqual(
    ['C5', 'C6', 'C7', 'C8', 'C9', 'C10'].map((id) => `${id}.bob pass`),
  );
});

test('a new name is shown before the move, and is no fault', async () => {
  const result = (await judge([...USED, { path: ['Bills 2020/21'] }])).get('C6.bob');
  expect(result).toMatchObject({ verdict: 'pass', evidence: [expect.stringContaining('Bills 2020/21')] });
});

test('a strict move is blocked by every odd name, and by none where nobody is strict', async () => {
  const folders = [...USED, { path: ['Bills, paid'] }, { path: ['Bills, paid', 'R&D'] }, { path: ['Plain name 1'] }];
  expect((await judge(folders)).get('C6.bob')?.verdict).toBe('pass');
  const strict = (await judge(folders, [], 'strict')).get('C6.bob');
  expect(strict).toMatchObject({ verdict: 'block', fault: { owner: 'user' } });
  expect(strict?.evidence).toEqual(['"Bills, paid" holds ,', '"Bills, paid / R&D" holds &']);
});

test('a folder that a dot has cut in two is named as what was meant', async () => {
  const result = (await judge([...USED, { path: ['1'] }, { path: ['1', 'Inbox'], years: [2020] }])).get('C6.bob');
  expect(result?.verdict).toBe('warn');
  expect(result?.evidence.join()).toContain('"1.Inbox"');
});

test('it is named also where the server does not list its first part', async () => {
  const result = (await judge([...USED, { path: ['1', 'Inbox'], years: [2020] }])).get('C6.bob');
  expect(result?.evidence.join()).toContain('"1.Inbox"');
});

test('a year that holds its months is no folder cut in two', async () => {
  const folders = [{ path: ['2020'] }, { path: ['2020', 'May'] }, { path: ['2020', 'June'] }];
  expect((await judge([...USED, ...folders])).get('C6.bob')?.verdict).toBe('pass');
});

test('folders deeper than three levels are named, without the inbox as root of all', async () => {
  const deep = [['a'], ['a', 'b'], ['a', 'b', 'c'], ['a', 'b', 'c', 'd']].map((path) => ({ path: ['INBOX', ...path] }));
  const result = (await judge([...USED, ...deep])).get('C6.bob');
  expect(result?.evidence.filter((line) => line.includes('levels deep'))).toEqual([
    'INBOX / a / b / c / d is 4 levels deep; up to 3 are advised',
  ]);
});

test('what is too large is named with folder, day and size', async () => {
  const result = (await judge([...USED, { path: ['Films'], years: [2021], bytes: 2_000_000 }])).get('C7.bob');
  expect(result).toMatchObject({ verdict: 'warn', evidence: ['Films, 2021-01-01: 2 MB'] });
});

test.each([
  { used: 94, verdict: 'pass' },
  { used: 95, verdict: 'warn' },
  { used: 120, verdict: 'warn' },
])('a mailbox that is $used % full: $verdict', async ({ used, verdict }) => {
  expect((await judge(USED, storage(used, 100))).get('C8.bob')?.verdict).toBe(verdict);
});

describe('mail that is elsewhere', () => {
  test.each([
    { what: 'an empty mailbox', folders: [{ path: ['INBOX'], role: 'inbox' }], verdict: 'warn' },
    {
      what: 'only the newest mail',
      folders: [
        { path: ['INBOX'], role: 'inbox', years: [2024, 2024] },
        { path: ['Sent'], role: 'sent' },
      ],
      verdict: 'warn',
    },
    {
      what: 'years of mail, and nothing sent',
      folders: [{ path: ['INBOX'], role: 'inbox', years: [2010, 2024] }],
      verdict: 'pass',
    },
    {
      what: 'an empty inbox of a tidy person',
      folders: [
        { path: ['INBOX'], role: 'inbox' },
        { path: ['Done'], years: [2024] },
      ],
      verdict: 'pass',
    },
  ] satisfies readonly { what: string; folders: readonly Folder[]; verdict: string }[])(
    'is suspected or not: $what',
    async ({ folders, verdict }) => {
      expect((await judge(folders)).get('C9.bob')?.verdict).toBe(verdict);
    },
  );
});

test.each([['Deleted Messages'], ['Sent Messages'], ['INBOX/INBOX'], ['INBOX/Inbox/Work']])(
  'the folder %s comes from a Mac',
  async (name) => {
    const result = (await judge([...USED, { path: name.split('/') }])).get('C10.bob');
    expect(result).toMatchObject({ verdict: 'warn', fault: { owner: 'user' } });
  },
);
