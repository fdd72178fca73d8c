/** `godwit check` of mailboxes: an old one with the faults that old ones have, and the new one that waits for it. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Fault } from '../../sim/exchange/fault.ts';
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
      'C7.heads.old': 'pass',
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
  const accounts = [
    { user: 'admin', password: 'correct horse', mayImpersonate: 'all', auth: ['basic'] },
    { user: 'clerk', password: 'correct horse', mayImpersonate: [], auth: ['basic'] },
  ] as const;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'godwit-check-'));
    await writeFile(join(folder, 'right'), 'correct horse', { mode: 0o600 });
    await writeFile(join(folder, 'wrong'), 'not-the-password', { mode: 0o600 });
    const roomy = { address: 'ann@example.test', quotaBytes: 10_240_000, tellsQuota: true };
    const full = { address: 'full@example.test', quotaBytes: 10 };
    exchange = await startExchange({ folder: join(folder, 'store'), accounts, mailboxes: [roomy, full] });
  });
  afterAll(async () => {
    await exchange.close();
    await rm(folder, { recursive: true, force: true });
  });

  interface Asked {
    readonly password?: string;
    readonly user?: string;
    readonly mailbox?: string;
    readonly sources?: readonly string[];
  }

  const check = async ({ password = 'right', user = 'admin', mailbox = 'ann', sources = [] }: Asked) => {
    const { stdout } = await runGodwit(
      [
        'check',
        'example.test',
        '--json',
        `--target=ews+http://${user}@127.0.0.1:${exchange.port}/EWS/Exchange.asmx?mailbox=${mailbox}@example.test`,
        `--target-password-file=${join(folder, password)}`,
        ...sources.map((source) => `--source=archive:${source}`),
        `--resolver=127.0.0.1:${knot().port}`,
        '--allow-insecure-loopback',
        '--web-ports=9,9',
      ],
      { env: { XDG_STATE_HOME: folder } },
    );
    const { results } = JSON.parse(stdout) as CheckDocument;
    return { trial: results.find(({ id }) => id === 'C17'), room: results.find(({ id }) => id === 'C17.room') };
  };

  const stored = (): string =>
    JSON.stringify(
      ['ann', 'full'].map((name) =>
        exchange.inspect(`${name}@example.test`).map(({ path, folderClass, items }) => [path, folderClass, items]),
      ),
    );

  const refused = (operation: string, code: string): readonly Fault[] => [
    { when: { operation, times: 9 }, then: { is: 'item', at: 0, code } },
  ];
  const busy: readonly Fault[] = [
    {
      when: { operation: 'CreateFolder', times: 9 },
      then: { is: 'fault', code: 'ErrorServerBusy', backOffMs: 600_000 },
    },
  ];

  test.each([
    { what: 'the right password', asked: {}, verdict: 'pass', cause: null, owner: null },
    { what: 'a wrong password', asked: { password: 'wrong' }, cause: 'refused the sign-in' },
    { what: 'a mailbox that is not there', asked: { mailbox: 'bob' }, cause: 'no usable mailbox' },
    { what: 'an account without the right', asked: { user: 'clerk' }, cause: 'clerk may not act for ann' },
    { what: 'an account that may only read', faults: refused('CreateFolder', 'ErrorAccessDenied'), cause: 'can read' },
    { what: 'a mailbox that is full', asked: { mailbox: 'full' }, cause: 'is full' },
    { what: 'a server that asks to wait', faults: busy, verdict: 'warn', cause: 'to wait', owner: 'administrator' },
  ] satisfies readonly {
    what: string;
    asked?: Asked;
    faults?: readonly Fault[];
    verdict?: string;
    cause: string | null;
    owner?: string | null;
  }[])('says of $what what it is, and changes nothing', async (one) => {
    const { asked = {}, faults = [], verdict = 'block', cause, owner = 'target-admin' } = one;
    const [before, createdBefore] = [stored(), exchange.counters.itemsCreated];
    exchange.setFaults(faults);
    const { trial } = await check(asked);
    exchange.setFaults([]);
    expect(trial).toMatchObject({ verdict, owner });
    if (cause === null) expect(trial?.cause).toBeNull();
    else expect(trial?.cause).toContain(cause);
    // The trial itself: without it, a mailbox that was not written to would pass.
    expect(exchange.counters.itemsCreated - createdBefore).toBe(verdict === 'pass' ? 1 : 0);
    expect(stored()).toBe(before);
    expect(exchange.counters).toMatchObject({ sentMail: 0, schemaViolations: 0 });
  });

  test.each([
    { megabytes: 1, verdict: 'pass' },
    { megabytes: 8, verdict: 'warn' },
    { megabytes: 11, verdict: 'block' },
  ])('says of $megabytes MB for a mailbox of 10: $verdict', async ({ megabytes, verdict }) => {
    const source = join(folder, `${megabytes}.eml`);
    await writeFile(source, `Subject: large\r\n\r\n${'x'.repeat(1_000_000 * megabytes)}\r\n`);
    expect((await check({ sources: [source] })).room).toMatchObject({ verdict });
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
