/** An IMAP target on a simulated server, for the tests of what is the adapter's own. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { Account } from '../../sim/imap/account.ts';
import type { Fault } from '../../sim/imap/fault.ts';
import { DEFAULT_FEATURES, type Feature, type ImapServerOptions } from '../../sim/imap/options.ts';
import { type RunningImapServer, startImapServer } from '../../sim/imap/server.ts';
import { type Clock, instant, systemClock } from '../../src/base/clock.ts';
import { Failure } from '../../src/base/problem.ts';
import { Secret } from '../../src/base/secret.ts';
import type { TargetFolder } from '../../src/model/folder.ts';
import { type Content, type Marker, messageVersion, type SourceRef } from '../../src/model/item.ts';
import type { Settled, Target, Write } from '../../src/model/target.ts';
import { type ImapTargetOptions, openImapTarget } from '../../src/target/imap.ts';
import { never } from '../contract/contract.ts';

export interface ImapTargetRig {
  readonly server: RunningImapServer;
  readonly account: Account;
  /** Opens one more target on the same mailbox. */
  open(options?: Partial<ImapTargetOptions>): Promise<Target>;
}

/** A server and its mailbox, which end with the test. */
export async function openRig(options: Partial<ImapServerOptions> = {}): Promise<ImapTargetRig> {
  const account = new Account({ user: 'ann', password: 'pw' });
  const server = await startImapServer({ accounts: [account], ...options });
  const spoolFolder = await mkdtemp(join(tmpdir(), 'godwit-target-'));
  const opened: Target[] = [];
  onTestFinished(async () => {
    await Promise.all(opened.map((target) => target.close()));
    await server.stop();
    await rm(spoolFolder, { recursive: true });
  });
  return {
    server,
    account,
    open: async (own = {}) => {
      const target = await openImapTarget(
        {
          server: { host: server.host, port: server.port, tls: 'none', ca: null },
          credentials: { user: 'ann', secret: new Secret('pw'), mechanism: 'auto' },
          spoolFolder,
          clock: systemClock,
          ...own,
        },
        never(),
      );
      opened.push(target);
      return target;
    },
  };
}

/** A rig with an open target whose INBOX is written to, and faults that begin only now. */
export async function openInbox(
  options: Partial<ImapServerOptions> = {},
  faults: readonly Fault[] = [],
): Promise<InboxRig> {
  const rig = await openRig(options);
  const target = await rig.open();
  const inbox = await inboxOf(target);
  rig.server.setFaults(faults);
  return { rig, target, inbox, held: () => rig.account.mailbox('INBOX').messages.map(({ bytes }) => bytes.toString()) };
}

export interface InboxRig {
  readonly rig: ImapTargetRig;
  readonly target: Target;
  readonly inbox: TargetFolder;
  /** What INBOX holds, as text. */
  readonly held: () => readonly string[];
}

/** So many small messages, all different. */
export function texts(count: number): readonly string[] {
  return Array.from({ length: count }, (_, at) => `Subject: ${at + 1}\r\n\r\n`);
}

export function without(...left: readonly Feature[]): readonly Feature[] {
  return DEFAULT_FEATURES.filter((feature) => !left.includes(feature));
}

export interface WrittenMessage {
  readonly text: string;
  readonly keywords?: readonly string[];
}

/** Announced writes of these messages, numbered from 1 unless told otherwise; each has a second of its own. */
export function writesOf(messages: readonly (string | WrittenMessage)[], first = 1): readonly Write[] {
  return messages.map((message, index) => {
    const { text, keywords = [] } = typeof message === 'string' ? { text: message } : message;
    const bytes = Buffer.from(text, 'latin1');
    const content: Content = { is: 'held', bytes };
    return writeOf(first + index, content, bytes.length, keywords);
  });
}

export function writeOf(number: number, content: Content, sizeBytes: number, keywords: readonly string[] = []): Write {
  return {
    marker: `marker-${number}` as Marker, // the test plays the engine, which makes the markers
    item: {
      ref: `1:${number}` as SourceRef, // the test plays the source, which makes its refs
      kind: 'message',
      version: messageVersion({ flags: new Set(['seen']), keywords }),
      sizeBytes,
      receivedAt: instant(Date.UTC(2020, 0, 1) + number * 1000),
      content,
    },
  };
}

/** What a put settled, and the failure it ended with. */
export interface PutEnd {
  readonly settled: readonly Settled[];
  /** The code of the failure; null when it ended well. */
  readonly failure: string | null;
}

export async function putTo(target: Target, folder: TargetFolder, writes: readonly Write[]): Promise<PutEnd> {
  const settled: Settled[] = [];
  try {
    for await (const some of target.put(folder, streamOf(writes), never())) settled.push(...some);
    return { settled, failure: null };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { settled, failure: error.code };
  }
}

export async function* streamOf(writes: readonly Write[]): AsyncGenerator<Write> {
  yield* writes;
}

export async function inboxOf(target: Target): Promise<TargetFolder> {
  const inbox = (await target.folders(never())).find((folder) => folder.role === 'inbox');
  if (inbox === undefined) throw new Error('the server has no INBOX');
  return inbox;
}

/** Of each settled write its number and 'copied' or the code of its problem, by number. */
export function outcomes(settled: readonly Settled[]): readonly string[] {
  const number = (one: Settled): number => Number(one.ref.split(':')[1]);
  const sorted = [...settled].sort((left, right) => number(left) - number(right));
  return sorted.map((one) => `${number(one)} ${one.is === 'copied' ? 'copied' : one.problem.code}`);
}

/** The machine's clock, but for sleeps of exactly these lengths: they are noted and over at once. */
export function waitingFor(lengths: readonly number[], waited: number[]): Clock {
  return {
    now: () => systemClock.now(),
    sleep: async (ms, signal) => {
      if (!lengths.includes(ms)) return systemClock.sleep(ms, signal);
      waited.push(ms);
    },
  };
}
