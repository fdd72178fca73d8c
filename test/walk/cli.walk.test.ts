/** The command line as an administrator meets it, by the real program against the simulated servers. Needs nothing installed. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Fault } from '../../sim/exchange/fault.ts';
import { type RunningExchange, startExchange } from '../../sim/exchange/start-exchange.ts';
import { Account } from '../../sim/imap/account.ts';
import { type RunningImapServer, startImapServer } from '../../sim/imap/server.ts';
import { instant, systemClock } from '../../src/base/clock.ts';
import { lastingPort } from '../servers/lasting-port.ts';
import { type GodwitEnd, runGodwit } from './godwit.ts';

const ROOT = join(import.meta.dirname, '../..');
const PROGRAM = join(ROOT, 'bin/godwit.mjs');
const ADDRESS = 'user@example.com';
const PASSWORDS = { GODWIT_SOURCE_PASSWORD: 'the source secret', GODWIT_TARGET_PASSWORD: 'the target secret' };
const COUNT = 60;

let folder = '';
let account: Account;
let imap: RunningImapServer;
let exchange: RunningExchange;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'godwit-cli-'));
  account = new Account({ user: ADDRESS, password: PASSWORDS.GODWIT_SOURCE_PASSWORD });
  for (const name of ['INBOX', 'Bills', 'bills', ' Old']) {
    const mailbox = name === 'INBOX' ? account.mailbox(name) : account.add(name);
    for (let count = 0; count < COUNT / 4; count += 1) {
      const bytes = `From: a@example.com\r\nSubject: ${name.trim()} ${count}\r\n\r\n${'text '.repeat(count * 40)}\r\n`;
      mailbox.add({ bytes, internalDate: instant(Date.UTC(2020, 0, 1 + count)), flags: ['\\Seen'] });
    }
  }
  imap = await startImapServer({ accounts: [account] });
  exchange = await startOn(await lastingPort(), {});
});

afterEach(async () => {
  expect(exchange.counters.sentMail).toBe(0);
  await Promise.all([imap.stop(), exchange.close()]);
  await rm(folder, { recursive: true, force: true });
});

describe('copy', () => {
  test('moves everything, says so, and writes nothing the second time', async () => {
    const before = JSON.stringify(account.snapshot());
    const first = await godwit(['copy', ...both()]);
    expect(first.code, first.stderr).toBe(0);
    expect(first.stdout).toMatch(/Copied {6}60 items, [\d.]+ KB in /);
    expect(first.stdout).toContain('Folders     4, 2 of them renamed');
    expect(first.stdout).toContain('✓ Verified: everything is in the target, read back and proven.');
    const second = await godwit(['copy', ...both(), '--json']);
    expect(JSON.parse(second.stdout)).toMatchObject({ exitCode: 0, itemsWritten: 0, items: { verified: COUNT } });
    expect(exchange.counters.itemsCreated).toBe(COUNT);
    expect(JSON.stringify(account.snapshot())).toBe(before);
  });

  test('writes its reports where it is told, for their owner alone', async () => {
    const report = join(folder, 'the report');
    const end = await godwit(['copy', ...both(), '--report', report, '--json']);
    expect(JSON.parse(end.stdout).reports.html).toBe(join(report, 'report.html'));
    expect(await readFile(join(report, 'report.html'), 'utf8')).toContain('<html');
    expect((await stat(join(report, 'report.html'))).mode & 0o077).toBe(0);
  });

  test('names what is too large, ends with 2, and completes when the target takes it', async () => {
    account.mailbox('INBOX').add({
      bytes: `Subject: big one\r\nFrom: Ann <ann@example.com>\r\n\r\n${'x'.repeat(90_000)}\r\n`,
      internalDate: instant(Date.UTC(2021, 4, 5)),
    });
    await restartExchange({ messageBytesMax: 50_000 });
    const end = await godwit(['copy', ...both()]);
    expect(end.code).toBe(2);
    expect(end.stdout).toMatch(/! INBOX · 2021-05-05 · Ann <ann@example.com> · "big one" · 90\.1 KB/);
    expect(end.stdout).toContain('→ ');
    const unproven = await godwit(['copy', ...both(), '--no-verify', '--json']);
    const [exception] = JSON.parse(unproven.stdout).exceptions;
    expect(exception).toMatchObject({
      folder: 'INBOX',
      sender: 'Ann <ann@example.com>',
      subject: 'big one',
      code: 'target.too-large',
    });
    await restartExchange({});
    const later = await godwit(['copy', ...both(), '--json']);
    expect(JSON.parse(later.stdout)).toMatchObject({ exitCode: 0, itemsWritten: 1 });
  });

  test('stopped by Ctrl-C settles what is under way, and the same command goes on', async () => {
    await restartExchange({ faults: [slow(400)] });
    const ended = godwit(['copy', ...both(), '--json'], { interruptWhen: () => exchange.counters.itemsCreated > 0 });
    expect((await ended).code).toBe(3);
    expect((await ended).stderr).toContain('Start the same command again: it goes on where it stopped.');
    const written = exchange.counters.itemsCreated;
    expect(written).toBeLessThan(COUNT);
    exchange.setFaults([]);
    const later = await godwit(['copy', ...both(), '--json']);
    expect(JSON.parse(later.stdout)).toMatchObject({ exitCode: 0, itemsWritten: COUNT - written });
    expect(exchange.counters.itemsCreated).toBe(COUNT);
  });

  test('is refused while another run moves the same mailbox, and leaves that one alone', async () => {
    await restartExchange({ faults: [slow(5000)] });
    const first = godwit(['copy', ...both(), '--json']);
    while (exchange.counters.requests['CreateItem'] === undefined) await systemClock.sleep(20, never());
    const second = await godwit(['copy', ...both(), '--json']);
    expect(JSON.parse(second.stdout)).toMatchObject({ exitCode: 3, problem: 'run.already-under-way' });
    expect(JSON.parse((await first).stdout)).toMatchObject({ exitCode: 0, itemsWritten: COUNT });
  });

  test('as a dry run predicts what the copy then does, and writes nothing anywhere', async () => {
    const dry = await godwit(['copy', ...both(), '--dry-run', '--json']);
    const predicted = JSON.parse(dry.stdout);
    expect(predicted.moves.items).toBe(COUNT);
    expect(exchange.counters.itemsCreated).toBe(0);
    expect(exchange.counters.requests['CreateFolder']).toBeUndefined();
    expect(await readdir(folder)).not.toContain('state');
    const done = JSON.parse((await godwit(['copy', ...both(), '--json'])).stdout);
    expect(done.renames).toEqual(predicted.renames);
    expect(done.itemsWritten).toBe(predicted.moves.items);
  });

  test('signs in by NTLM where the account may use nothing else', async () => {
    await restartExchange({ auth: ['ntlm'] });
    const end = await godwit(['copy', ...both(), '--json']);
    expect(JSON.parse(end.stdout), end.stderr).toMatchObject({ exitCode: 0, itemsWritten: COUNT });
  });
});

describe('verify and survey', () => {
  test('verify finds what was taken away from the target, and a bulk pass by name heals it', async () => {
    await godwit(['copy', ...both()]);
    const mailbox = exchange.mailboxes.find(ADDRESS);
    const [lost] = mailbox?.items.values() ?? [];
    if (lost !== undefined) mailbox?.removeItem(lost);
    const found = await godwit(['verify', ...both(), '--json']);
    expect(JSON.parse(found.stdout)).toMatchObject({ exitCode: 2, grade: 'not-verified', exceptionsCount: 1 });
    const healed = await godwit(['copy', ...both(), '--pass', 'bulk', '--json']);
    expect(JSON.parse(healed.stdout)).toMatchObject({ exitCode: 0, itemsWritten: 1 });
  });

  test('survey needs no target and writes nothing', async () => {
    const before = JSON.stringify(account.snapshot());
    const end = await godwit(['survey', ...source()]);
    expect(end.code, end.stderr).toBe(0);
    expect(end.stdout).toContain('4 folders');
    expect(end.stdout).toContain('60 items with');
    expect(end.stdout).toContain('  "bills" → "bills (2)"');
    expect(JSON.stringify(account.snapshot())).toBe(before);
  });
});

describe('passwords', () => {
  test('never appear in what the program writes, nor in its state folder', async () => {
    const end = await godwit(['copy', ...both(), '--verbose']);
    const log = await readFile(join(folder, 'state', 'godwit.log'), 'utf8');
    for (const secret of Object.values(PASSWORDS)) expect(`${end.stdout}${end.stderr}${log}`).not.toContain(secret);
  });

  test('come from files, with a warning for a file that others can read', async () => {
    const open = join(folder, 'open');
    await writeFile(open, `${PASSWORDS.GODWIT_SOURCE_PASSWORD}\n`, { mode: 0o644 });
    const closed = join(folder, 'closed');
    await writeFile(closed, `${PASSWORDS.GODWIT_TARGET_PASSWORD}\n`, { mode: 0o600 });
    const files = ['--source-password-file', open, '--target-password-file', closed];
    const end = await runGodwit(['copy', ...both(), ...files]);
    expect(end.code, end.stderr).toBe(0);
    expect(end.stderr.match(/chmod 600/g)).toHaveLength(1);
    expect(end.stderr).toContain('--source-password-file');
  });
});

describe('the start', () => {
  const older = spawnSync('/usr/bin/env', ['-i', 'PATH=/usr/local/bin:/usr/bin:/bin', 'node', '--version']);
  const major = Number(/^v(\d+)/.exec(older.stdout?.toString() ?? '')?.[1] ?? 99);

  const OLD = { PATH: '/usr/local/bin:/usr/bin:/bin', HOME: tmpdir() };
  const oldNode = (args: readonly string[]): ChildProcess =>
    spawn('node', [PROGRAM, ...args], { env: { ...OLD, ...PASSWORDS }, stdio: ['ignore', 'pipe', 'pipe'] });

  test.skipIf(major >= 24)('on an older Node hands over to the Node of the clone, with its exit code', async () => {
    expect(await codeOf(oldNode(['--version']))).toBe(0);
    expect(await codeOf(oldNode(['copy']))).toBe(1);
  });

  test.skipIf(major >= 24)(
    'on an older Node, killing the process that was started stops the work as well',
    async () => {
      await restartExchange({ faults: [slow(2000)] });
      const child = oldNode(['copy', ...both()]);
      while (exchange.counters.requests['CreateItem'] === undefined) await systemClock.sleep(20, never());
      child.kill('SIGKILL');
      await codeOf(child);
      exchange.setFaults([]);
      const later = await godwit(['copy', ...both(), '--json']);
      expect(JSON.parse(later.stdout), later.stderr).toMatchObject({ exitCode: 0, items: { verified: COUNT } });
      expect(exchange.counters.itemsCreated).toBe(COUNT);
    },
  );

  test('a reader that goes away is no defect', async () => {
    const child = spawn(process.execPath, [PROGRAM, 'copy', '--help'], { stdio: ['ignore', 'pipe', 'pipe'] });
    child.stdout.destroy();
    expect(await codeOf(child)).toBe(0);
  });
});

function codeOf(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve) => child.once('close', resolve));
}

function source(): readonly string[] {
  return ['--source', `imap://127.0.0.1:${imap.port}`, '--source-user', ADDRESS, '--allow-insecure-loopback'];
}

function both(): readonly string[] {
  return [...source(), '--target', `ews+${exchange.url}?mailbox=${ADDRESS}`, '--state', join(folder, 'state')];
}

interface ExchangeKind {
  readonly faults?: readonly Fault[];
  readonly messageBytesMax?: number;
  readonly auth?: readonly ('basic' | 'ntlm')[];
}

function startOn(port: number, kind: ExchangeKind): Promise<RunningExchange> {
  const { faults = [], messageBytesMax = 5_000_000, auth = ['basic'] } = kind;
  return startExchange({
    folder: join(folder, 'exchange'),
    port,
    accounts: [{ user: ADDRESS, password: PASSWORDS.GODWIT_TARGET_PASSWORD, mayImpersonate: [], auth }],
    mailboxes: [{ address: ADDRESS, messageBytesMax }],
    faults,
  });
}

/** Another kind of Exchange with the same store and address. */
async function restartExchange(kind: ExchangeKind): Promise<void> {
  await exchange.close();
  exchange = await startOn(exchange.port, kind);
}

function slow(ms: number): Fault {
  // oxlint-disable-next-line unicorn/no-thenable -- a script of faults is plain data, nobody awaits it
  return { when: { operation: 'CreateItem' }, then: { is: 'delay', ms } };
}

function never(): AbortSignal {
  return new AbortController().signal;
}

/** The real program with the passwords in its environment; interrupted as Ctrl-C does it, once the moment has come. */
async function godwit(
  args: readonly string[],
  options: { readonly interruptWhen?: () => boolean } = {},
): Promise<GodwitEnd> {
  const { interruptWhen } = options;
  if (interruptWhen === undefined) return runGodwit(args, { env: PASSWORDS });
  const child = spawn(process.execPath, [PROGRAM, ...args], {
    env: { ...process.env, ...PASSWORDS },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (text) => (stdout += String(text)));
  child.stderr.on('data', (text) => (stderr += String(text)));
  const closed = codeOf(child);
  while (!interruptWhen() && child.exitCode === null) await systemClock.sleep(10, never());
  child.kill('SIGINT');
  return { code: await closed, stdout, stderr };
}
