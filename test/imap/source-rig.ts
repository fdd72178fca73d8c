/** A source on a simulated server, as the tests of the adapter look at it. */
import { onTestFinished } from 'vitest';
import { Account, type Mailbox } from '../../sim/imap/account.ts';
import type { Fault, FaultAction } from '../../sim/imap/fault.ts';
import { DEFAULT_FEATURES, type Feature } from '../../sim/imap/options.ts';
import { type RunningImapServer, startImapServer } from '../../sim/imap/server.ts';
import { instant } from '../../src/base/clock.ts';
import type { SourceFolder } from '../../src/model/folder.ts';
import type { Cursor, Item, SourceRef } from '../../src/model/item.ts';
import type { Source, Unreadable } from '../../src/model/source.ts';
import { all, never } from '../contract/contract.ts';
import { openSource } from './source.ts';

/** When every message of the rig was received. */
export const AT = instant(Date.UTC(2019, 2, 4, 5, 6, 7));

export interface SourceRig {
  readonly source: Source;
  readonly inbox: Mailbox;
  readonly account: Account;
  readonly server: RunningImapServer;
  readonly pauses: readonly number[];
  readonly spoolFolder: string;
  readonly folder: () => Promise<SourceFolder>;
  readonly refs: () => Promise<SourceRef[]>;
}

/** An account whose inbox has this many messages, a server for it, and a source on it. Ends with the test. */
export async function startRig(
  count: number,
  faults: readonly Fault[] = [],
  features: readonly Feature[] = DEFAULT_FEATURES,
): Promise<SourceRig> {
  const account = new Account({ user: 'ann', password: 'pw' });
  const inbox = account.mailbox('INBOX');
  for (let at = 1; at <= count; at++) inbox.add({ bytes: textOf(at), internalDate: AT });
  const server = await startImapServer({ accounts: [account], features });
  onTestFinished(() => server.stop());
  const { source, clock, spoolFolder } = await openSource(server.port);
  const folder = async (): Promise<SourceFolder> => {
    const [found] = await source.folders(never());
    if (found === undefined) throw new Error('there is an inbox');
    return found;
  };
  const refs = async () => (await listFolder(source, await folder())).heads.map((head) => head.ref);
  const rig: SourceRig = { source, inbox, account, server, pauses: clock.pauses, spoolFolder, folder, refs };
  server.setFaults(faults);
  return rig;
}

export function textOf(at: number): string {
  return `Subject: message ${at}\r\n\r\n${'x'.repeat(at)}`;
}

/** All pages of a listing, and what they hold together. */
export async function listFolder(
  source: Source,
  folder: SourceFolder,
  cursor: Cursor | null = null,
  known: readonly SourceRef[] = [],
) {
  async function* pages() {
    yield known;
  }
  const found = await all(source.list(folder, { cursor, known: pages }, never()));
  return {
    heads: found.flatMap((page) => page.heads),
    gone: found.flatMap((page) => page.gone),
    next: found.at(-1)?.next ?? cursor,
    pages: found,
  };
}

/** What was read, as text by ref. */
export async function readTexts(source: Source, folder: SourceFolder, refs: readonly SourceRef[]) {
  const texts = new Map<string, string>();
  for (const one of await all(source.read(folder, refs, never()))) {
    texts.set(one.ref, isUnreadable(one) ? `unreadable: ${one.unreadable}` : await textIn(one));
  }
  return texts;
}

export function isUnreadable(one: Item | Unreadable): one is Unreadable {
  return 'unreadable' in one;
}

export async function textIn({ content }: Item): Promise<string> {
  return content.is === 'held' ? content.bytes.toString() : Buffer.concat(await all(content.open())).toString();
}

export function fault(on: RegExp, does: FaultAction, nth?: Fault['nth']): Fault {
  return { on, does, ...(nth === undefined ? {} : { nth }) };
}

/** What it fails with. */
export async function caught(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => 'nothing',
    (error: unknown) => error,
  );
}

/** A folder of which nothing but its name is known. */
export function plainFolder(serverName: string): SourceFolder {
  return {
    path: [serverName],
    role: 'plain',
    kind: 'message',
    holdsItems: true,
    itemsCount: null,
    bytesCount: null,
    serverName,
    stamp: null,
  };
}
