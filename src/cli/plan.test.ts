import { describe, expect, test } from 'vitest';
import { run } from '../../test/cli/run-program.ts';
import type { PlanJob, PlanReport, SimulateJob } from './machinery.ts';

const REPORT: PlanReport = {
  plan: {
    version: 2,
    madeOn: '2026-11-24',
    title: 'Plan of the move of Example Ltd',
    sections: [
      {
        id: 'summary',
        title: 'In short',
        blocks: [
          { is: 'text', text: 'Two mailboxes move.' },
          { is: 'list', items: ['One is \u001b[31mopen'] },
        ],
      },
      {
        id: 'scope',
        title: 'Who moves',
        blocks: [
          {
            is: 'table',
            caption: 'Mailboxes',
            columns: [
              { title: 'Address', isNumber: false },
              { title: 'Items', isNumber: true },
            ],
            rows: [
              ['ann@example.com', '5'],
              ['bob@example.com', '1,000'],
            ],
          },
        ],
      },
    ],
    changes: [{ id: 'scope', title: 'Who moves', gone: ['was'], added: ['is'] }],
  },
  isNew: true,
  range: { lowMs: 1000, highMs: 2000 },
  isReady: false,
  files: [],
};

async function plan(...args: readonly string[]) {
  const seen: { job: PlanJob | null; simulated: SimulateJob | null } = { job: null, simulated: null };
  const ended = await run(['plan', ...args], {
    plan: async (job) => {
      seen.job = job;
      return REPORT;
    },
    simulate: async (job) => {
      seen.simulated = job;
      const row = { workers: 1, typicalMs: 7_200_000, lowMs: 3_600_000, highMs: 86_400_000, bytesPerSecond: 1e6 };
      const rows = [{ ...row, sharedPart: 0, waitedPart: 0.25, holdsUp: 'one mailbox' as const }];
      return { mailboxes: 10, items: 50, bytes: 5e9, isKnown: false, rows };
    },
  });
  return { ...ended, ...seen };
}

describe('what is typed', () => {
  test('becomes a plan for the target that is named', async () => {
    const { job } = await plan(
      '--answers=a.json',
      '--check=c.json',
      '--target=exchange:MAIL.example.com',
      '--workers=3',
      '--at-once=8',
    );
    expect(job).toMatchObject({
      answers: { file: 'a.json' },
      checks: ['c.json'],
      destination: { service: 'exchange', host: 'mail.example.com' },
      crew: { workers: 3, atOnce: 8 },
      out: null,
    });
  });

  test('becomes moves that are played', async () => {
    const { simulated } = await plan('--simulate', '--mailboxes=100', '--median-mb=10', '--ninetieth-mb=20');
    expect(simulated).toMatchObject({
      mailboxesCount: 100,
      sizes: { medianBytes: 10e6, ninetiethBytes: 20e6, itemBytes: 100e3 },
      service: 'exchange-online',
      workers: [1, 2, 4, 8, 16, 32],
      seed: 1,
    });
  });

  test.each([
    { args: [], says: 'A plan needs the answers' },
    { args: ['--answers=a.json', '--workers=1,2'], says: 'for one number of machines' },
    { args: ['--answers=a.json', '--target=nowhere'], says: 'Give exchange-online' },
    { args: ['--answers=a.json', '--workers=0'], says: 'a whole number from 1 to 1000' },
    { args: ['--simulate'], says: 'no mailboxes to play with' },
    { args: ['--simulate', '--mailboxes=60000'], says: 'from 1 to 50000' },
    { args: ['--simulate', '--mailboxes=5', '--median-mb=9', '--ninetieth-mb=8'], says: 'cannot be smaller' },
    { args: ['--simulate', '--mailboxes=5', '--item-kb=0'], says: 'a number above 0' },
  ])('$args is refused with what is wrong', async ({ args, says }) => {
    const { code, errors } = await plan(...args);
    expect(code).toBe(1);
    expect(errors).toContain(says);
  });
});

describe('what is shown', () => {
  test('is the plan with its tables, and what changed; nothing of it can colour the terminal', async () => {
    const { out, code } = await plan('--answers=a.json');
    expect(code).toBe(2);
    expect(out).toBe(
      [
        'Plan of the move of Example Ltd',
        'Version 2, made on 2026-11-24',
        '',
        'In short',
        'Two mailboxes move.',
        '  • One is \ufffd[31mopen',
        '',
        'Who moves',
        '',
        'Mailboxes',
        '  Address          Items',
        '  ann@example.com      5',
        '  bob@example.com  1,000',
        '',
        'What changed since version 1',
        'Who moves',
        '  - was',
        '  + is',
        '',
        'The move is not ready: the plan says what is open.',
        '',
      ].join('\n'),
    );
  });

  test('is one document for programs', async () => {
    const { out } = await plan('--answers=a.json', '--json');
    expect(JSON.parse(out)).toMatchObject({ exitCode: 2, isReady: false, isNew: true, version: 2, files: [] });
  });

  test('is a row for each number of machines', async () => {
    const { out, code } = await plan('--simulate', '--mailboxes=10');
    expect(code).toBe(0);
    expect(out).toContain('10 mailboxes to Exchange Online');
    expect(out).toMatch(/ 1 +2 h +1 h +1 d +3\.60 GB\/h +25 % +the largest mailbox/);
  });
});
