/** Puts generated mail straight into a Maildir, and takes later mail out again. */
import { chownSync, mkdirSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type FolderPath, folderKey } from '../src/model/folder.ts';
import type { RunningDovecot } from '../test/servers/dovecot.ts';
import { ImapSession } from '../test/servers/imap-session.ts';
import { folderName } from '../test/servers/maildir.ts';
import { type BenchMessage, corpus, PROFILES, type ProfileName } from './corpus.ts';

export interface Filled {
  readonly messages: number;
  readonly bytes: number;
}

/** Fills the mailbox of a user with a profile. The folders belong to Dovecot; the files need only be readable. */
export function fillMailbox(server: RunningDovecot, user: string, name: ProfileName): Filled {
  const root = server.user(user).mailFolder;
  makeFolder(join(root, '..'), server);
  makeFolder(root, server);
  for (const path of PROFILES[name].folders) {
    const folder = join(root, folderName(path));
    makeFolder(folder, server);
    for (const part of ['cur', 'new', 'tmp']) makeFolder(join(folder, part), server);
    writeFileSync(join(folder, 'dovecot-keywords'), '0 $Forwarded\n');
  }
  return writeMessages(root, corpus(name), 'old');
}

/** Lets Dovecot number and index new mail, as it does when mail is first read: no program shall pay for that. */
export async function indexMailbox(server: RunningDovecot, user: string, name: ProfileName): Promise<void> {
  const session = await ImapSession.open(server, user, server.password);
  for (const path of PROFILES[name].folders) {
    await session.command(`EXAMINE ${session.mailbox(path)}`);
    await session.command('UID FETCH 1:* (FLAGS INTERNALDATE RFC822.SIZE)').catch(emptyFolder);
  }
  await session.close();
}

/** A range of messages in an empty folder is an error to some versions of Dovecot, and none to others. */
function emptyFolder(error: unknown): void {
  if (!(error instanceof Error) || !error.message.includes('BAD')) throw error;
}

/** Adds so much later mail. `part` must be another one each time, and not 0. */
export function addLater(server: RunningDovecot, user: string, name: ProfileName, part: number, count: number): Filled {
  return writeMessages(server.user(user).mailFolder, corpus(name, part, count), `later${part}`);
}

/** Deletes the later mail of that part. */
export function removeLater(server: RunningDovecot, user: string, name: ProfileName, part: number): void {
  for (const path of PROFILES[name].folders) {
    const folder = join(server.user(user).mailFolder, folderName(path), 'cur');
    for (const file of readdirSync(folder)) if (file.includes(`later${part}P`)) rmSync(join(folder, file));
  }
}

export function removeMailbox(server: RunningDovecot, user: string): void {
  rmSync(join(server.user(user).mailFolder, '..'), { recursive: true, force: true });
}

function writeMessages(root: string, messages: Iterable<BenchMessage>, label: string): Filled {
  const folders = new Map<string, string>();
  let [count, bytes] = [0, 0];
  for (const message of messages) {
    const folder = folderOf(folders, root, message.path);
    const seconds = message.receivedAt / 1000;
    const file = join(folder, `1${String(count).padStart(9, '0')}.${label}P1.host:2,${lettersOf(message)}`);
    writeFileSync(file, message.bytes);
    utimesSync(file, seconds, seconds);
    count += 1;
    bytes += message.bytes.length;
  }
  return { messages: count, bytes };
}

function folderOf(known: Map<string, string>, root: string, path: FolderPath): string {
  const key = folderKey(path);
  const folder = known.get(key) ?? join(root, folderName(path), 'cur');
  known.set(key, folder);
  return folder;
}

function lettersOf({ flags, keywords }: BenchMessage): string {
  const letters = [
    flags.includes('flagged') ? 'F' : '',
    flags.includes('answered') ? 'R' : '',
    flags.includes('seen') ? 'S' : '',
  ];
  return `${letters.join('')}${keywords.length > 0 ? 'a' : ''}`;
}

function makeFolder(path: string, server: RunningDovecot): void {
  mkdirSync(path, { recursive: true });
  if (process.getuid?.() === 0) chownSync(path, server.mailUid, server.mailGid);
}
