/**
 * What files are called in the archive that Godwit writes and reads back: whoever changes a name changes it for both. Messages
 * are files of a Maildir (https://cr.yp.to/proto/maildir.html).
 */
import { type Instant, instant } from '../base/clock.ts';
import { FLAGS, type Flag, type FolderKind, type Marker, type TargetRef } from '../model/item.ts';
import { MAILDIR_LETTERS } from './maildir-flags.ts';

/** In each folder: what it is. */
export const DESCRIPTION_FILE = 'folder.json';
/** In each folder: what it holds, one JSON document a line, later lines before earlier ones. */
export const MANIFEST_FILE = 'manifest.jsonl';

const ENDINGS: Readonly<Record<Exclude<FolderKind, 'message'>, string>> = {
  event: '.ics',
  contact: '.vcf',
  task: '.ics',
  note: '.ics',
};
/** Windows has no colon in a name; its Maildirs have a semicolon. */
const INFO = process.platform === 'win32' ? ';2,' : ':2,';

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
  const letters = FLAGS.filter((flag) => flags.has(flag)).map((flag) => MAILDIR_LETTERS[flag]);
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
    flags: new Set(FLAGS.filter((flag) => letters.includes(MAILDIR_LETTERS[flag]))),
  };
}
