/** A mailbox on a real or scripted IMAP server, loaded and changed by a test as its user would, with plain commands. */
import { assert } from '../../src/base/assert.ts';
import type { FolderPath } from '../../src/model/folder.ts';
import type { Flag } from '../../src/model/item.ts';
import type { SampleMessage } from '../contract/samples.ts';
import { type ImapServer, ImapSession } from './imap-session.ts';

export interface ImapMailbox {
  addFolder(path: FolderPath): Promise<void>;
  add(path: FolderPath, messages: readonly SampleMessage[]): Promise<void>;
  flag(path: FolderPath, message: SampleMessage, flags: readonly Flag[]): Promise<void>;
  remove(path: FolderPath, message: SampleMessage): Promise<void>;
  /** How many messages a folder holds. */
  count(path: FolderPath): Promise<number>;
  /** Folders, subscriptions, and of every message its number, flags, date and bytes. Opens folders read-only. */
  snapshot(): Promise<string>;
  close(): Promise<void>;
}

export async function openImapMailbox(server: ImapServer, user: string, password: string): Promise<ImapMailbox> {
  const session = await ImapSession.open(server, user, password);
  return {
    addFolder: async (path) => {
      await session.command(`CREATE ${session.mailbox(path)}`);
    },
    add: async (path, messages) => {
      for (const message of messages) {
        const flags = [...message.flags.map(imapFlag), ...message.keywords].join(' ');
        const begin = `APPEND ${session.mailbox(path)} (${flags}) "${imapDate(message.receivedAt)}"`;
        await session.command(begin, message.bytes);
      }
    },
    flag: async (path, message, flags) => {
      const uid = await select(session, path, message);
      await session.command(`UID STORE ${uid} FLAGS (${flags.map(imapFlag).join(' ')})`);
      await session.command('UNSELECT');
    },
    remove: async (path, message) => {
      const uid = await select(session, path, message);
      await session.command(`UID STORE ${uid} +FLAGS (\\Deleted)`);
      await session.command(`UID EXPUNGE ${uid}`);
      await session.command('UNSELECT');
    },
    count: async (path) => {
      const said = await session.command(`STATUS ${session.mailbox(path)} (MESSAGES)`);
      return Number(/MESSAGES (\d+)/.exec(said)?.[1]);
    },
    snapshot: () => snapshotOf(session),
    close: () => session.close(),
  };
}

/** Opens the folder and finds the message by its date, which no two samples share. */
async function select(session: ImapSession, path: FolderPath, message: SampleMessage): Promise<number> {
  await session.command(`SELECT ${session.mailbox(path)}`);
  const said = await session.command('UID FETCH 1:* (INTERNALDATE)');
  const date = imapDate(message.receivedAt);
  const line = said.split('\r\n').find((one) => one.includes(date));
  const uid = /UID (\d+)/.exec(line ?? '')?.[1];
  assert(uid !== undefined, `the message "${message.what}" is in the folder`);
  return Number(uid);
}

async function snapshotOf(session: ImapSession): Promise<string> {
  const listed = await session.command('LIST "" "*"');
  const parts = [listed, await session.command('LSUB "" "*"')];
  for (const line of listed.split('\r\n').filter((one) => one.startsWith('* LIST'))) {
    if (/\\(Noselect|NonExistent)/i.test(line)) continue;
    const name = /^\* LIST \([^)]*\) (?:"(?:\\.|[^"])"|NIL) (.*)$/.exec(line)?.[1];
    assert(name !== undefined, `a name is in ${line}`);
    await session.command(`EXAMINE ${name}`);
    const said = await session.command('UID FETCH 1:* (FLAGS INTERNALDATE BODY.PEEK[])').catch(() => '');
    // Whether \Recent is told depends on who looked first, and looking is no change.
    parts.push(name, said.replaceAll(/ ?\\Recent/g, ''));
    await session.command('UNSELECT');
  }
  return parts.join('\n');
}

function imapFlag(flag: Flag): string {
  return flag === 'forwarded' ? '$Forwarded' : `\\${flag.charAt(0).toUpperCase()}${flag.slice(1)}`;
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** A moment as an IMAP date-time in UTC (RFC 3501 §9). */
export function imapDate(at: number): string {
  const date = new Date(at);
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = `${two(date.getUTCDate())}-${MONTHS[date.getUTCMonth()]}-${date.getUTCFullYear()}`;
  return `${day} ${two(date.getUTCHours())}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())} +0000`;
}
