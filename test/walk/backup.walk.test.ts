/** A service is lost in the middle of a move and comes back from a backup that is older than what it has written since. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RunningExchange, startExchange } from '../../sim/exchange/start-exchange.ts';
import { type RunningImapServer, startImapServer } from '../../sim/imap/server.ts';
import { systemClock } from '../../src/base/clock.ts';
import { filledAccount, MESSAGES_EACH } from '../service/filled-account.ts';
import { HttpAsker, type ServiceProgram, startService } from './service-program.ts';
import { untilWithin } from './until.ts';

const PROGRAM = join(import.meta.dirname, '../../bin/godwit.mjs');
const LATE = '<late@finch.example>';
const PASSWORD = 'password of both sides';
const ANN = 'ann@finch.example';
const FOLDERS = 40;
const MESSAGES = FOLDERS * MESSAGES_EACH;

const olga = new HttpAsker();
let folder = '';
let source: RunningImapServer;
let exchange: RunningExchange;
let service: ServiceProgram | null = null;
const until = untilWithin(100_000, () => service?.said() ?? '');

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'godwit-backup-walk-'));
  source = await startImapServer({ accounts: [filledAccount(ANN, PASSWORD, FOLDERS)] });
  exchange = await startExchange({
    folder: join(folder, 'exchange'),
    accounts: [{ user: ANN, password: PASSWORD, mayImpersonate: [], auth: ['basic'] }],
    mailboxes: [{ address: ANN }],
    // oxlint-disable-next-line unicorn/no-thenable -- a script of faults is plain data, nobody awaits it
    faults: [{ when: { operation: 'CreateItem' }, then: { is: 'delay', ms: 400 } }],
  });
});

afterAll(async () => {
  await service?.kill();
  await source.stop();
  await exchange.close();
  await rm(folder, { recursive: true, force: true });
});

test('what was written and what arrived after the backup is recognised, and nothing is lost or doubled', async () => {
  const backup = join(folder, 'godwit.backup');
  service = await start('first');
  const account = { name: 'Olga', address: 'olga@godwit.example', password: 'a phrase of some length' };
  const joined = await olga.ask('POST', service.link ?? '', account);
  expect(joined.status, JSON.stringify(joined.body)).toBe(201);
  const project = await projectOfAnn();
  await olga.ask('POST', `${service.url}${project}/acts`, { act: 'start' });
  await until('some mail is copied', async () => arrived().length >= 4);
  await godwit('backup', backup, '--with-key', '--state', join(folder, 'first'));
  const atBackup = arrived().length;
  expect(atBackup).toBeLessThan(MESSAGES);

  // Mail that the backup knows nothing of arrives, and is moved, before everything is lost.
  const late = Buffer.from(
    `Message-ID: ${LATE}\r\nSubject: late\r\nDate: Mon, 4 Mar 2019 05:06:07 +0000\r\n\r\nlate\r\n`,
  );
  const first = source.accounts[0]?.mailbox('Folder 1');
  first?.add({ bytes: late.toString(), internalDate: systemClock.now() });
  const { url } = service;
  await until(
    'the project is complete',
    async () => (await olga.ask('GET', `${url}${project}`)).body.state === 'completed',
  );
  const lost = arrived();
  expect(lost).toContain(LATE);
  await service.kill();

  await godwit('restore', backup, '--state', join(folder, 'second'));
  service = await start('second');
  expect(service.link).toBeNull();
  const again = service.url;
  expect((await olga.ask('GET', `${again}${project}`)).body.state).toBe('running');
  await until('it is complete', async () => (await olga.ask('GET', `${again}${project}`)).body.state === 'completed');
  const { body } = await olga.ask('GET', `${again}${project}`);
  expect(body).toMatchObject({ mailboxes: { verified: 1 }, progress: { itemsFailed: 0, itemsVerified: MESSAGES + 1 } });
  const ids = arrived();
  expect(ids).toHaveLength(MESSAGES + 1);
  expect(new Set(ids).size).toBe(MESSAGES + 1);
  expect(exchange.counters.sentMail).toBe(0);
  expect(await service.stop()).toBe(0);
  service = null;
});

async function projectOfAnn(): Promise<string> {
  const at = service?.url ?? '';
  const { id } = (await olga.ask('POST', `${at}/api/organisations`, { name: 'Finch' })).body;
  const made = await olga.ask('POST', `${at}/api/organisations/${id}/projects`, { name: 'Move' });
  const project = `/api/organisations/${id}/projects/${made.body.id}`;
  const target = { address: `ews+${exchange.url}?mailbox=${ANN}`, user: ANN, auth: 'basic', password: PASSWORD };
  const sources = [{ address: `imap://127.0.0.1:${source.port}`, user: ANN, password: PASSWORD }];
  const added = await olga.ask('POST', `${at}${project}/mailboxes`, {
    mailboxes: [{ name: ANN, sources, target, timeZone: 'Europe/London' }],
  });
  expect(added.status, JSON.stringify(added.body)).toBe(201);
  return project;
}

function start(state: string): Promise<ServiceProgram> {
  const options = ['--allow-insecure-loopback', '--state', join(folder, state)];
  return startService(['serve', '--listen', '127.0.0.1:0', '--mailboxes', '1', ...options]);
}

async function godwit(...args: readonly string[]): Promise<void> {
  await promisify(execFile)(process.execPath, [PROGRAM, ...args]);
}

function arrived(): readonly string[] {
  return exchange.inspect(ANN).flatMap(({ items }) => items.map(({ messageId }) => messageId ?? 'none'));
}
