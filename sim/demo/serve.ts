/**
 * The servers of the demo, as a process of their own, so that they outlive a Godwit that is killed: two IMAP servers with
 * the sample mailboxes and a simulated Exchange, over TLS, on loopback. Takes a folder; speaks with whoever started it
 * over Node's channel, and ends when that is cut.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock } from '../../src/base/clock.ts';
import { type RunningExchange, startExchange } from '../exchange/start-exchange.ts';
import { Account } from '../imap/account.ts';
import { type RunningImapServer, startImapServer } from '../imap/server.ts';
import { makeAuthority } from '../tls.ts';
import { administrator } from './administrator.ts';
import { macUser } from './mac-user.ts';
import { salesperson } from './salesperson.ts';
import { COMPANY, type SampleMailbox } from './sample.ts';

/** What the one who started the servers is told. */
export type DemoNews =
  | {
      readonly is: 'ready';
      readonly authorityFile: string;
      readonly exchangeUrl: string;
      readonly administrator: string;
      readonly password: string;
      readonly mailboxes: readonly ServedMailbox[];
    }
  /** Items in the target by now, and mail that Exchange would have sent to somebody. */
  | { readonly is: 'stored'; readonly address: string; readonly items: number; readonly sentMail: number };

export interface ServedMailbox {
  readonly name: string;
  readonly about: string;
  readonly address: string;
  readonly imapPort: number;
  /** A folder with what was exported beside the mail; null where there is nothing. */
  readonly exportFolder: string | null;
  readonly foldersCount: number;
  readonly itemsCount: number;
  readonly tooLarge: readonly string[];
}

/** Small, so that a sample need not be large to be too large. */
const MESSAGE_BYTES_MAX = 1_000_000;
/** A real Exchange is not next door: every write is answered after this time. */
const ANSWER_AFTER_MS = 150;
const LOOK_EVERY_MS = 25;
const PASSWORD = 'a password that only the demo uses';
const ADMINISTRATOR = `migration@${COMPANY}`;

const folder = process.argv[2];
if (folder === undefined || process.send === undefined) {
  process.stderr.write('The servers of the demo are started by: godwit demo\n');
  process.exit(1);
}
await serve(folder, (news) => void process.send?.(news));

async function serve(home: string, tell: (news: DemoNews) => void): Promise<void> {
  const authority = makeAuthority('Authority of the Godwit demo');
  const certificate = authority.issue({ names: ['127.0.0.1', 'localhost'] });
  const authorityFile = join(home, 'authority.pem');
  writeFileSync(authorityFile, authority.certPem);

  const samples = [administrator(), salesperson(), macUser()];
  const accountsOf = (server: SampleMailbox['server']): readonly Account[] =>
    samples.filter((sample) => sample.server === server).map(loadedAccount);
  const servers = {
    legacy: await startImapServer({
      accounts: accountsOf('legacy'),
      separator: '.',
      prefix: 'INBOX.',
      tls: certificate,
    }),
    modern: await startImapServer({ accounts: accountsOf('modern'), tls: certificate }),
  };
  const store = join(home, 'exchange');
  mkdirSync(store, { recursive: true });
  const exchange = await startExchange({
    folder: store,
    tls: certificate,
    accounts: [{ user: ADMINISTRATOR, password: PASSWORD, mayImpersonate: 'all', auth: ['basic'] }],
    mailboxes: samples.map(({ owner }) => ({ address: owner.address, messageBytesMax: MESSAGE_BYTES_MAX })),
    // oxlint-disable-next-line unicorn/no-thenable -- a script of faults is plain data, nobody awaits it
    faults: [{ when: { operation: 'CreateItem' }, then: { is: 'delay', ms: ANSWER_AFTER_MS } }],
  });

  const ended = new AbortController();
  process.once('disconnect', () => ended.abort());
  // Ctrl-C in a terminal reaches every process; the servers end when the one who started them does.
  process.on('SIGINT', () => undefined);
  const mailboxes = samples.map((sample) => servedMailbox(sample, servers[sample.server], exported(sample, home)));
  const { url: exchangeUrl } = exchange;
  tell({ is: 'ready', authorityFile, exchangeUrl, administrator: ADMINISTRATOR, password: PASSWORD, mailboxes });
  await tellOfItems(exchange, tell, ended.signal);
  await Promise.allSettled([exchange.close(), servers.legacy.stop(), servers.modern.stop()]);
}

function loadedAccount({ owner, server, folders }: SampleMailbox): Account {
  const account = new Account({ user: owner.address, password: PASSWORD });
  for (const { path, specialUse, isParentOnly, messages } of folders) {
    const isInbox = path.length === 1 && path[0] === 'INBOX';
    const name = server === 'legacy' && !isInbox ? `INBOX.${path.join('.')}` : path.join('/');
    const options = { isSelectable: isParentOnly !== true, ...(specialUse === undefined ? {} : { specialUse }) };
    const mailbox = isInbox ? account.mailbox('INBOX') : account.add(name, options);
    for (const { bytes, receivedAt, flags } of messages) mailbox.add({ bytes, internalDate: receivedAt, flags });
  }
  return account;
}

function exported({ owner, files }: SampleMailbox, home: string): string | null {
  if (files.length === 0) return null;
  const place = join(home, 'exported', owner.address);
  mkdirSync(place, { recursive: true });
  for (const { name, text } of files) writeFileSync(join(place, name), text);
  return place;
}

function servedMailbox(sample: SampleMailbox, server: RunningImapServer, exportFolder: string | null): ServedMailbox {
  const { owner, about, folders, files, tooLarge } = sample;
  return {
    name: owner.name,
    about,
    address: owner.address,
    imapPort: server.port,
    exportFolder,
    foldersCount: folders.length + files.length,
    itemsCount: sum(folders.map(({ messages }) => messages.length)) + sum(files.map(({ items }) => items)),
    tooLarge,
  };
}

function sum(counts: readonly number[]): number {
  return counts.reduce((all, count) => all + count, 0);
}

async function tellOfItems(
  exchange: RunningExchange,
  tell: (news: DemoNews) => void,
  until: AbortSignal,
): Promise<void> {
  const told = new Map<string, number>();
  while (!until.aborted) {
    for (const { address, items } of exchange.mailboxes.all()) {
      if (told.get(address) === items.size) continue;
      told.set(address, items.size);
      tell({ is: 'stored', address, items: items.size, sentMail: exchange.counters.sentMail });
    }
    await systemClock.sleep(LOOK_EVERY_MS, until).catch((reason: unknown) => {
      if (!until.aborted) throw reason;
    });
  }
}
