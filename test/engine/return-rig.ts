/** One mailbox on a simulated old server and one on a simulated Exchange, moved by the real runs, in which mail arrives at both sides. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type RunningExchange, startExchange } from '../../sim/exchange/start-exchange.ts';
import { Account } from '../../sim/imap/account.ts';
import { startImapServer } from '../../sim/imap/server.ts';
import { type Clock, instant, systemClock } from '../../src/base/clock.ts';
import { silentLog } from '../../src/base/log.ts';
import { seededRandom } from '../../src/base/random.ts';
import { Secret } from '../../src/base/secret.ts';
import type { MoveJob } from '../../src/cli/machinery.ts';
import type { HeldLedger, MailboxNames } from '../../src/db/ledger/ledger.ts';
import { type MemoryLedgers, memoryLedgers } from '../../src/db/ledger/memory-ledger.ts';
import type { FolderRole } from '../../src/model/folder.ts';
import type { FolderKind, Item, Marker, SourceRef } from '../../src/model/item.ts';
import { messageVersion } from '../../src/model/item.ts';
import { DEFAULT_POLICY } from '../../src/model/policy.ts';
import { openEwsTarget } from '../../src/target/ews.ts';
import { all, never } from '../contract/contract.ts';

export const ADDRESS = 'ann@example.com';
export const PASSWORD = 'pw-planted-12';
/** Doubts rest for seconds; deadlines still hold on a busy machine. */
const FASTER = 10;

export async function openReturnRig() {
  const { account, imap, exchange, exchangeTime, folder } = await openServers();
  const clock = quickClock();
  const ledgers = memoryLedgers();
  const job = jobOf(imap.port, exchange.url, folder);
  const control = {
    stopping: never(),
    signal: never(),
    log: silentLog,
    watch: () => undefined,
    expect: () => undefined,
  };
  return {
    imap,
    account,
    exchange,
    clock,
    job,
    control,
    ledgers,
    /** How far the clock of Exchange is off. */
    exchangeTime,
    /** As its user sends a draft: it lies among the sent mail from then on. */
    send: (subject: string) => sendDraft(exchange, subject),
    deps: (wrap: (ledger: HeldLedger) => HeldLedger = (one) => one) => depsOf(ledgers, folder, clock, wrap),
    /** As somebody else's server delivers it, or the user writes it, in the new mailbox. */
    deliver: (place: NewPlace, mail: NewMail) => deliver(exchange.url, clock, place, mail),
    /** Everything that the new mailbox holds, to be compared. */
    target: () =>
      JSON.stringify(
        exchange.inspect(ADDRESS).map(({ path, items }) => [path, items.map((item) => [item.state, item.messageId])]),
      ),
    /** What the old mailbox holds: by folder, the subject, flags and date of each message, in an order of their own. */
    source: () => heldIn(account),
  };
}

/** Ann's old mailbox and her new one, empty, until the test ends. */
export async function openServers() {
  const folder = mkdtempSync(join(tmpdir(), 'godwit-return-'));
  const account = new Account({ user: ADDRESS, password: PASSWORD });
  account.add('Sent', { specialUse: '\\Sent' });
  account.add('Drafts', { specialUse: '\\Drafts' });
  const imap = await startImapServer({ accounts: [account] });
  const exchangeTime = { shiftMs: 0 };
  const exchange = await startExchange({
    clock: { ...systemClock, now: () => instant(systemClock.now() + exchangeTime.shiftMs) },
    accounts: [{ user: ADDRESS, password: PASSWORD, mayImpersonate: [], auth: ['basic'] }],
    mailboxes: [{ address: ADDRESS }],
    folder: join(folder, 'exchange'),
  });
  onTestFinished(async () => {
    await imap.stop();
    await exchange.close();
    rmSync(folder, { recursive: true, force: true });
  });
  return { account, imap, exchange, exchangeTime, folder };
}

function sendDraft({ mailboxes }: RunningExchange, subject: string): void {
  const mailbox = mailboxes.find(ADDRESS);
  const sent = [...(mailbox?.folders.values() ?? [])].find(({ state }) => state.distinguished === 'sentitems');
  const draft = [...(mailbox?.items.values() ?? [])].find(
    (entry) => mailbox?.mimeOf(entry).includes(`Subject: ${subject}\r`) === true,
  );
  if (mailbox === null || sent === undefined || draft === undefined) throw new Error(`there is no ${subject}`);
  mailbox.moveItem(draft, sent);
}

/** By folder, the subject, flags and date of each message, in an order of their own. */
export function heldIn(account: Account): Record<string, string[]> {
  const held: Record<string, string[]> = {};
  for (const { wireName, messages } of account.mailboxes.values()) {
    const shown = messages.map(({ bytes, flags, internalDate }) => {
      const subject = /^Subject: (.*)$/m.exec(bytes.toString())?.[1]?.trim();
      return `${subject} ${[...flags].sort().join(' ')} ${new Date(internalDate).toISOString()}`;
    });
    held[wireName] = shown.sort();
  }
  return held;
}

export type ReturnRig = Awaited<ReturnType<typeof openReturnRig>>;

interface NewPlace {
  readonly path: readonly string[];
  readonly role: FolderRole;
  readonly kind?: FolderKind;
}

interface NewMail {
  readonly text: string;
  readonly receivedAt: number;
  readonly flags?: readonly ('seen' | 'flagged' | 'draft' | 'answered')[];
}

export function mailText(subject: string): string {
  const head = ['From: Bob <bob@example.org>', `To: ${ADDRESS}`, `Subject: ${subject}`];
  const id = `Message-ID: <${subject.replaceAll(' ', '.')}@example.org>`;
  const lines = [...head, 'Date: Mon, 02 Mar 2026 10:00:00 +0000', id, '', `The text of ${subject}.`, ''];
  return lines.join('\r\n');
}

function jobOf(port: number, url: string, stateFolder: string): MoveJob {
  const password = new Secret(PASSWORD);
  return {
    sources: [{ address: { is: 'imap', host: '127.0.0.1', port, security: 'plain', user: ADDRESS }, password }],
    target: {
      address: { is: 'ews', url, host: '127.0.0.1', mailbox: ADDRESS, user: ADDRESS },
      password,
      auth: 'basic',
      owner: { timeZone: 'UTC', addresses: [ADDRESS] },
    },
    authorities: [],
    policy: DEFAULT_POLICY,
    contactMapping: null,
    stateFolder,
    reportFolder: null,
    connectionsMax: 2,
  };
}

function depsOf(ledgers: MemoryLedgers, folder: string, clock: Clock, wrap: (ledger: HeldLedger) => HeldLedger) {
  const openState = async (names: MailboxNames) => {
    const held = ledgers.open(names);
    // A run that was killed leaves nothing open: its lease ends with it.
    return { ledger: wrap(held), spoolFolder: folder, [Symbol.asyncDispose]: () => held.close() };
  };
  return { clock, random: seededRandom(5), environment: {}, openState };
}

/** Into the new mailbox, by nobody who moves anything. */
export async function deliver(
  url: string,
  clock: Clock,
  { path, role, kind = 'message' }: NewPlace,
  mail: NewMail,
  { user, password } = { user: ADDRESS, password: PASSWORD },
) {
  const target = await openEwsTarget(
    {
      url: new URL(url),
      mailbox: user,
      credentials: { kind: 'basic', user, secret: new Secret(password) },
      ca: [],
      allowInsecureLoopback: true,
      clock,
      random: seededRandom(9),
    },
    never(),
  );
  const { text, receivedAt, flags = [] } = mail;
  const bytes = Buffer.from(text);
  const item: Item = {
    ref: 'new' as SourceRef, // no ledger hears of it
    kind,
    version: messageVersion({ flags: new Set(flags), keywords: [] }),
    sizeBytes: bytes.length,
    receivedAt: instant(receivedAt),
    content: { is: 'held', bytes },
  };
  try {
    const folder = await target.ensureFolder({ path, role, kind, sourcePath: path }, never());
    async function* writes() {
      yield { item, marker: '' as Marker }; // as what nobody moved
    }
    const [settled] = (await all(target.put(folder, writes(), never()))).flat();
    if (settled?.is !== 'copied') throw new Error(`not delivered: ${JSON.stringify(settled)}`);
  } finally {
    await target.close();
  }
}

function quickClock(): Clock {
  const start = systemClock.now();
  return {
    now: () => instant(start + (systemClock.now() - start) * FASTER),
    sleep: (ms, signal) => systemClock.sleep(ms / FASTER, signal),
  };
}
