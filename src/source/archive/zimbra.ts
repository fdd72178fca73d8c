/** What an export of Zimbra says of a message in a file beside it: `12-Hello.eml.meta`, one JSON document. */
import { instant } from '../../base/clock.ts';
import { type Flag, messageVersion } from '../../model/item.ts';
import type { Format, FoundItem } from './format.ts';
import type { ArchiveFile } from './tree.ts';

export const BESIDE_ZIMBRA = '.meta';
const META_BYTES_MAX = 64 * 1024;
/** `u` is unread: every other message was seen. */
const UNREAD = 'u';
const LETTERS: ReadonlyMap<string, Flag> = new Map([
  ['f', 'flagged'],
  ['r', 'answered'],
  ['w', 'forwarded'],
  ['d', 'draft'],
]);

/** The format of the message with the flags and the date of the file beside it. */
export function withZimbraMeta(inner: Format, meta: ArchiveFile): Format {
  return {
    async *items(open, signal) {
      const said = await readMeta(meta, signal);
      for await (const found of inner.items(open, signal)) yield found.is === 'item' ? withState(found, said) : found;
    },
    async *find(open, locals, signal) {
      const said = await readMeta(meta, signal);
      for await (const found of inner.find(open, locals, signal)) yield withState(found, said);
    },
  };
}

/** A file of this kind that belongs to no message: that of a contact holds all there is of it. */
export function isZimbraContact(text: string): boolean {
  return /"type":6\b/.test(text) && text.includes('"metadata":');
}

interface Meta {
  readonly flags: ReadonlySet<Flag>;
  readonly receivedAt: FoundItem['receivedAt'];
}

/** Null for a file that says neither. */
async function readMeta(file: ArchiveFile, signal: AbortSignal): Promise<Meta | null> {
  const bytes = await file.open(signal);
  try {
    const text = (await bytes.read(0, META_BYTES_MAX)).toString('utf8');
    const letters = /"FlagStr":"([a-zA-Z!?*#]*)"/.exec(text)?.[1];
    const seconds = /"date":(\d{9,10})\b/.exec(text)?.[1];
    if (letters === undefined || seconds === undefined) return null;
    const flags = new Set([...LETTERS].filter(([letter]) => letters.includes(letter)).map(([, flag]) => flag));
    if (!letters.includes(UNREAD)) flags.add('seen');
    return { flags, receivedAt: instant(Number(seconds) * 1000) };
  } finally {
    await bytes.close();
  }
}

function withState(found: FoundItem, said: Meta | null): FoundItem {
  if (said === null || found.kind !== 'message') return found;
  return { ...found, version: messageVersion({ flags: said.flags, keywords: [] }), receivedAt: said.receivedAt };
}
