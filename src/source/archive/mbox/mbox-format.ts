/**
 * mbox files as items. A message is named by where it begins and by a digest of what it says, so that mail that is added
 * changes no name. When a program has rewritten the file, messages are found again by their digests.
 */
import { messageVersion } from '../../../model/item.ts';
import { ArchiveError } from '../archive-error.ts';
import { nameOfDigest } from '../digest-name.ts';
import type { Deleted, Format, FoundItem, OpenFile } from '../format.ts';
import { IndexShelf } from '../index-shelf.ts';
import { NO_DATE } from '../message-marks.ts';
import { noteItem } from '../note-item.ts';
import type { Measured } from '../reread.ts';
import { contentOfSpan, measureSpan } from '../text-content.ts';
import { type MboxMessage, messageAt } from './mbox-messages.ts';
import { judgeMbox, type MboxStyle } from './mbox-style.ts';

/** Where the messages of a rewritten file are now, by digest; several where there are copies. */
export interface MovedIndex {
  readonly length: number;
  readonly starts: ReadonlyMap<string, readonly number[]>;
}

export function mboxFormat(): Format {
  const moved = new IndexShelf<MovedIndex>();
  const styles = new IndexShelf<MboxStyle & { readonly length: number }>();
  const styleOf = (open: OpenFile): Promise<MboxStyle> =>
    styles.get(open.file, async () => ({ ...(await judged(open)), length: 1 }));
  async function* itemsFrom(
    open: OpenFile,
    start: number | null,
    signal: AbortSignal,
  ): AsyncGenerator<FoundItem | Deleted> {
    yield* itemsBehind(open, start, await styleOf(open), signal);
  }
  return {
    items: (open, signal) => itemsFrom(open, null, signal),
    itemsFrom,
    identityOf: (local) => partsOf(local)?.digest ?? local,
    async *find(open, locals, signal) {
      const style = await styleOf(open);
      const left: string[] = [];
      for (const local of locals) {
        const named = partsOf(local);
        const found = named === null ? null : await itemAt(open, named.start, style, signal);
        if (found?.is === 'item' && identical(found.local, local)) yield { ...found, local };
        else left.push(local);
      }
      if (left.length === 0) return;
      const index = await moved.get(open.file, () => indexStarts(itemsFrom(open, null, signal)));
      yield* findMoved(open, left, index, style, signal);
    },
  };
}

async function* itemsBehind(
  open: OpenFile,
  start: number | null,
  style: MboxStyle,
  signal: AbortSignal,
): AsyncGenerator<FoundItem | Deleted> {
  for (let at = start ?? style.start; at < open.window.sizeBytes; ) {
    signal.throwIfAborted();
    const message = await messageAt(open.window, at, style);
    if (message === null) throw new ArchiveError(`no message begins at byte ${at}`);
    yield message.marks.isDeleted ? { is: 'deleted' } : await itemOf(open, message, false, signal);
    at = message.next;
  }
}

/** Copies of one message are told apart by their order, in the names as in the file. */
async function* findMoved(
  open: OpenFile,
  locals: readonly string[],
  { starts }: MovedIndex,
  style: MboxStyle,
  signal: AbortSignal,
): AsyncGenerator<FoundItem> {
  const used = new Map<string, number>();
  for (const local of locals) {
    const digest = partsOf(local)?.digest ?? '';
    const places = starts.get(digest) ?? [];
    const copy = used.get(digest) ?? 0;
    used.set(digest, copy + 1);
    const start = places[Math.min(copy, places.length - 1)];
    const found = start === undefined ? null : await itemAt(open, start, style, signal);
    if (found?.is === 'item') yield { ...found, local };
  }
}

async function indexStarts(items: AsyncIterable<FoundItem | Deleted>): Promise<MovedIndex> {
  const starts = new Map<string, number[]>();
  let length = 0;
  for await (const found of items) {
    const named = found.is === 'item' ? partsOf(found.local) : null;
    if (named === null) continue;
    length += 1;
    const places = starts.get(named.digest);
    if (places === undefined) starts.set(named.digest, [named.start]);
    else places.push(named.start);
  }
  return { length, starts };
}

async function itemAt(
  open: OpenFile,
  start: number,
  style: MboxStyle,
  signal: AbortSignal,
): Promise<FoundItem | Deleted | null> {
  signal.throwIfAborted();
  const message = start < open.window.sizeBytes ? await messageAt(open.window, start, style) : null;
  return message === null || message.marks.isDeleted ? null : itemOf(open, message, true, signal);
}

async function judged({ window }: OpenFile): Promise<MboxStyle> {
  const style = await judgeMbox(window);
  if (style !== null) return style;
  if (window.sizeBytes === 0) return { start: 0, shape: 'dated', hasBlanks: true, isQuoted: true };
  throw new ArchiveError('it does not begin with a "From " line');
}

/** `keeps`: the content is wanted at once. */
async function itemOf(open: OpenFile, message: MboxMessage, keeps: boolean, signal: AbortSignal): Promise<FoundItem> {
  const measured = await measureSpan(open.window, message, keeps || message.marks.isNote, signal);
  const local = `${message.start}:${nameOfDigest(measured.sha256)}`;
  return foundOf(open, message, measured, local);
}

function foundOf(open: OpenFile, message: MboxMessage, measured: Measured, local: string): FoundItem {
  const { marks, lineDate } = message;
  const receivedAt = lineDate ?? marks.headerDate ?? NO_DATE;
  if (marks.isNote && measured.held !== null) return noteItem(local, measured.held, receivedAt);
  return {
    is: 'item',
    local,
    kind: 'message',
    version: messageVersion(marks.state),
    sizeBytes: measured.sizeBytes,
    receivedAt,
    content: async (signal) => contentOfSpan(open, message, measured, signal),
  };
}

/** Null for a name that is not one of a message in an mbox file. */
function partsOf(local: string): { readonly start: number; readonly digest: string } | null {
  const found = /^(\d{1,15}):([0-9a-f]+)$/.exec(local);
  return found === null ? null : { start: Number(found[1]), digest: found[2] ?? '' };
}

function identical(local: string, other: string): boolean {
  return partsOf(local)?.digest === partsOf(other)?.digest;
}
