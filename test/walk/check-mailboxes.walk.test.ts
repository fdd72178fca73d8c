/** `godwit check` of mailboxes: an old one with the faults that old ones have, and the new one that waits for it. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RunningExchange, startExchange } from '../../sim/exchange/start-exchange.ts';
import type { CheckDocument } from '../check/check-document.ts';
import { sampleMessages } from '../contract/samples.ts';
import type { RunningDovecot } from '../servers/dovecot.ts';
import { openImapMailbox } from '../servers/imap-mailbox.ts';
import { startKnot } from '../servers/knot.ts';
import type { PrivateServer } from '../servers/private-server.ts';
import { describeWithDovecot } from '../servers/with-dovecot.ts';
import { describeWithKnot } from '../servers/with-knot.ts';
import { runGodwit } from './godwit.ts';

const HERE = 'A 127.0.0.1';

const LEGACY = { separator: '.', prefix: 'INBOX.', quotaMb: 1 } as const;

describeWithDovecot('a check of mailboxes', LEGACY, (dovecot) => {
  let folder = '';
  let names: PrivateServer;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'godwit-check-'));
    names = await startKnot({ 'ready.test': [`@ ${HERE}`] });
    await writeFile(join(folder, 'right'), dovecot().password, { mode: 0o600 });
    await writeFile(join(folder, 'wrong'), 'not-the-password', { mode: 0o600 });
    await fill(dovecot());
  });
  afterAll(async () => {
    await names.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const check = async (password: string, user: string): Promise<CheckDocument['results']> => {
    const { stdout } = await runGodwit(
      [
        'check',
        'ready.test',
        '--json',
        `--resolver=127.0.0.1:${names.port}`,
        `--source=imaps://${user}@localhost:${dovecot().imapsPort}`,
        `--source-password-file=${join(folder, password)}`,
        `--ca-file=${dovecot().caFile}`,
      ],
      { env: { XDG_STATE_HOME: folder } },
    );
    return (JSON.parse(stdout) as CheckDocument).results.filter(({ id }) => id.endsWith(`.${user}`));
  };

  test('tells a wrong password', async () => {
    const [result] = await check('wrong', 'old');
    expect(result).toMatchObject({ id: 'C4.old', verdict: 'block', owner: 'user' });
    expect(result?.cause).toContain('refused the password');
  });

  test('finds what is odd in a mailbox, and opens nothing in it', async () => {
    const before = await snapshotOf(dovecot(), 'old');
    const results = await check('right', 'old');
    expect(Object.fromEntries(results.map(({ id, verdict }) => [id, verdict]))).toEqual({
      'C4.old': 'pass',
      'C5.old': 'pass',
      'C6.old': 'warn',
      'C7.old': 'pass',
      'C8.old': 'pass',
      'C9.old': 'pass',
      'C10.old': 'warn',
    });
    const folders = results.find(({ id }) => id === 'C6.old')?.evidence.join('\n');
    expect(folders).toContain('"1.Inbox"');
    expect(folders).toMatch(/"WORK" becomes|"Work" becomes/);
    expect(await snapshotOf(dovecot(), 'old')).toBe(before);
  });

  test('suspects that the mail is elsewhere where hardly any is here', async () => {
    const results = await check('right', 'empty');
    expect(results.find(({ id }) => id === 'C9.empty')).toMatchObject({ verdict: 'warn', owner: 'user' });
  });
});

describeWithKnot('a check of the new mailbox', { 'example.test': [`@ ${HERE}`] }, (knot) => {
  let folder = '';
  let exchange: RunningExchange;
  const accounts = [{ user: 'admin', password: 'correct horse', mayImpersonate: 'all', auth: ['basic'] }] as const;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'godwit-check-'));
    await writeFile(join(folder, 'right'), 'correct horse', { mode: 0o600 });
    await writeFile(join(folder, 'wrong'), 'not-the-password', { mode: 0o600 });
    const mailboxes = [{ address: 'ann@example.test' }];
    exchange = await startExchange({ folder: join(folder, 'store'), accounts, mailboxes });
  });
  afterAll(async () => {
    await exchange.close();
    await rm(folder, { recursive: true, force: true });
  });

  test.each([
    { what: 'the right password', password: 'right', mailbox: 'ann', verdict: 'pass', owner: null },
    { what: 'a wrong password', password: 'wrong', mailbox: 'ann', verdict: 'block', owner: 'target-admin' },
    { what: 'a mailbox that is not there', password: 'right', mailbox: 'bob', verdict: 'block', owner: 'target-admin' },
  ])('says of $what: $verdict', async ({ password, mailbox, verdict, owner }) => {
    const { stdout } = await runGodwit(
      [
        'check',
        'example.test',
        '--json',
        `--target=ews+http://admin@127.0.0.1:${exchange.port}/EWS/Exchange.asmx?mailbox=${mailbox}@example.test`,
        `--target-password-file=${join(folder, password)}`,
        `--resolver=127.0.0.1:${knot().port}`,
        '--allow-insecure-loopback',
        '--web-ports=9,9',
      ],
      { env: { XDG_STATE_HOME: folder } },
    );
    const { results } = JSON.parse(stdout) as CheckDocument;
    expect(results.find(({ id }) => id === 'C17')).toMatchObject({ verdict, owner });
    expect(exchange.inspect('ann@example.test').reduce((sum, { items }) => sum + items.length, 0)).toBe(0);
  });
});

async function fill(server: RunningDovecot): Promise<void> {
  const mailbox = await openImapMailbox(server, 'old', server.password);
  try {
    await mailbox.add(['INBOX'], sampleMessages());
    for (const path of [['Work'], ['WORK'], ['1', 'Inbox'], ['Deleted Messages'], ['a', 'b', 'c', 'd', 'e']]) {
      await mailbox.addFolder(path);
      await mailbox.add(path, sampleMessages());
    }
  } finally {
    await mailbox.close();
  }
}

async function snapshotOf(server: RunningDovecot, user: string): Promise<string> {
  const mailbox = await openImapMailbox(server, user, server.password);
  try {
    return await mailbox.snapshot();
  } finally {
    await mailbox.close();
  }
}
