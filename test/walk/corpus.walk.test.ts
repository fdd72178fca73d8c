/** The real program moves real mail: the whole corpus, into Exchange and into another IMAP server, twice each. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startExchange } from '../../sim/exchange/start-exchange.ts';
import { corpusMailbox, whyNoCorpus } from '../corpus/corpus.ts';
import { SCHEMA_MISSING, schemaErrors } from '../exchange/rig.ts';
import { type RunningDovecot, startDovecot } from '../servers/dovecot.ts';
import { imapContents } from '../servers/imap-contents.ts';
import { ImapSession } from '../servers/imap-session.ts';
import { maildirSnapshot, writeMaildir } from '../servers/maildir.ts';
import { describeWithDovecot, mustNotSkip, skipped } from '../servers/with-dovecot.ts';
import { type GodwitEnd, runGodwit } from './godwit.ts';
import { startRecordingProxy } from './recording-proxy.ts';

const ADDRESS = 'user@example.com';
const PASSWORD = 'correct horse';
const ENVELOPES_AT_ONCE = 40;

const why = whyNoCorpus() ?? SCHEMA_MISSING;
if (why !== null && !mustNotSkip()) skipped('the corpus through the real program', why);
else describeWithDovecot('the corpus through the real program', { separator: '.', prefix: 'INBOX.' }, theWalk);

function theWalk(dovecot: () => RunningDovecot): void {
  const mailbox = corpusMailbox('.');
  const total = mailbox.flatMap((folder) => folder.messages).length;
  let folder = '';
  let before: readonly string[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'godwit-corpus-'));
    await writeFile(join(folder, 'source-password'), dovecot().password, { mode: 0o600 });
    await writeFile(join(folder, 'target-password'), PASSWORD, { mode: 0o600 });
    await writeMaildir(dovecot().user('source').mailFolder, mailbox, dovecot());
    await imapContents(dovecot(), 'source', dovecot().password); // Dovecot gives numbers when it first looks
    before = await maildirSnapshot(dovecot().user('source').mailFolder);
  });

  afterAll(() => rm(folder, { recursive: true, force: true }));

  const copy = (target: readonly string[]): Promise<GodwitEnd> =>
    runGodwit([
      'copy',
      '--json',
      `--source=imaps://source@127.0.0.1:${dovecot().imapsPort}`,
      `--source-password-file=${join(folder, 'source-password')}`,
      `--ca-file=${dovecot().caFile}`,
      ...target,
    ]);

  test('arrives in Exchange, is proven or named item by item, and a second run writes nothing', async () => {
    const exchange = await startExchange({
      folder: join(folder, 'exchange'),
      accounts: [{ user: ADDRESS, password: PASSWORD, mayImpersonate: [], auth: ['basic'] }],
      mailboxes: [{ address: ADDRESS }],
    });
    const proxy = await startRecordingProxy(exchange.port);
    const target = [
      `--target=ews+http://${encodeURIComponent(ADDRESS)}@127.0.0.1:${proxy.port}/EWS/Exchange.asmx?mailbox=${ADDRESS}`,
      `--target-password-file=${join(folder, 'target-password')}`,
      '--allow-insecure-loopback',
      `--state=${join(folder, 'into-exchange')}`,
    ];
    const first = await copy(target);
    expectAccounted(first, total);
    expect(exchange.counters.itemsCreated).toBe(reportOf(first).itemsWritten);

    const created = exchange.counters.itemsCreated;
    const second = await copy(target);
    expectAccounted(second, total);
    expect(reportOf(second).itemsWritten).toBe(0);
    expect(exchange.counters.itemsCreated).toBe(created);

    expect(exchange.counters.sentMail).toBe(0);
    expect(exchange.counters.impoliteRequests).toBe(0);
    expect(await maildirSnapshot(dovecot().user('source').mailFolder)).toEqual(before);
    const distinct = [...new Set(proxy.bodies)].filter((body) => body !== '');
    expect(distinct.length).toBeGreaterThan(10);
    for (let begin = 0; begin < distinct.length; begin += ENVELOPES_AT_ONCE) {
      expect(await schemaErrors(distinct.slice(begin, begin + ENVELOPES_AT_ONCE))).toEqual([]);
    }
    await proxy.close();
    await exchange.close();
  });

  test('arrives byte for byte and flag for flag in another IMAP server, and a second run writes nothing', async () => {
    const other = await startDovecot({ separator: '/' });
    const target = [
      `--target=imaps://target@127.0.0.1:${other.imapsPort}`,
      `--target-password-file=${join(folder, 'source-password')}`,
      `--ca-file=${other.caFile}`,
      `--state=${join(folder, 'into-imap')}`,
    ];
    const first = await copy(target);
    expectAccounted(first, total);
    const numbers = await numbersOf(other, 'target');
    const second = await copy(target);
    expectAccounted(second, total);
    expect(reportOf(second).itemsWritten).toBe(0);
    expect(await numbersOf(other, 'target')).toBe(numbers);

    // Looked at without a line of the product: folders may have other names, messages must be the same ones.
    const held = await imapContents(other, 'target', other.password);
    const wanted = await imapContents(dovecot(), 'source', dovecot().password);
    expect(Object.values(held).flat().sort()).toEqual(Object.values(wanted).flat().sort());
    expect(filledSizes(held)).toEqual(filledSizes(wanted));
    expect(Object.keys(held).length).toBeGreaterThanOrEqual(mailbox.length);
    expect(held['Empty']).toEqual([]);
    expect(await maildirSnapshot(dovecot().user('source').mailFolder)).toEqual(before);
    await other.stop();
  });
}

interface Report {
  readonly items: Readonly<Record<string, number>>;
  readonly itemsWritten: number;
  readonly exceptions: readonly {
    readonly folder: string;
    readonly code: string;
    readonly cause: string;
    readonly remedy: string;
  }[];
  readonly exceptionsCount: number;
}

function reportOf({ stdout, stderr }: GodwitEnd): Report {
  if (!stdout.startsWith('{')) throw new Error(`no report: ${stdout}${stderr}`);
  return JSON.parse(stdout);
}

/** Ended well; every item is proven or a named exception, and nothing is anything else. */
function expectAccounted(end: GodwitEnd, total: number): void {
  const { items, exceptions, exceptionsCount } = reportOf(end);
  expect([0, 2], end.stderr).toContain(end.code);
  expect(end.code === 2).toBe(exceptionsCount > 0);
  const { verified = 0, failed = 0, ...others } = items;
  expect(
    Object.values(others).every((count) => count === 0),
    JSON.stringify(items),
  ).toBe(true);
  expect(verified + failed).toBe(total);
  expect(exceptionsCount).toBe(failed);
  expect(exceptions).toHaveLength(failed);
  for (const { folder, code, cause, remedy } of exceptions) {
    expect(
      [folder, code, cause, remedy].every((text) => text.length > 2),
      `${folder}: ${code}`,
    ).toBe(true);
  }
  // Almost all of the corpus is mail that somebody sent: a program that names most of it as exceptions proves nothing.
  expect(verified).toBeGreaterThan(total * 0.97);
}

/** How many messages each folder holds. Empty ones are left out: a parent that was only a name may be a folder now. */
function filledSizes(contents: Readonly<Record<string, readonly string[]>>): readonly number[] {
  const sizes = Object.values(contents).map((messages) => messages.length);
  return sizes.filter((size) => size > 0).sort((one, other) => one - other);
}

/** What grows whenever something is written: the next number of every folder. */
async function numbersOf(server: RunningDovecot, user: string): Promise<string> {
  const session = await ImapSession.open(server, user, server.password);
  const said = await session.command('LIST "" "*" RETURN (STATUS (MESSAGES UIDNEXT UIDVALIDITY))');
  await session.close();
  return said.split('\r\n').sort().join('\n');
}
