/** Writes and reads a Maildir++ account on disk as Dovecot keeps it, without any IMAP: faster, and independent of it. */
import { createHash } from 'node:crypto';
import { chown, mkdir, readdir, readFile, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { assert } from '../../src/base/assert.ts';
import type { Instant } from '../../src/base/clock.ts';
import type { FolderPath } from '../../src/model/folder.ts';
import type { Flag } from '../../src/model/item.ts';
import { ESCAPE_CHARACTER } from './dovecot-config.ts';

export interface MaildirMessage {
  readonly bytes: Buffer;
  readonly receivedAt: Instant;
  readonly flags: readonly Flag[];
  readonly keywords: readonly string[];
}

export interface MaildirOwner {
  readonly mailUid: number;
  readonly mailGid: number;
}

/** Far below the number of files that a process may have open. */
const FILES_AT_ONCE = 64;

/** Writes folders with their messages, in the order given. INBOX is the Maildir itself; parents are made by nobody. */
export async function writeMaildir(
  root: string,
  folders: readonly { readonly path: FolderPath; readonly messages: readonly MaildirMessage[] }[],
  owner: MaildirOwner,
): Promise<void> {
  await makeOwned(join(root, '..'), owner);
  await makeOwned(root, owner);
  for (const { path, messages } of folders) {
    const folder = join(root, folderName(path));
    await makeOwned(folder, owner);
    for (const part of ['cur', 'new', 'tmp']) await makeOwned(join(folder, part), owner);
    const keywords = [...new Set(messages.flatMap((message) => message.keywords))];
    assert(keywords.length <= 26, 'a Maildir has a letter for 26 keywords');
    await writeOwned(
      join(folder, 'dovecot-keywords'),
      keywords.map((keyword, n) => `${n} ${keyword}\n`).join(''),
      owner,
    );
    for (let begin = 0; begin < messages.length; begin += FILES_AT_ONCE) {
      const some = messages.slice(begin, begin + FILES_AT_ONCE);
      await Promise.all(some.map((message, at) => writeMessage(folder, begin + at, message, keywords, owner)));
    }
  }
}

/**
 * Everything in the account that a reader must not change: each message by its file's name (which holds its flags),
 * content and time, and the names of keywords. Dovecot's own indexes are left out, since reading may make them.
 */
export async function maildirSnapshot(root: string): Promise<readonly string[]> {
  const files = (await readdir(root, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
  const kept = files.filter((entry) => !/^dovecot[.-](?!keywords)/.test(entry.name) && entry.name !== 'maildirfolder');
  const lines = await Promise.all(
    kept.map(async (entry) => {
      const path = join(entry.parentPath, entry.name);
      const digest = createHash('sha256')
        .update(await readFile(path))
        .digest('hex');
      // A message keeps its time for ever; the list of keywords is rewritten with equal content.
      const time = entry.name === 'dovecot-keywords' ? '' : String((await stat(path)).mtimeMs);
      return `${path.slice(root.length)} ${time} ${digest}`;
    }),
  );
  return lines.sort();
}

/** Maildir++ keeps all folders side by side, levels joined by dots; what a level may not hold is escaped. */
export function folderName(path: FolderPath): string {
  if (path.length === 1 && path[0] === 'INBOX') return '';
  return path.map((level) => `.${level.replaceAll(/^~|[./^]/g, escaped)}`).join('');
}

function escaped(character: string): string {
  return `${ESCAPE_CHARACTER}${character.charCodeAt(0).toString(16).padStart(2, '0')}`;
}

const FLAG_LETTERS: readonly (readonly [Flag, string])[] = [
  ['draft', 'D'],
  ['flagged', 'F'],
  ['answered', 'R'],
  ['seen', 'S'],
];

async function writeMessage(
  folder: string,
  index: number,
  message: MaildirMessage,
  keywords: readonly string[],
  owner: MaildirOwner,
): Promise<void> {
  const letters = FLAG_LETTERS.filter(([flag]) => message.flags.includes(flag)).map(([, letter]) => letter);
  const own = message.keywords.map((keyword) => String.fromCharCode(97 + keywords.indexOf(keyword)));
  const seconds = Math.floor(message.receivedAt / 1000);
  // Dovecot numbers new files in the order of their names.
  const base = `1${String(index).padStart(9, '0')}.M${index}P1.host`;
  const file = join(folder, 'cur', `${base}:2,${[...letters, ...own.sort()].join('')}`);
  await writeOwned(file, message.bytes, owner);
  await utimes(file, seconds, seconds);
}

async function makeOwned(path: string, owner: MaildirOwner): Promise<void> {
  await mkdir(path, { recursive: true });
  await give(path, owner);
}

async function writeOwned(path: string, content: string | Buffer, owner: MaildirOwner): Promise<void> {
  await writeFile(path, content);
  await give(path, owner);
}

async function give(path: string, owner: MaildirOwner): Promise<void> {
  if (process.getuid?.() === 0) await chown(path, owner.mailUid, owner.mailGid);
}
