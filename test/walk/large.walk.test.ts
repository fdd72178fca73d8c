/** Sizes that break careless programs: very many messages, very many folders, one very large message. Memory must not follow. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Measured, measure } from '../../bench/measure.ts';
import { instant } from '../../src/base/clock.ts';
import type { FolderPath } from '../../src/model/folder.ts';
import type { RunningDovecot } from '../servers/dovecot.ts';
import { ImapSession } from '../servers/imap-session.ts';
import { type MaildirMessage, writeMaildir } from '../servers/maildir.ts';
import { describeWithDovecot } from '../servers/with-dovecot.ts';
import { startExchangeProgram } from './exchange-program.ts';

/** What Godwit has promised of its main process. */
const MEGABYTES_MAX = 200;
/** The build server asks for 100,000 messages and 2,000 folders; a tenth shows the same to whoever waits for it. */
const MESSAGES = Number(process.env['LARGE_MESSAGES'] ?? 10_000);
const FOLDERS = Number(process.env['LARGE_FOLDERS'] ?? 300);
const LARGE_BYTES = 150_000_000;
const SECONDS_MAX = 550;

describeWithDovecot('large mailboxes', { listIndex: true }, (dovecot) => {
  let folder = '';

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'godwit-large-'));
    await writeFile(join(folder, 'password'), dovecot().password, { mode: 0o600 });
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  const copy = (name: string, ...target: readonly string[]): Promise<Measured> =>
    measure({
      command: process.execPath,
      args: [
        join(import.meta.dirname, '../../bin/godwit.mjs'),
        'copy',
        '--json',
        `--source=imaps://${name}@localhost:${dovecot().imapsPort}`,
        `--source-password-file=${join(folder, 'password')}`,
        `--ca-file=${dovecot().caFile}`,
        `--state=${join(folder, `${name}-state`)}`,
        ...target,
      ],
      folder,
      secondsMax: SECONDS_MAX,
    });

  const toDovecot = (name: string): readonly string[] => [
    `--target=imaps://${name}-copy@localhost:${dovecot().imapsPort}`,
    `--target-password-file=${join(folder, 'password')}`,
  ];

  test(`${MESSAGES} messages in one folder arrive and are proven`, async () => {
    const messages = Array.from({ length: MESSAGES }, (_, index) => smallMessage(index));
    await writeMaildir(dovecot().user('many').mailFolder, [{ path: ['INBOX'], messages }], dovecot());
    expectProven(await copy('many', ...toDovecot('many')), MESSAGES);
    expect(await countIn(dovecot(), 'many-copy')).toBe(MESSAGES);
  });

  test(`${FOLDERS} folders arrive and are proven`, async () => {
    const folders = Array.from({ length: FOLDERS }, (_, index) => {
      const path: FolderPath = [`Group ${index % 20}`, `Folder ${index}`];
      return { path, messages: [smallMessage(index)] };
    });
    const inbox = { path: ['INBOX'], messages: [] };
    await writeMaildir(dovecot().user('wide').mailFolder, [inbox, ...folders], dovecot());
    expectProven(await copy('wide', ...toDovecot('wide')), FOLDERS);
    expect(await countIn(dovecot(), 'wide-copy')).toBe(FOLDERS);
  });

  describe('one message of 150 MB', () => {
    beforeAll(() => {
      const messages = [smallMessage(1), largeMessage(), smallMessage(2)];
      return writeMaildir(dovecot().user('heavy').mailFolder, [{ path: ['INBOX'], messages }], dovecot());
    });

    test('arrives on an IMAP server and is proven', async () => {
      expectProven(await copy('heavy', ...toDovecot('heavy')), 3);
    });

    test('arrives in Exchange, or is an exception that names its size', async () => {
      await using exchange = await startExchangeProgram(join(folder, 'exchange'));
      const end = await copy(
        'heavy',
        `--target=${exchange.targetUrl}`,
        `--target-password-file=${exchange.passwordFile}`,
        '--allow-insecure-loopback',
      );
      const { items, exceptions } = JSON.parse(end.stdout);
      expect(end.peakMegabytes ?? 0).toBeLessThanOrEqual(MEGABYTES_MAX);
      expect(items.verified + exceptions.length).toBe(3);
      expect(exceptions.map((one: { code: string }) => one.code)).toEqual(
        items.verified === 3 ? [] : ['target.too-large'],
      );
      expect((await exchange.state()).sentMail).toBe(0);
    });
  });
});

function expectProven({ exitCode, stdout, stderr, peakMegabytes }: Measured, messages: number): void {
  expect(exitCode, stderr + stdout.slice(0, 2000)).toBe(0);
  expect(JSON.parse(stdout).items.verified).toBe(messages);
  expect(peakMegabytes ?? 0).toBeLessThanOrEqual(MEGABYTES_MAX);
}

async function countIn(server: RunningDovecot, user: string): Promise<number> {
  const session = await ImapSession.open(server, user, server.password);
  const said = await session.command('LIST "" "*" RETURN (STATUS (MESSAGES))');
  await session.close();
  return [...said.matchAll(/\(MESSAGES (\d+)\)/g)].reduce((sum, match) => sum + Number(match[1]), 0);
}

function smallMessage(index: number): MaildirMessage {
  const text = `From: a@example.test\r\nTo: b@example.test\r\nSubject: number ${index}\r\n\r\n${'text '.repeat(60)}\r\n`;
  const receivedAt = instant(Date.UTC(2010, 0, 1) + index * 60_000);
  return { bytes: Buffer.from(text), receivedAt, flags: index % 2 === 0 ? ['seen'] : [], keywords: [] };
}

function largeMessage(): MaildirMessage {
  const line = `${'0123456789ABCDEF'.repeat(4)}012345678901\r\n`;
  const head = 'From: a@example.test\r\nTo: b@example.test\r\nSubject: a film\r\nMIME-Version: 1.0\r\n';
  const type = 'Content-Type: video/mp4; name="film.mp4"\r\nContent-Transfer-Encoding: base64\r\n\r\n';
  const bytes = Buffer.alloc(LARGE_BYTES, line);
  Buffer.from(head + type).copy(bytes);
  bytes.write('\r\n', bytes.length - 2);
  return { bytes, receivedAt: instant(Date.UTC(2015, 5, 5)), flags: ['seen'], keywords: [] };
}
