/**
 * What things are called on disk. Folders are folders, messages are files of a Maildir (https://cr.yp.to/proto/maildir.html), and
 * whoever looks at them without Godwit finds what they expect.
 */
import { createHash } from 'node:crypto';
import { type Instant, instant } from '../../base/clock.ts';
import type { FolderPath } from '../../model/folder.ts';
import { FLAGS, type Flag, type FolderKind, type Marker, type TargetRef } from '../../model/item.ts';

/** The folder of each kind, below that of the archive. */
const KIND_FOLDERS: Readonly<Record<FolderKind, string>> = {
  message: 'mail',
  event: 'calendars',
  contact: 'contacts',
  task: 'tasks',
  note: 'notes',
};
const ENDINGS: Readonly<Record<Exclude<FolderKind, 'message'>, string>> = {
  event: '.ics',
  contact: '.vcf',
  task: '.ics',
  note: '.ics',
};

/** File systems take 255 bytes; the rest is for the ending of a shortened name. */
const NAME_BYTES_MAX = 200;
/** Names that a Maildir or Godwit has a use for, that mean a folder itself, or that Windows keeps for itself. */
const TAKEN = /^(\.{1,2}|cur|new|tmp|manifest\.jsonl|folder\.json|con|prn|aux|nul|com\d|lpt\d)$/i;
/** Letters of Maildir flags; P is "passed", which means forwarded. */
const LETTERS: Readonly<Record<Flag, string>> = { answered: 'R', draft: 'D', flagged: 'F', forwarded: 'P', seen: 'S' };
/** Windows has no colon in a name; its Maildirs have a semicolon. */
const INFO = process.platform === 'win32' ? ';2,' : ':2,';

/** The folder's place below the one of the archive. Different paths of one kind have different places. */
export function placeOf(kind: FolderKind, path: FolderPath): string {
  return [KIND_FOLDERS[kind], ...path.map(diskName)].join('/');
}

/** The name with everything percent-encoded that no file system of today takes as it is. */
function diskName(name: string): string {
  const encoded = name
    .toWellFormed()
    .replace(/[%/\\:*?"<>|\p{Cc}]/gu, percentEncoded)
    .replace(/^[.\s]|[.\s]$/gu, percentEncoded);
  const safe = encoded === '' || TAKEN.test(encoded) ? `%${encoded}` : encoded;
  if (Buffer.byteLength(safe) <= NAME_BYTES_MAX && name.isWellFormed()) return safe;
  const digest = createHash('sha256').update(JSON.stringify(name)).digest('hex').slice(0, 16);
  return `${Buffer.from(safe)
    .subarray(0, NAME_BYTES_MAX)
    .toString()
    .replace(/\ufffd+$/, '')}~${digest}`;
}

function percentEncoded(text: string): string {
  return [...Buffer.from(text)].map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join('');
}

/** What the name of an item's file says. */
export interface ItemName {
  readonly ref: TargetRef;
  readonly marker: Marker;
  readonly receivedAt: Instant;
  readonly sizeBytes: number;
  readonly flags: ReadonlySet<Flag>;
}

/** The part of the name that never changes: it holds the marker, so that the file and its marker appear in one step. */
export function itemRef(marker: Marker, receivedAt: Instant, sizeBytes: number): TargetRef {
  return `${receivedAt}.${marker}.godwit,S=${sizeBytes}` as TargetRef; // a ref is what this function makes
}

export function fileName(kind: FolderKind, ref: TargetRef, flags: ReadonlySet<Flag>): string {
  if (kind !== 'message') return `${ref}${ENDINGS[kind]}`;
  const letters = FLAGS.filter((flag) => flags.has(flag)).map((flag) => LETTERS[flag]);
  return `${ref}${INFO}${letters.sort().join('')}`; // in ASCII order, as Maildir wants it
}

/** Null for a file that Godwit has not written. */
export function readFileName(name: string): ItemName | null {
  const parts = /^((-?\d{1,16})\.([\w-]{16,64})\.godwit,S=(\d{1,12}))(?:[:;]2,([A-Za-z]*)|\.(?:ics|vcf))$/.exec(name);
  if (parts === null) return null;
  const [, ref = '', receivedAt, marker = '', sizeBytes, letters = ''] = parts;
  return {
    ref: ref as TargetRef, // the expression matches what `itemRef` makes
    marker: marker as Marker, // as above
    receivedAt: instant(Number(receivedAt)),
    sizeBytes: Number(sizeBytes),
    flags: new Set(FLAGS.filter((flag) => letters.includes(LETTERS[flag]))),
  };
}
