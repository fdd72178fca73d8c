import { describe, expect, test } from 'vitest';
import { nothing, proven, run, SOURCE, sampleSurvey, TARGET } from '../../test/cli/run-program.ts';
import type { CopyJob, Machinery } from './machinery.ts';
import type { MoveException } from './move-report.ts';

const tooLarge: MoveException = {
  folder: 'INBOX',
  code: 'target.too-large',
  receivedAt: '2019-03-04T05:06:07Z',
  sender: 'Ann <ann@example.com>',
  subject: 'Plans\x1b[31m\r\nof the house',
  sizeBytes: 41_000_000,
  cause: 'The message has 41000000 bytes; the target accepts at most 36000000.',
  remedy: 'Save its attachments elsewhere.',
};

describe('copy', () => {
  test('that proves everything ends with 0 and says so', async () => {
    const { code, out } = await run(['copy', ...SOURCE, ...TARGET], { copy: async () => proven });
    expect(code).toBe(0);
    expect(out).toBe(
      [
        'bob@example.com at imap.example.com → bob@example.com at mail.example.com',
        '',
        '  Copied      4,812 items, 371 MB in 1 min 12 s',
        '  Folders     1',
        '  Verified    4,812 of 4,812 items in 41 s',
        '  Report      /reports/report.html',
        '',
        '✓ Verified: everything is in the target, read back and proven.',
        '',
      ].join('\n'),
    );
  });

  test('with exceptions ends with 2 and names each, without a control character of theirs', async () => {
    const report = {
      ...proven,
      exceptions: [tooLarge],
      exceptionsCount: 12,
      grade: 'verified-with-exceptions',
    } as const;
    const { code, out } = await run(['copy', ...SOURCE, ...TARGET], { copy: async () => report });
    expect(code).toBe(2);
    expect(out).toContain(
      '  ! INBOX · 2019-03-04 · Ann <ann@example.com> · "Plans\ufffd[31m\ufffdof the house" · 41.0 MB\n',
    );
    expect(out).toContain('    The message has 41000000 bytes');
    expect(out).toContain('    → Save its attachments elsewhere.');
    expect(out).toContain('  and 11 more, named in the report');
    expect(out).not.toMatch(/[^\P{Cc}\n]/u);
  });

  test('without a proof never says that anything is proven', async () => {
    const report = { ...proven, verifyMs: null, grade: null, reports: null, items: { ...nothing, copied: 4812 } };
    const { code, out } = await run(['copy', ...SOURCE, ...TARGET, '--no-verify'], { copy: async () => report });
    expect(code).toBe(0);
    expect(out).toContain('Everything is copied. Prove it with: godwit verify');
    expect(out).not.toMatch(/verified|proven/i);
  });

  test('with --json writes one document to standard output and nothing else', async () => {
    const copy: Machinery['copy'] = async (_, control) => {
      control.watch({ is: 'phase', phase: 'listing' });
      control.watch({
        is: 'problem',
        folder: ['INBOX'],
        problem: { code: 'target.item-refused', facts: { reason: 'x' } },
      });
      return { ...proven, exceptions: [tooLarge], exceptionsCount: 1 };
    };
    const { code, out, errors } = await run(['copy', ...SOURCE, ...TARGET, '--json'], { copy });
    expect(JSON.parse(out)).toMatchObject({
      exitCode: 2,
      itemsWritten: 4812,
      copyMs: 72_000,
      startMs: 300,
      exceptionsCount: 1,
    });
    expect(code).toBe(2);
    expect(errors).toContain('The target refused the item');
  });

  test('hands over what was typed', async () => {
    const jobs: CopyJob[] = [];
    const copy: Machinery['copy'] = async (job) => {
      jobs.push(job);
      return proven;
    };
    const options = [
      '--skip-role',
      'junk',
      '--skip-role',
      'trash',
      '--deletions',
      'follow',
      '--folder-names',
      'strict',
      '--pass',
      'delta',
      '--no-verify',
    ];
    const more =
      '--target-user admin@example.com --target-auth ntlm --source-connections 2 --state elsewhere --time-zone Europe/Berlin --own-address robert@example.net'.split(
        ' ',
      );
    await run(['copy', ...SOURCE, ...TARGET, ...options, ...more], { copy });
    expect(jobs[0]).toMatchObject({
      policy: {
        kinds: ['message', 'event', 'contact', 'task', 'note'],
        skipRoles: ['junk', 'trash'],
        deletions: 'follow',
        folderNames: 'strict',
      },
      pass: 'delta',
      isVerified: false,
      connectionsMax: 2,
      stateFolder: expect.stringMatching(/elsewhere$/),
      reportFolder: null,
      authorities: [],
      sources: [{ address: { user: 'bob@example.com', host: 'imap.example.com', port: 993, security: 'tls' } }],
      target: {
        address: { user: 'admin@example.com', mailbox: 'bob@example.com' },
        auth: 'ntlm',
        owner: { timeZone: 'Europe/Berlin', addresses: ['bob@example.com', 'robert@example.net'] },
      },
    });
    expect(jobs[0]?.sources[0]?.password?.reveal()).toBe('source-secret');
    expect(jobs[0]?.target.password?.reveal()).toBe('target-secret');
  });

  test('as a dry run surveys and never copies', async () => {
    const survey: Machinery['survey'] = async () => sampleSurvey();
    const { code, out } = await run(['copy', ...SOURCE, ...TARGET, '--dry-run'], { survey });
    expect(code).toBe(2);
    expect(out).toContain('This was a dry run: nothing was written.');
    expect(out).toContain('  "Invoices 2020/2021" → "Invoices 2020-2021"');
  });
});
