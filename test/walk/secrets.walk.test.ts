/** What a run leaves on the disk and on the terminal: no password anywhere, and no content of mail but in the reports. */
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startExchange } from '../../sim/exchange/start-exchange.ts';
import { HELD_BYTES_MAX } from '../../src/base/limits.ts';
import { bigMessage, type SampleMessage, sampleMessages } from '../contract/samples.ts';
import { openImapMailbox } from '../servers/imap-mailbox.ts';
import { describeWithDovecot } from '../servers/with-dovecot.ts';
import { runGodwit } from './godwit.ts';

const ADDRESS = 'user@example.com';
/** Words that occur nowhere else, so that finding one is proof. */
const PLANTED = { target: 'plantedTargetPassword7', body: 'plantedBodyWord7', subject: 'plantedSubjectWord7' };

describeWithDovecot('what a run leaves behind', {}, (dovecot) => {
  let folder = '';

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'godwit-secrets-'));
    await writeFile(join(folder, 'source'), dovecot().password, { mode: 0o600 });
    await writeFile(join(folder, 'target'), PLANTED.target, { mode: 0o600 });
    const source = await openImapMailbox(dovecot(), 'source', dovecot().password);
    await source.add(
      ['INBOX'],
      [...sampleMessages(), planted(sampleMessages(900)[0]), planted(bigMessage(HELD_BYTES_MAX * 2))],
    );
    await source.close();
  });

  afterAll(() => rm(folder, { recursive: true, force: true }));

  test('holds no password and no content of mail, in the log, the database or on the terminal', async () => {
    const exchange = await startExchange({
      folder: join(folder, 'exchange'),
      accounts: [{ user: ADDRESS, password: PLANTED.target, mayImpersonate: [], auth: ['basic'] }],
      mailboxes: [{ address: ADDRESS }],
    });
    const state = join(folder, 'state');
    const end = await runGodwit([
      'copy',
      '--verbose',
      '--allow-insecure-loopback',
      `--source=imaps://source@localhost:${dovecot().imapsPort}`,
      `--source-password-file=${join(folder, 'source')}`,
      `--ca-file=${dovecot().caFile}`,
      `--target=ews+http://${encodeURIComponent(ADDRESS)}@127.0.0.1:${exchange.port}/EWS/Exchange.asmx?mailbox=${ADDRESS}`,
      `--target-password-file=${join(folder, 'target')}`,
      `--state=${state}`,
      `--report=${join(folder, 'report')}`,
    ]);
    await exchange.close();
    expect(end.code, end.stderr).toBe(0);
    const words = [dovecot().password, ...Object.values(PLANTED)];
    const said = `${end.stdout}${end.stderr}`;
    expect(words.filter((word) => said.includes(word))).toEqual([]);
    const files = await filesBelow(state);
    expect(files.length).toBeGreaterThan(10); // the database is among them
    expect(await filesHolding(files, words)).toEqual([]);
    const reports = await filesBelow(join(folder, 'report'));
    expect(await filesHolding(reports, [dovecot().password, PLANTED.target, PLANTED.body])).toEqual([]);
    // The search can find: the words do lie where mail belongs.
    expect(await filesHolding(await filesBelow(join(folder, 'exchange')), [PLANTED.subject])).not.toEqual([]);
  });
});

function planted(message: SampleMessage): SampleMessage {
  const text = message.bytes
    .toString('latin1')
    .replace(/Subject: [^\r]*/, `Subject: ${PLANTED.subject}`)
    .replace('\r\n\r\n', `\r\n\r\n${PLANTED.body}\r\n`);
  return { ...message, bytes: Buffer.from(text, 'latin1') };
}

async function filesBelow(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

async function filesHolding(files: readonly string[], words: readonly string[]): Promise<readonly string[]> {
  const found: string[] = [];
  for (const file of files) {
    const bytes = await readFile(file);
    for (const word of words)
      if (bytes.includes(word) || bytes.includes(word, 0, 'utf16le')) found.push(`${file}: ${word}`);
  }
  return found;
}
