import { describe, expect, test } from 'vitest';
import { EVIL, sampleException, sampleFolder, sampleProof } from '../../test/verify/sample-proof.ts';
import { formatBytes, formatCount } from './figures.ts';
import { gradeOf } from './mailbox-proof.ts';
import { reportOf } from './report.ts';
import { exceptionsCsv, foldersCsv } from './report-csv.ts';
import { reportHtml } from './report-html.ts';
import { reportJson } from './report-json.ts';

const TOO_LARGE = { code: 'target.too-large', facts: { size: '90000000', limit: '37748736' } } as const;
const DIFFERS = { code: 'proof.differs', facts: { fields: 'body text' } } as const;

describe('the grade', () => {
  test.each([
    { found: [], grade: 'verified' },
    { found: [{ code: 'target.too-large', wasCopied: false }], grade: 'verified-with-exceptions' },
    { found: [{ code: 'proof.source-gone', wasCopied: true }], grade: 'verified-with-exceptions' },
    { found: [{ code: 'proof.missing', wasCopied: true }], grade: 'not-verified' },
    { found: [{ code: 'proof.not-copied', wasCopied: false }], grade: 'not-verified' },
    { found: [{ code: 'target.item-unreadable', wasCopied: true }], grade: 'not-verified' },
    { found: [{ code: 'target.folder-refused', wasCopied: true }], grade: 'not-verified' },
    {
      found: [
        { code: 'target.too-large', wasCopied: false },
        { code: 'proof.doubled', wasCopied: true },
      ],
      grade: 'not-verified',
    },
  ])('of $found is $grade', ({ found, grade }) => {
    expect(gradeOf(found)).toBe(grade);
  });
});

describe('the report', () => {
  test('counts every item once, in each folder and in all', () => {
    const items = { seen: 1, intended: 2, copied: 3, verified: 4, skipped: 5, failed: 6, gone: 7 };
    const report = reportOf(
      sampleProof([], { folders: [sampleFolder(['A'], ['A'], { items }), sampleFolder(['B'], null, { items })] }),
    );
    const { proven, unproven, failed, leftOut, gone, waiting } = report.totals;
    expect(proven + unproven + failed + leftOut + gone + waiting).toBe(report.totals.items);
    expect(report.totals.items).toBe(56);
    expect(report.folders[0]).toMatchObject({
      proven: 4,
      unproven: 3,
      failed: 6,
      leftOut: 5,
      gone: 7,
      waiting: 3,
      items: 28,
    });
  });

  test('groups exceptions by cause, the most frequent first, and leaves open what differs among them', () => {
    const other = { ...TOO_LARGE, facts: { ...TOO_LARGE.facts, size: '80000000' } };
    const report = reportOf(
      sampleProof([sampleException(DIFFERS), sampleException(TOO_LARGE), sampleException(other)]),
    );
    expect(report.exceptionGroups.map(({ code, count }) => [code, count])).toEqual([
      ['target.too-large', 2],
      ['proof.differs', 1],
    ]);
    expect(report.exceptionGroups[0]?.cause).toBe('The item has … bytes; the target accepts at most 37748736.');
    expect(report.exceptionGroups[0]?.items[1]?.cause).toContain('80000000 bytes');
  });

  test('says where a folder went and why it is called otherwise', () => {
    const renames = [{ from: `A.B / ${EVIL}`, why: 'no "." is allowed' }];
    const [inbox, renamed, junk] = reportOf(sampleProof([]), { renames }).folders;
    expect(inbox).toMatchObject({ source: 'INBOX', target: 'Inbox', renamed: '' });
    expect(renamed?.renamed).toBe('no "." is allowed');
    expect(junk?.target).toBeNull();
  });

  test('adds notes and losses up over the folders', () => {
    const report = reportOf(sampleProof([]));
    expect(report.notes).toMatchObject([{ what: 'read state', items: 6 }]);
    expect(report.notes[0]?.first.map(({ folder, subject }) => [folder, subject])).toEqual([
      ['INBOX', 'Seen since'],
      [`A.B / ${EVIL}`, 'Seen since'],
      ['Junk', 'Seen since'],
    ]);
    expect(report.losses).toMatchObject([{ field: 'keyword $Junk', items: 9 }]);
  });

  test('is the same JSON when it is read again, and holds no angle bracket', () => {
    const report = reportOf(sampleProof([sampleException(DIFFERS, { headers: null, details: [EVIL] })]));
    const text = reportJson(report);
    expect(JSON.parse(text)).toEqual(report);
    expect(text).not.toMatch(/[<>]/);
  });
});

describe('the spreadsheet', () => {
  const csvOf = (subject: string): string[][] => {
    const headers = { from: '=1+1', subject, date: null, messageId: '@x' };
    return rowsOf(exceptionsCsv(reportOf(sampleProof([sampleException(DIFFERS, { headers })]))));
  };
  const subjectOf = (subject: string): string | undefined => csvOf(subject)[1]?.[4];

  test.each([
    ['=HYPERLINK("http://evil.example","x")', `'=HYPERLINK("http://evil.example","x")`],
    ['+1', "'+1"],
    ['-1', "'-1"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['\t=1', "' =1"],
    ['\r=1', "' =1"],
    ['  =1', "'  =1"],
    ['"=1', `'"=1`],
    ['\uff1d1', "'\uff1d1"],
    ['a;=1+1', "a;'=1+1"],
    ['a\r\nb', 'a b'],
    ['a\0b', 'a b'],
    ['say "hi", now', 'say "hi", now'],
    ['2 - 1 = 1', '2 - 1 = 1'],
  ])('writes %j as %j', (subject, cell) => {
    expect(subjectOf(subject)).toBe(cell);
  });

  test('has one line for each exception and every cell in its column', () => {
    const [head = [], row = []] = csvOf('x');
    expect(Object.fromEntries(head.map((name, column) => [name, row[column]]))).toEqual({
      Folder: 'INBOX',
      Received: '2019-03-04T05:06:07Z',
      Sent: '',
      Sender: "'=1+1",
      Subject: 'x',
      Bytes: '90000000',
      Cause: 'The target holds the item, but not as it was: body text.',
      'What to do': 'Compare it with the original in the source mailbox.',
      Details: '',
      Code: 'proof.differs',
      'Message-ID': "'@x",
      'Source id': '7:4711',
    });
  });

  test('of folders has one line for each folder', () => {
    expect(rowsOf(foldersCsv(reportOf(sampleProof([]))))).toHaveLength(4);
  });
});

/** Reads RFC 4180 the plain way: every quoted cell, and bare numbers. */
function rowsOf(csv: string): string[][] {
  expect(csv.startsWith('\ufeff')).toBe(true);
  const rows: string[][] = [[]];
  for (const [, quoted, bare, end] of csv.slice(1).matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/g)) {
    rows.at(-1)?.push(quoted?.replaceAll('""', '"') ?? bare ?? '');
    if (end === '\r\n') rows.push([]);
  }
  return rows.slice(0, -1);
}

describe('the page', () => {
  const page = reportHtml(
    reportOf(
      sampleProof([
        sampleException(DIFFERS, {
          folder: [EVIL],
          details: [EVIL],
          headers: { from: `${EVIL} <a@b.c>`, subject: `${EVIL}\u202egpj.exe\0`, date: null, messageId: EVIL },
        }),
        sampleException({ code: 'target.item-refused', facts: { reason: EVIL } }),
        sampleException(TOO_LARGE, { ref: null, headers: null, receivedAt: null, sizeBytes: null }),
      ]),
      { renames: [{ from: `A.B / ${EVIL}`, why: EVIL }] },
    ),
  );

  test('says once what is not part of the move, with the reason', () => {
    const why = 'Godwit does not know what kind of file it is';
    const page = reportHtml(reportOf(sampleProof([]), { notMoved: [{ folder: 'old <stuff>', why }] }));
    expect(page.split('Not part of the move')).toHaveLength(2);
    expect(page).toContain('old &lt;stuff&gt;');
    expect(page).toContain(why);
  });

  test('holds nothing that a sender could make act', () => {
    const tags = new Set([...page.matchAll(/<([a-z0-9]+)/gi)].map(([, name = '']) => name.toLowerCase()));
    expect([...tags].filter((name) => /^(script|img|iframe|object|embed|a|form|input|base)$/.test(name))).toEqual([]);
    expect(page.replaceAll(/"[^"]*"/g, '""')).not.toMatch(/<[^>]*\son\w+=/i);
    expect(page).toContain('&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;');
    expect(page).not.toMatch(/[\0\u202e]/);
  });

  test('forbids scripts and requests, and allows exactly its own style', () => {
    const policy = /Content-Security-Policy" content="([^"]*)"/.exec(page)?.[1];
    expect(policy).toMatch(/^default-src &#39;none&#39;; style-src &#39;sha256-[\w+/]+=&#39;; base-uri/);
    expect(page).not.toMatch(/\sstyle=|https?:\/\/|@import|url\(/);
  });

  test('names each exception with folder, date, sender, subject, size, cause and remedy', () => {
    const plain = reportHtml(reportOf(sampleProof([sampleException(TOO_LARGE)])));
    for (const text of ['INBOX', '2019-03-04 05:06', 'Ann Example', 'ann@example.com', 'Holiday', '90.0 MB']) {
      expect(plain).toContain(text);
    }
    expect(plain).toContain('The item has 90000000 bytes');
    expect(plain).toContain('Save its attachments elsewhere');
  });

  test('is well-formed: every element that is opened is closed', () => {
    const open: string[] = [];
    const inside = page.replace(/<style>.*?<\/style>/s, '').replace(/<!doctype html>/, '');
    for (const [, end, name = '', more = ''] of inside.matchAll(/<(\/?)([a-z0-9]+)((?:[^>"]|"[^"]*")*)>/g)) {
      if (end === '/') expect(open.pop()).toBe(name);
      else if (name !== 'meta' && !more.endsWith('/')) open.push(name);
    }
    expect(open).toEqual([]);
  });

  test('shows at most 500 rows of a group and says how many more there are', () => {
    const many = Array.from({ length: 900 }, () => sampleException(DIFFERS));
    const long = reportHtml(reportOf(sampleProof(many)));
    expect([...long.matchAll(/Holiday/g)]).toHaveLength(500);
    expect(long).toContain('400 more: see the CSV file');
  });
});

test.each([
  [0, '0 bytes'],
  [999, '999 bytes'],
  [1000, '1.0 kB'],
  [1960, '2.0 kB'],
  [83_886_080, '83.9 MB'],
  [123_456_789, '123 MB'],
  [1_500_000_000_000, '1.5 TB'],
])('%i bytes are shown as %s', (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});

test('counts have a narrow space between thousands', () => {
  expect(formatCount(1234567)).toBe('1\u202f234\u202f567');
});
