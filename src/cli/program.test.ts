import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fakeClock } from '../../test/fake-clock.ts';
import { instant } from '../base/clock.ts';
import { jsonLog } from '../base/log.ts';
import { Failure } from '../base/problem.ts';
import { seededRandom } from '../base/random.ts';
import { DEFAULT_POLICY } from '../model/policy.ts';
import { surveyMailbox } from '../plan/survey.ts';
import { MemoryMailbox, memorySource } from '../source/memory.ts';
import type { CopyJob, Machinery, RunControl, SurveyJob } from './machinery.ts';
import type { MoveException, MoveReport } from './move-report.ts';
import { type ProgramDeps, runProgram } from './program.ts';
import { PLAIN } from './terminal.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'godwit-program-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const SOURCE = ['--source', 'imaps://bob%40example.com@imap.example.com'];
const TARGET = ['--target', 'ews+https://mail.example.com/EWS/Exchange.asmx?mailbox=bob@example.com'];
const nothing = { seen: 0, intended: 0, copied: 0, verified: 0, skipped: 0, failed: 0, gone: 0 };
const proven: MoveReport = {
  source: 'bob@example.com@imap.example.com',
  target: 'bob@example.com@mail.example.com',
  items: { ...nothing, verified: 4812 },
  bytes: { ...nothing, verified: 371_000_000 },
  itemsWritten: 4812,
  bytesWritten: 371_000_000,
  itemsUpdated: 0,
  itemsMoved: 0,
  itemsRemoved: 0,
  itemsAdopted: 0,
  losses: [],
  folders: [{ source: 'INBOX', target: 'Inbox', items: nothing }],
  renames: [],
  exceptions: [],
  exceptionsCount: 0,
  startMs: 300,
  copyMs: 72_000,
  verifyMs: 41_000,
  grade: 'verified',
  reports: { html: '/reports/report.html', json: '/reports/report.json', csv: '/reports/exceptions.csv' },
};
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
        '  Copied      4,812 messages, 371 MB in 1 min 12 s',
        '  Folders     1',
        '  Verified    4,812 of 4,812 messages in 41 s',
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
    expect(errors).toContain('The target refused the message');
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
      '--pass',
      'delta',
      '--no-verify',
    ];
    const more = [
      '--target-user',
      'admin@example.com',
      '--target-auth',
      'ntlm',
      '--source-connections',
      '2',
      '--state',
      folder,
    ];
    await run(['copy', ...SOURCE, ...TARGET, ...options, ...more], { copy });
    expect(jobs[0]).toMatchObject({
      policy: { skipRoles: ['junk', 'trash'], deletions: 'follow' },
      pass: 'delta',
      isVerified: false,
      connectionsMax: 2,
      stateFolder: folder,
      reportFolder: null,
      authorities: [],
      source: { address: { user: 'bob@example.com', host: 'imap.example.com', port: 993, security: 'tls' } },
      target: { address: { user: 'admin@example.com', mailbox: 'bob@example.com' }, auth: 'ntlm' },
    });
    expect(jobs[0]?.source.password.reveal()).toBe('source-secret');
    expect(jobs[0]?.target.password.reveal()).toBe('target-secret');
  });

  test('as a dry run surveys and never copies', async () => {
    const survey: Machinery['survey'] = async () => sampleSurvey();
    const { code, out } = await run(['copy', ...SOURCE, ...TARGET, '--dry-run'], { survey });
    expect(code).toBe(2);
    expect(out).toContain('This was a dry run: nothing was written.');
    expect(out).toContain('  Invoices 2020/2021 → Invoices 2020-2021');
  });
});

describe('survey', () => {
  test('says what lies where, what is renamed, what is too large and how long it takes', async () => {
    const { out } = await run(['survey', ...SOURCE], { survey: async () => sampleSurvey() });
    expect(out).toBe(
      [
        'bob@example.com at imap.example.com',
        '',
        '  Folder              Messages      Size      Oldest      Newest',
        '  INBOX                      2   1.04 KB  2019-03-04  2020-01-01',
        '  Invoices 2020/2021         0         –           –           –',
        '  2 folders                  2   1.04 KB  2019-03-04  2020-01-01',
        '',
        '1 folder will be renamed',
        '  Invoices 2020/2021 → Invoices 2020-2021',
        '    the target does not allow "/" in a name',
        '',
        '1 message is too large for the target, which takes 500 bytes',
        '  INBOX · 2020-01-01 · 1.00 KB',
        '',
        '1 message with 40 bytes will move.',
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

describe('what goes wrong', () => {
  test.each([
    { args: ['copy'], says: "'--source <address>' not specified", remedy: 'godwit copy --help' },
    { args: ['move'], says: "Unknown command 'move'", remedy: 'godwit --help' },
    { args: ['copy', ...SOURCE, ...TARGET, '--pas', 'x'], says: 'Did you mean --pass?', remedy: '--help' },
    { args: ['copy', ...SOURCE, ...TARGET, 'more'], says: 'Too many arguments', remedy: '--help' },
    { args: ['copy', ...SOURCE, ...TARGET, '--pass', 'twice'], says: 'bulk, delta', remedy: '--help' },
    { args: ['copy', ...SOURCE, ...TARGET, '--source-connections', '0'], says: '1 to 16', remedy: '--help' },
    { args: ['copy', ...SOURCE, ...TARGET, '--ca-file', 'nowhere.pem'], says: 'nowhere.pem', remedy: '--ca-file' },
    {
      args: ['copy', ...SOURCE, '--target', 'imaps://b@h.example', '--target-auth', 'ntlm'],
      says: 'IMAP server',
      remedy: '--target-auth',
    },
    {
      args: ['copy', ...SOURCE, ...TARGET, '--source-password=hunter2'],
      says: '--source-password=…',
      remedy: '--source-password-file',
    },
  ])('$args.0 … $says is wrong use: exit code 1, cause and remedy', async ({ args, says, remedy }) => {
    const { code, out, errors } = await run(args, {});
    expect(code).toBe(1);
    expect(out).toBe('');
    const [cause = '', how = '', ...rest] = errors.trimEnd().split('\n');
    expect(cause).toContain(says);
    expect(how).toMatch(/^→ /);
    expect(how).toContain(remedy);
    expect(rest).toEqual([]);
    expect(errors).not.toContain('hunter2');
  });

  test('an expected failure ends with 3 and its own two lines', async () => {
    const facts = { host: 'imap.example.com', user: 'bob', reason: 'no \x1b[2Jentry' };
    const copy = async (): Promise<MoveReport> => {
      throw new Failure('source.sign-in-refused', facts);
    };
    const { code, out, errors } = await run(['copy', ...SOURCE, ...TARGET, '--json'], { copy });
    expect(code).toBe(3);
    expect(JSON.parse(out)).toMatchObject({ exitCode: 3, problem: 'source.sign-in-refused' });
    expect(errors).toContain('✗ imap.example.com refused the sign-in of bob: no \ufffd[2Jentry\n→ Check the user name');
  });

  test('a defect ends with 3, an id and no stack; the stack is in the log under that id', async () => {
    const copy = async (): Promise<MoveReport> => {
      throw new TypeError('x is not a function');
    };
    const { code, errors, log } = await run(['copy', ...SOURCE, ...TARGET], { copy });
    expect(code).toBe(3);
    expect(errors).toContain('our fault');
    expect(errors).not.toContain('TypeError');
    const id = /\(([0-9a-f]+)\)/.exec(errors)?.[1] ?? 'none';
    expect(log).toContain(id);
    expect(log).toContain('TypeError: x is not a function');
  });

  test('Ctrl-C ends with 3 and says that the same command goes on', async () => {
    const copy = (_: CopyJob, control: RunControl): Promise<MoveReport> =>
      new Promise((_resolve, reject) => {
        control.stopping.addEventListener('abort', () => reject(control.stopping.reason as Error));
        press();
      });
    let press = (): void => undefined;
    const onSignal = (heard: () => void): (() => void) => {
      press = heard;
      return () => undefined;
    };
    const { code, errors } = await run(['copy', ...SOURCE, ...TARGET], { copy }, { onSignal });
    expect(code).toBe(3);
    expect(errors).toContain('it goes on where it stopped');
  });

  test('help and version go to standard output and are no error', async () => {
    expect(await run(['--version'], {})).toMatchObject({ code: 0, out: '9.9.9\n', errors: '' });
    const help = await run(['copy', '--help'], {});
    expect(help).toMatchObject({ code: 0, errors: '' });
    expect(help.out).toContain('--source-password-file');
  });
});

async function sampleSurvey(): ReturnType<Machinery['survey']> {
  const mailbox = new MemoryMailbox();
  mailbox.addFolder(['INBOX'], 'inbox');
  mailbox.addFolder(['Invoices 2020/2021']);
  mailbox.add(['INBOX'], { bytes: Buffer.alloc(40), receivedAt: instant(Date.UTC(2019, 2, 4)) });
  mailbox.add(['INBOX'], { bytes: Buffer.alloc(1000), receivedAt: instant(Date.UTC(2020, 0, 1)) });
  const traits = {
    kinds: new Set(['message'] as const),
    itemBytesMax: 500,
    folderNameMax: 255,
    folderNameForbids: /[/]/gu,
    folderNamesFold: true,
    folderDepthMax: 300,
    marks: 'inside',
    doubtRestMs: 0,
    keepsKeyword: () => true,
  } as const;
  const plan = { existing: [], traits, policy: DEFAULT_POLICY, protocol: 'ews' } as const;
  return surveyMailbox(memorySource(mailbox), plan, () => undefined, new AbortController().signal);
}

interface Ended {
  readonly code: number;
  readonly out: string;
  readonly errors: string;
  readonly log: string;
}

async function run(
  args: readonly string[],
  machinery: Partial<Machinery>,
  more: Partial<ProgramDeps> = {},
): Promise<Ended> {
  const written = { out: '', errors: '', log: '' };
  const unexpected = async (job: SurveyJob): Promise<never> => {
    throw new Error(`nobody asked for ${job.source.address.host}`);
  };
  const clock = fakeClock();
  const write = (line: string): void => {
    written.log += line;
  };
  const code = await runProgram(args, {
    terminal: {
      out: (text) => void (written.out += text),
      error: (text) => void (written.errors += text),
      isLive: false,
      columns: () => 80,
      paint: PLAIN,
    },
    clock,
    random: seededRandom(1),
    environment: { GODWIT_SOURCE_PASSWORD: 'source-secret', GODWIT_TARGET_PASSWORD: 'target-secret', HOME: folder },
    ask: null,
    onSignal: () => () => undefined,
    machinery: { survey: unexpected, copy: unexpected, verify: unexpected, ...machinery },
    openLog: (at) => ({ log: jsonLog(write, () => clock.now()), path: join(at, 'godwit.log') }),
    version: '9.9.9',
    demo: { open: () => Promise.reject(new Error('nobody asked for a demo')) },
    ...more,
  });
  return { code, ...written };
}
