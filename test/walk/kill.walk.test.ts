/** `kill -9` of the real program at random moments, against real servers: nothing lost, nothing doubled, the source untouched. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Random, seededRandom } from '../../src/base/random.ts';
import type { FolderPath } from '../../src/model/folder.ts';
import type { SampleMessage } from '../contract/samples.ts';
import { imapContents } from '../servers/imap-contents.ts';
import { type ImapMailbox, openImapMailbox } from '../servers/imap-mailbox.ts';
import { describeWithDovecot } from '../servers/with-dovecot.ts';
import { startExchangeProgram } from './exchange-program.ts';
import { runGodwit } from './godwit.ts';

const KILLS = Number(process.env['CRASH_KILLS'] ?? 25);
const SEED = Number(process.env['CRASH_SEED'] ?? 7);
const FOLDERS: readonly FolderPath[] = [['INBOX'], ['Sent'], ['Work'], ['Work', 'Old'], ['Empty']];

describeWithDovecot('killed at random moments', {}, (dovecot) => {
  let folder = '';
  let source: ImapMailbox;
  let sourceBefore = '';

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'godwit-kill-'));
    source = await openImapMailbox(dovecot(), 'source', dovecot().password);
    for (const path of FOLDERS.slice(1)) await source.addFolder(path);
    for (const path of FOLDERS.slice(0, 4)) await source.add(path, messagesFor(path));
    sourceBefore = await source.snapshot();
    await writeFile(join(folder, 'password'), dovecot().password, { mode: 0o600 });
  });

  afterAll(async () => {
    await source.close();
    await rm(folder, { recursive: true, force: true });
  });

  test(`IMAP to IMAP, ${KILLS} kills (seed ${SEED})`, async () => {
    const random = seededRandom(SEED);
    let rounds = 0;
    for (let kills = 0; kills < KILLS; rounds++) {
      const user = `target${rounds}`;
      kills += await copyUntilDone([...argsWith(`imap-${rounds}`), '--target', imapUrl(user)], random, KILLS - kills);
      const copied = await imapContents(dovecot(), user, dovecot().password);
      expect(copied, `round ${rounds}, seed ${SEED}`).toEqual(
        await imapContents(dovecot(), 'source', dovecot().password),
      );
    }
    expect(await source.snapshot()).toBe(sourceBefore);
  });

  test(`IMAP to Exchange, ${KILLS} kills (seed ${SEED})`, async () => {
    const random = seededRandom(SEED + 1);
    let rounds = 0;
    for (let kills = 0; kills < KILLS; rounds++) {
      await using exchange = await startExchangeProgram(join(folder, `exchange-${rounds}`));
      const target = [
        '--target',
        exchange.targetUrl,
        '--target-password-file',
        exchange.passwordFile,
        '--allow-insecure-loopback',
      ];
      kills += await copyUntilDone([...argsWith(`ews-${rounds}`), ...target], random, KILLS - kills);
      const state = await exchange.state();
      expect(state.sentMail).toBe(0);
      expect(state.itemsByFolder, `round ${rounds}, seed ${SEED}`).toEqual({
        Inbox: 120,
        'Sent Items': 60,
        Work: 60,
        'Work/Old': 60,
      });
    }
    expect(await source.snapshot()).toBe(sourceBefore);
  });

  function argsWith(state: string): string[] {
    const password = join(folder, 'password');
    return [
      'copy',
      '--json',
      '--source',
      imapUrl('source'),
      '--source-password-file',
      password,
      '--target-password-file',
      password,
      '--ca-file',
      dovecot().caFile,
      '--state',
      join(folder, state),
    ];
  }

  function imapUrl(user: string): string {
    return `imaps://${user}@127.0.0.1:${dovecot().imapsPort}`;
  }
});

/** Starts the command again and again, killing it after a random time, until it ends by itself. Gives the number of kills. */
async function copyUntilDone(args: readonly string[], random: Random, killsMax: number): Promise<number> {
  for (let kills = 0; ; kills++) {
    const mayKill = kills < killsMax;
    const end = await runGodwit(args, mayKill ? { killAfterMs: 300 + random.int(1500) } : {});
    if (end.code === null) continue;
    expect(end.code, end.stderr).toBe(0);
    return kills;
  }
}

/** Messages that a careless tool takes for each other: equal ones, and different ones of equal size and date. */
function messagesFor(path: FolderPath): readonly SampleMessage[] {
  const count = path[0] === 'INBOX' ? 120 : 60;
  return Array.from({ length: count }, (_, n): SampleMessage => {
    const twin = n % 10 === 0 ? 'twin' : `one ${String(n).padStart(3, '0')}`;
    const id = n % 3 === 0 ? '' : `Message-ID: <${n}@example.com>\r\n`;
    const text = `From: a@example.com\r\nTo: b@example.com\r\nSubject: ${path.join(' ')} ${twin}\r\n${id}\r\n${'body '.repeat(n * 20)}\r\n`;
    const receivedAt = (Date.UTC(2015, 0, 1) + (n % 4) * 1000) as SampleMessage['receivedAt']; // a number of ms is an Instant
    return {
      what: twin,
      bytes: Buffer.from(text),
      receivedAt,
      flags: n % 2 === 0 ? ['seen'] : ['flagged'],
      keywords: [],
    };
  });
}
