/** How mail programs lay out a mailbox on disk, as writers of their own: they share nothing with what reads them. */
import { mkdir, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { FolderPath } from '../../src/model/folder.ts';
import { encodeMailboxName } from '../../src/wire/imap/mailbox-name.ts';
import type { Layout, StoredMessage } from './stored-mailbox.ts';

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** Thunderbird's tree of mbox files, the messages cut by their Content-Length. */
export function mboxLayout(lineEnd: '\n' | '\r\n'): Layout {
  const place = (root: string, path: FolderPath): string =>
    join(root, ...path.map((name, depth) => (depth < path.length - 1 ? `${name}.sbd` : name)));
  return {
    forbiddenInNames: '/',
    makeFolder: async (root, path) => {
      await mkdir(dirname(place(root, path)), { recursive: true });
      await writeFile(place(root, path), '');
      await writeFile(`${place(root, path)}.msf`, '// <!-- <mdb:mork:z v="1.4"/> -->');
    },
    write: async (root, path, messages) => {
      const file = Buffer.concat(messages.map((message) => mboxMessage(message, lineEnd)));
      await writeFile(place(root, path), file);
    },
  };
}

function mboxMessage({ sample, flags, keywords }: StoredMessage, lineEnd: string): Buffer {
  const text = sample.bytes.toString('latin1').replaceAll('\r\n', lineEnd);
  const end = text.indexOf(`${lineEnd}${lineEnd}`) + lineEnd.length;
  const letters = (pairs: readonly (readonly [string, string])[]): string =>
    pairs.map(([letter, flag]) => (flags.some((one) => one === flag) ? letter : '')).join('');
  const at = new Date(sample.receivedAt);
  const time = at.toISOString().slice(11, 19);
  const date = `${DAYS[at.getUTCDay()]} ${MONTHS[at.getUTCMonth()]} ${String(at.getUTCDate()).padStart(2)} ${time} ${at.getUTCFullYear()}`;
  const marks = [
    `Status: ${letters([['R', 'seen']])}O`,
    `X-Status: ${letters([
      ['A', 'answered'],
      ['F', 'flagged'],
      ['T', 'draft'],
    ])}`,
    `X-Keywords: ${[...keywords, ...(flags.includes('forwarded') ? ['$Forwarded'] : [])].join(' ')}`,
    `Content-Length: ${text.length - end - lineEnd.length}`,
  ];
  const lines = [
    `From ann@example.test ${date}`,
    `${text.slice(0, end)}${marks.join(lineEnd)}${lineEnd}${text.slice(end)}`,
  ];
  return Buffer.from(`${lines.join(lineEnd)}${lineEnd}${lineEnd}`, 'latin1');
}

const LETTERS = [
  ['draft', 'D'],
  ['flagged', 'F'],
  ['forwarded', 'P'],
  ['answered', 'R'],
  ['seen', 'S'],
] as const;

/** Maildir++: folders beside each other, their names joined by dots. */
export const MAILDIR: Layout = {
  forbiddenInNames: '/.',
  makeFolder: async (root, path) => {
    for (const part of ['cur', 'new', 'tmp']) await mkdir(join(maildirPlace(root, path), part), { recursive: true });
  },
  write: async (root, path, messages) => {
    const place = maildirPlace(root, path);
    const words = [...new Set(messages.flatMap(({ keywords }) => keywords))];
    await writeFile(join(place, 'dovecot-keywords'), words.map((word, number) => `${number} ${word}\n`).join(''));
    const wanted = new Map(messages.map((message) => [maildirName(message, words), message]));
    for (const name of await readdir(join(place, 'cur'))) if (!wanted.has(name)) await rm(join(place, 'cur', name));
    for (const [name, { sample }] of wanted) {
      await writeFile(join(place, 'cur', name), sample.bytes.toString('latin1').replaceAll('\r\n', '\n'), 'latin1');
      await utimes(join(place, 'cur', name), sample.receivedAt / 1000, sample.receivedAt / 1000);
    }
  },
};

function maildirPlace(root: string, path: FolderPath): string {
  return path[0] === 'INBOX' && path.length === 1 ? root : join(root, `.${path.map(encodeMailboxName).join('.')}`);
}

function maildirName({ number, flags, keywords }: StoredMessage, words: readonly string[]): string {
  const letters = LETTERS.filter(([flag]) => flags.includes(flag)).map(([, letter]) => letter);
  const more = keywords.map((word) => String.fromCharCode(97 + words.indexOf(word))).sort();
  return `1100000000.M${number}P1.host,S=1:2,${letters.join('')}${more.join('')}`;
}

const BITS = [
  ['seen', 0],
  ['answered', 2],
  ['flagged', 4],
  ['draft', 6],
  ['forwarded', 8],
] as const;

/** Apple Mail: folders named .mbox, each message a file with a property list behind it. */
export const APPLE: Layout = {
  forbiddenInNames: '/',
  makeFolder: async (root, path) => void (await mkdir(applePlace(root, path), { recursive: true })),
  write: async (root, path, messages) => {
    const place = applePlace(root, path);
    const wanted = new Map(messages.map((message) => [`${message.number}.emlx`, message]));
    for (const name of await readdir(place)) if (!wanted.has(name)) await rm(join(place, name));
    for (const [name, message] of wanted) await writeFile(join(place, name), emlx(message));
  },
};

function applePlace(root: string, path: FolderPath): string {
  return join(root, ...path.map((name) => `${name}.mbox`), 'Messages');
}

function emlx({ sample, flags }: StoredMessage): Buffer {
  const bits = BITS.filter(([flag]) => flags.includes(flag)).reduce((sum, [, bit]) => sum + 2 ** bit, 0);
  const list = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<plist version="1.0"><dict>',
    `<key>date-received</key><integer>${sample.receivedAt / 1000}</integer>`,
    `<key>flags</key><integer>${bits}</integer>`,
    '</dict></plist>\n',
  ];
  return Buffer.concat([Buffer.from(`${sample.bytes.length}\n`), sample.bytes, Buffer.from(list.join('\n'))]);
}
