/** Notes that Apple's programs keep in a mail folder, moved by the real program. Needs nothing installed. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type RunningExchange, startExchange } from '../../sim/exchange/start-exchange.ts';
import { Account } from '../../sim/imap/account.ts';
import { type RunningImapServer, startImapServer } from '../../sim/imap/server.ts';
import { instant } from '../../src/base/clock.ts';
import { appleNote, ordinaryMail } from '../imap/notes.ts';
import { runGodwit } from './godwit.ts';

const ADDRESS = 'user@example.com';
const PASSWORDS = { GODWIT_SOURCE_PASSWORD: 'the source secret', GODWIT_TARGET_PASSWORD: 'the target secret' };
const AT = instant(Date.UTC(2024, 2, 6, 9));

let folder = '';
let account: Account;
let imap: RunningImapServer;
let exchange: RunningExchange;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'godwit-notes-'));
  account = new Account({ user: ADDRESS, password: PASSWORDS.GODWIT_SOURCE_PASSWORD });
  account.mailbox('INBOX').add({ bytes: ordinaryMail('hello'), internalDate: AT });
  const notes = account.add('Notes');
  const shopping = { title: 'Shopping', body: 'Shopping<div>milk</div><div>bread</div>', uuid: 'A1' };
  notes.add({ bytes: appleNote(shopping), internalDate: AT });
  notes.add({ bytes: appleNote({ title: 'Grüße', body: 'Grüße<br>aus Köln', uuid: 'A2' }), internalDate: AT });
  imap = await startImapServer({ accounts: [account] });
  exchange = await startExchange({
    folder: join(folder, 'exchange'),
    port: 0,
    accounts: [{ user: ADDRESS, password: PASSWORDS.GODWIT_TARGET_PASSWORD, mayImpersonate: [], auth: ['basic'] }],
    mailboxes: [{ address: ADDRESS, messageBytesMax: 5_000_000 }],
  });
});

afterEach(async () => {
  await Promise.all([imap.stop(), exchange.close()]);
  await rm(folder, { recursive: true, force: true });
});

test('they become sticky notes, proven, and nothing is written the second time', async () => {
  const before = JSON.stringify(account.snapshot());
  const dry = await copyTo(`ews+${exchange.url}?mailbox=${ADDRESS}`, ['--dry-run']);
  expect(dry).toMatchObject({ moves: { items: 3 }, renames: [] });
  const first = await copyTo(`ews+${exchange.url}?mailbox=${ADDRESS}`);
  expect(first).toMatchObject({ exitCode: 0, itemsWritten: 3, items: { verified: 3 }, exceptionsCount: 0 });
  expect(held()).toEqual(['Inbox: IPM.Note', 'Notes: IPM.StickyNote', 'Notes: IPM.StickyNote']);
  expect(folderNames()).not.toContainEqual(expect.stringMatching(/^Notes ?\(/));
  const second = await copyTo(`ews+${exchange.url}?mailbox=${ADDRESS}`);
  expect(second).toMatchObject({ exitCode: 0, itemsWritten: 0, itemsUpdated: 0, items: { verified: 3 } });
  expect(JSON.stringify(account.snapshot())).toBe(before);
});

test('they are known again after the server has numbered them anew', async () => {
  await copyTo(`ews+${exchange.url}?mailbox=${ADDRESS}`);
  account.mailbox('Notes').renumber();
  const second = await copyTo(`ews+${exchange.url}?mailbox=${ADDRESS}`);
  expect(second).toMatchObject({ exitCode: 0, itemsWritten: 0, itemsUpdated: 0, items: { verified: 3 } });
  expect(held()).toHaveLength(3);
});

test('flags that change on them change nothing', async () => {
  await copyTo(`ews+${exchange.url}?mailbox=${ADDRESS}`);
  account.mailbox('Notes').setFlags(1, ['\\Seen', '\\Flagged']);
  const second = await copyTo(`ews+${exchange.url}?mailbox=${ADDRESS}`);
  expect(second).toMatchObject({ exitCode: 0, itemsWritten: 0, itemsUpdated: 0, itemsRemoved: 0 });
});

test('they lie in an archive as notes, and move on from there as such', async () => {
  const archive = `archive:${join(folder, 'kept')}`;
  expect(await copyTo(archive)).toMatchObject({ exitCode: 0, itemsWritten: 3, items: { verified: 3 } });
  const target = `ews+${exchange.url}?mailbox=${ADDRESS}`;
  const end = await godwit(['--source', archive, '--target', target, '--state', join(folder, 'state-2')]);
  expect(end).toMatchObject({ exitCode: 0, itemsWritten: 3 });
  expect(held().slice(1)).toEqual(['Notes: IPM.StickyNote', 'Notes: IPM.StickyNote']);
});

test('mail between them moves as mail, also when it comes later, and the notes stay what they are', async () => {
  await copyTo(`ews+${exchange.url}?mailbox=${ADDRESS}`);
  account.mailbox('Notes').add({ bytes: ordinaryMail('filed here'), internalDate: AT });
  account.mailbox('Notes').remove(new Set([1]));
  account.mailbox('Notes').add({ bytes: appleNote({ title: 'New', body: 'New', uuid: 'A3' }), internalDate: AT });
  const second = await copyTo(`ews+${exchange.url}?mailbox=${ADDRESS}`);
  expect(second).toMatchObject({ exitCode: 0, itemsWritten: 2, itemsUpdated: 0, itemsRemoved: 0 });
  expect(held().filter((one) => one.endsWith('StickyNote'))).toEqual(Array(3).fill('Notes: IPM.StickyNote'));
  expect(held().filter((one) => one.endsWith('IPM.Note'))).toHaveLength(2);
  expect(await copyTo(`ews+${exchange.url}?mailbox=${ADDRESS}`)).toMatchObject({ exitCode: 0, itemsWritten: 0 });
});

test('a target that takes mail alone gets them as the messages they are', async () => {
  const other = new Account({ user: ADDRESS, password: PASSWORDS.GODWIT_TARGET_PASSWORD });
  const target = await startImapServer({ accounts: [other] });
  try {
    const end = await copyTo(`imap://127.0.0.1:${target.port}`, ['--target-user', ADDRESS]);
    expect(end).toMatchObject({ exitCode: 0, itemsWritten: 3, items: { verified: 3 } });
    const messages = other.mailbox('Notes').messages.map(({ bytes }) => bytes.toString());
    expect(messages).toEqual(account.mailbox('Notes').messages.map(({ bytes }) => bytes.toString()));
  } finally {
    await target.stop();
  }
});

/** What the target holds, as "folder: item class". */
function held(): readonly string[] {
  const mailbox = exchange.mailboxes.find(ADDRESS);
  const items = [...(mailbox?.items.values() ?? [])];
  return items.map((item) => `${mailbox?.folder(item.folder).state.name}: ${item.itemClass}`).sort();
}

function folderNames(): readonly string[] {
  return [...(exchange.mailboxes.find(ADDRESS)?.folders.values() ?? [])].map(({ state }) => state.name);
}

function copyTo(target: string, more: readonly string[] = []): Promise<unknown> {
  const source = ['--source', `imap://127.0.0.1:${imap.port}`, '--source-user', ADDRESS];
  return godwit([...source, '--target', target, ...more, '--state', join(folder, 'state')]);
}

async function godwit(args: readonly string[]): Promise<unknown> {
  const end = await runGodwit(['copy', ...args, '--allow-insecure-loopback', '--json'], { env: PASSWORDS });
  return end.stdout === '' ? end.stderr : JSON.parse(end.stdout);
}
