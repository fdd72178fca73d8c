/** The plan of a move by the real program: from a survey, again after a trial copy was measured. Needs nothing installed. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type RunningExchange, startExchange } from '../../sim/exchange/start-exchange.ts';
import { Account } from '../../sim/imap/account.ts';
import { type RunningImapServer, startImapServer } from '../../sim/imap/server.ts';
import { instant } from '../../src/base/clock.ts';
import { TO_EXCHANGE } from '../advice-samples.ts';
import { type GodwitEnd, runGodwit } from './godwit.ts';

const ADDRESS = 'ann@example.com';
const PASSWORDS = { GODWIT_SOURCE_PASSWORD: 'the source secret', GODWIT_TARGET_PASSWORD: 'the target secret' };
const MESSAGES = 400;

let folder = '';
let imap: RunningImapServer;
let exchange: RunningExchange;
const at = (name: string): string => join(folder, name);

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'godwit-plan-'));
  const account = new Account({ user: ADDRESS, password: PASSWORDS.GODWIT_SOURCE_PASSWORD });
  for (let number = 0; number < MESSAGES; number += 1) {
    const text = `Subject: ${number}\r\nMessage-ID: <${number}@example.org>\r\n\r\n${'A line.\r\n'.repeat(600)}`;
    account.mailbox('INBOX').add({ bytes: text, internalDate: instant(Date.UTC(2024, 1, 1) + number * 1000) });
  }
  account.add('Bills [2020]');
  account.add('Bills & Tax');
  account.add('Projects');
  account.add('projects');
  imap = await startImapServer({ accounts: [account] });
  exchange = await startExchange({
    folder: at('exchange'),
    accounts: [{ user: ADDRESS, password: PASSWORDS.GODWIT_TARGET_PASSWORD, mayImpersonate: [], auth: ['basic'] }],
    mailboxes: [{ address: ADDRESS }],
    budget: { requests: 10, windowMs: 1000, backOffMs: 300 },
  });
  const groups = [{ name: 'Office', needs: TO_EXCHANGE, people: [ADDRESS, 'bob@example.com'] }];
  const organisation = { name: 'Example Ltd', requestedOn: '2026-11-23', timeZone: 'Europe/London' };
  await writeFile(at('answers.json'), JSON.stringify({ version: 1, organisation, groups }));
});

afterEach(async () => {
  await Promise.all([imap.stop(), exchange.close()]);
  await rm(folder, { recursive: true, force: true });
});

const godwit = (...args: readonly string[]): Promise<GodwitEnd> =>
  runGodwit(args, { env: { ...PASSWORDS, XDG_STATE_HOME: at('state') } });

const mailbox = (): readonly string[] => [
  `--source=imap://${encodeURIComponent(ADDRESS)}@127.0.0.1:${imap.port}`,
  `--target=ews+${exchange.url}?mailbox=${ADDRESS}`,
  '--allow-insecure-loopback',
];

const plan = (): Promise<GodwitEnd> =>
  godwit(
    'plan',
    `--answers=${at('answers.json')}`,
    `--survey=${at('ann.json')}`,
    '--target=exchange:127.0.0.1',
    `--out=${at('plans')}`,
    '--json',
  );

interface PlanSaid {
  readonly version: number;
  readonly isNew: boolean;
  readonly isReady: boolean;
  readonly duration: { readonly lowMs: number; readonly highMs: number };
  readonly changes: readonly { readonly id: string; readonly added: readonly string[] }[];
  readonly files: readonly string[];
}

test('it says what is known, and a trial copy makes a new version with a narrower forecast', async () => {
  const survey = await godwit('survey', ...mailbox(), '--json');
  await writeFile(at('ann.json'), survey.stdout);
  const first = await plan();
  expect(first.code, first.stderr).toBe(2);
  const one = JSON.parse(first.stdout) as PlanSaid; // as docs/planning.md has it
  expect(one).toMatchObject({ version: 1, isNew: true, isReady: false });
  const page = await readFile(one.files[0] ?? '', 'utf8');
  expect(page).toContain(`<bdi>${MESSAGES}</bdi>`);
  expect(page).toContain('Tuesday, 1 December 2026 at the earliest');
  // Two folders that Exchange takes for one.
  expect(page).toMatch(/<bdi>projects<\/bdi><\/td><td><bdi>projects \(2\)/i);
  expect(JSON.parse((await plan()).stdout)).toMatchObject({ version: 1, isNew: false });

  expect(await godwit('copy', ...mailbox())).toMatchObject({ code: 0 });
  expect(exchange.counters.busyAnswers).toBeGreaterThan(0);
  const two = JSON.parse((await plan()).stdout) as PlanSaid; // as above
  expect(two).toMatchObject({ version: 2, isNew: true });
  expect(two.duration.highMs / two.duration.lowMs).toBeLessThan(one.duration.highMs / one.duration.lowMs);
  const estimate = two.changes.find(({ id }) => id === 'estimate');
  expect(estimate?.added).toContainEqual(expect.stringContaining('Learnt from 1 earlier copy to this target'));
  expect(exchange.counters.sentMail).toBe(0);
});

test('fifty thousand mailboxes are played within seconds, by number of machines', async () => {
  const end = await godwit('plan', '--simulate', '--mailboxes=50000', '--workers=4,64', '--seed=3', '--json');
  expect(end).toMatchObject({ code: 0, stderr: '' });
  const said = JSON.parse(end.stdout) as { mailboxes: number; rows: { workers: number; typicalMs: number }[] }; // as above
  expect(said.mailboxes).toBe(50_000);
  expect(said.rows.map(({ workers }) => workers)).toEqual([4, 64]);
  expect(said.rows[0]?.typicalMs).toBeGreaterThan(said.rows[1]?.typicalMs ?? 0);
});
