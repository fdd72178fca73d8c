/** Reads a target folder without changing anything: what it holds, what may be a doubtful write, and content. */
import type { Instant } from '../../base/clock.ts';
import { HELD_BYTES_MAX, PAGE_ITEMS_MAX } from '../../base/limits.ts';
import { Failure } from '../../base/problem.ts';
import { contentWriter } from '../../base/spool.ts';
import { folderLabel, type TargetFolder } from '../../model/folder.ts';
import type { Content, Marker, TargetRef } from '../../model/item.ts';
import type { Doubt, FoundHead, FoundItem } from '../../model/target.ts';
import { uidFetch } from '../../wire/imap/fetch.ts';
import { type FetchedBody, uidFetchBodies } from '../../wire/imap/fetch-bodies.ts';
import { uidSearch } from '../../wire/imap/search.ts';
import { eachUid, type UidRange, type UidSet, uidCount, uidSet, uidsFrom } from '../../wire/imap/uid-set.ts';
import { arrivals, secondOf } from './arrivals.ts';
import { versionOfFlags } from './flags.ts';
import type { Lane, Visit } from './lane.ts';
import { refOf, uidsOf } from './refs.ts';

/**
 * Every message that may be the doubtful write: of equal size and second of date. Servers put their own time in place of
 * dates before 1970 or in the future (Dovecot does), so for such a write equal size is enough. Where the size is not known the
 * second has to do; the engine compares the content of all that is found.
 */
export async function findDoubts(
  folder: TargetFolder,
  doubts: readonly Doubt[],
  deps: { readonly lane: Lane; readonly now: Instant; readonly isSizeKnown: boolean },
  signal: AbortSignal,
): Promise<ReadonlyMap<Marker, readonly TargetRef[]>> {
  const isKept = (at: Instant): boolean => at >= 0 && at <= deps.now;
  const looksOf = (sizeBytes: number | null, second: number | null): string =>
    `${deps.isSizeKnown ? sizeBytes : ''} ${second ?? ''}`;
  const keyOf = ({ sizeBytes, receivedAt }: Doubt): string =>
    looksOf(sizeBytes, isKept(receivedAt) ? secondOf(receivedAt) : null);
  const found = new Map<string, TargetRef[]>(doubts.map((doubt) => [keyOf(doubt), []]));
  await deps.lane.visiting(folder, 'look', signal, async ({ connection, mailbox }) => {
    if (doubts.length === 0 || mailbox.exists === 0) return;
    for await (const { uid, sizeBytes, second } of arrivals(uidsFrom(1), connection, signal)) {
      const ref = refOf(mailbox.uidValidity, uid);
      if (second !== null) found.get(looksOf(sizeBytes, second))?.push(ref);
      found.get(looksOf(sizeBytes, null))?.push(ref);
    }
  });
  const byMarker = doubts.map((doubt) => [doubt.marker, found.get(keyOf(doubt)) ?? []] as const);
  return new Map(byMarker.filter(([, refs]) => refs.length > 0));
}

/**
 * Everything in the folder, page by page. The folder is closed between pages, so that whoever takes them may ask for
 * something else meanwhile; the next page is under way while one is looked at.
 */
export async function* listHeads(
  folder: TargetFolder,
  lane: Lane,
  signal: AbortSignal,
): AsyncGenerator<readonly FoundHead[]> {
  const { uids, uidValidity } = await lane.visiting(folder, 'look', signal, async ({ connection, mailbox }) => {
    const found = mailbox.exists === 0 ? [] : await uidSearch(connection, [{ is: 'all' }], signal);
    // A set says a billion UIDs in twelve bytes. A few messages may have come since the folder was opened.
    if (uidCount(found) > mailbox.exists + PAGE_ITEMS_MAX) {
      throw new Failure('target.protocol', { reason: 'it found more messages than the folder has' });
    }
    return { uids: found, uidValidity: mailbox.uidValidity };
  });
  const page = (set: UidSet): Promise<readonly FoundHead[]> => {
    const heads = lane.visiting(folder, 'look', signal, (visit) => headsOf(set, uidValidity, visit, folder, signal));
    heads.catch(() => undefined); // looked at where it is awaited, unless nobody wants the page any more
    return heads;
  };
  const pages = pagesOf(uids);
  let next = pages.next();
  let coming = next.done === true ? null : page(next.value);
  while (coming !== null) {
    const heads = await coming;
    next = pages.next();
    coming = next.done === true ? null : page(next.value);
    yield heads;
  }
}

/**
 * The content of messages. Several may be read at once. The folder stays open until the last was taken: ask the target for
 * nothing but content of this folder meanwhile.
 */
export async function* readContents(
  folder: TargetFolder,
  refs: readonly TargetRef[],
  deps: { readonly lane: Lane; readonly spoolFolder: string },
  signal: AbortSignal,
): AsyncGenerator<FoundItem> {
  if (refs.length === 0) return;
  const { lane } = deps;
  const missing = new Set(refs);
  const visit = await lane.join(folder, signal);
  try {
    const { uidValidity } = visit.mailbox;
    const uids = uidSet(uidsOf(refs, { uidValidity, folder: folderLabel(folder.path) }));
    const options = { heldBytesMax: HELD_BYTES_MAX };
    for await (const body of uidFetchBodies(visit.connection, uids, options, signal)) {
      const target = refOf(uidValidity, body.uid);
      if (!missing.delete(target)) continue; // a server may send a message twice
      if (body.isMissing) yield { target, content: null, why: 'the server answered NIL instead of its content' };
      else yield { target, content: await contentOf(body, deps.spoolFolder), why: null };
    }
  } catch (error) {
    throw lane.folderFailure(error, folder);
  } finally {
    visit.leave();
  }
  for (const target of missing) yield { target, content: null, why: 'it is not there' };
}

async function contentOf(body: FetchedBody, spoolFolder: string): Promise<Content> {
  if (body.bytes !== null) return { is: 'held', bytes: body.bytes };
  const writer = contentWriter(spoolFolder);
  try {
    for await (const chunk of body.chunks()) await writer.write(chunk);
  } catch (error) {
    await writer.discard();
    throw error;
  }
  return await writer.end();
}

async function headsOf(
  set: UidSet,
  uidValidity: number | null,
  { connection, mailbox }: Visit,
  folder: TargetFolder,
  signal: AbortSignal,
): Promise<readonly FoundHead[]> {
  const [first] = eachUid(set.slice(0, 1));
  // Between two pages the server may have numbered the folder anew: then the rest of the list is void.
  uidsOf(first === undefined ? [] : [refOf(uidValidity, first)], {
    uidValidity: mailbox.uidValidity,
    folder: folderLabel(folder.path),
  });
  const heads: FoundHead[] = [];
  const attributes = ['FLAGS', 'INTERNALDATE', 'RFC822.SIZE'] as const;
  for await (const message of uidFetch(connection, set, { attributes }, signal)) {
    if (message.is === 'vanished') continue;
    const { uid, flags, internalDate, sizeBytes } = message;
    // An unasked FETCH tells flags alone; what was asked for comes with a size and a date.
    if (internalDate === null || sizeBytes === null) continue;
    heads.push({
      target: refOf(mailbox.uidValidity, uid),
      marker: null,
      sizeBytes,
      receivedAt: internalDate,
      version: versionOfFlags(flags ?? []),
    });
  }
  return heads;
}

/** Sets of at most a page each. */
function* pagesOf(uids: UidSet): Generator<UidSet, undefined> {
  let page: UidRange[] = [];
  let room = PAGE_ITEMS_MAX;
  for (const range of uids) {
    let { from } = range;
    const to = range.to === '*' ? from : range.to;
    while (from <= to) {
      const last = Math.min(to, from + room - 1);
      page.push({ from, to: last });
      room -= last - from + 1;
      from = last + 1;
      if (room > 0) continue;
      yield page;
      page = [];
      room = PAGE_ITEMS_MAX;
    }
  }
  if (page.length > 0) yield page;
}
