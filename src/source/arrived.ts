/**
 * What reached a target besides what was moved there, as a source: new mail, sent mail, drafts, in folders old and new. It is
 * read when people go back to the old system. Nothing in the target is changed.
 */
import type { Instant } from '../base/clock.ts';
import type { FolderPath, SourceFolder, TargetFolder } from '../model/folder.ts';
import type { FolderKind, Item, ItemHead, SourceRef, TargetRef } from '../model/item.ts';
import type { Listing, OpenSource, Page, Source, Unreadable } from '../model/source.ts';
import type { FoundHead, OpenTarget, Target } from '../model/target.ts';

export interface ArrivedOptions {
  /** When the first item was moved. What the target made before is not ours to bring anywhere. */
  readonly since: Instant;
  /** Of these items, those that were moved there, by the ledger of the move. */
  readonly claimed: (folder: TargetFolder, refs: readonly TargetRef[]) => Promise<ReadonlySet<TargetRef>>;
}

/** Every call opens a target of its own; what one of them has listed is known to all. Mail alone: see `countArrived`. */
export function arrivedOpener(openTarget: OpenTarget, options: ArrivedOptions): OpenSource {
  const known = new Map<string, Map<SourceRef, FoundHead>>();
  return async (signal) => arrivedSource(await openTarget(signal), options, known);
}

/** How much of other kinds than mail is new in the target, folder by folder: it stays there. */
export async function countArrived(
  target: Target,
  options: ArrivedOptions,
  signal: AbortSignal,
): Promise<readonly { readonly path: FolderPath; readonly kind: FolderKind; readonly items: number }[]> {
  const counted = [];
  for (const folder of await target.folders(signal)) {
    if (folder.kind === 'message' || !target.traits.kinds.has(folder.kind)) continue;
    let items = 0;
    for await (const heads of arrivedIn(target, folder, options, signal)) items += heads.length;
    if (items > 0) counted.push({ path: folder.path, kind: folder.kind, items });
  }
  return counted;
}

/** By the name of the folder, what was listed in it. */
type Known = Map<string, Map<SourceRef, FoundHead>>;

function arrivedSource(target: Target, options: ArrivedOptions, known: Known): Source {
  const list = (folder: TargetFolder, signal: AbortSignal) => arrivedIn(target, folder, options, signal);
  return {
    name: `what reached ${target.name}`,
    roundTripMs: 0,
    leftOut: [],
    folders: (signal) => foldersOf(target, list, signal),
    list: (folder, listing, signal) => listed(folder, listing, known, list, signal),
    read: (folder, refs, signal) => read(target, folder, refs, { known, list }, signal),
    close: () => target.close(),
  };
}

type List = (folder: TargetFolder, signal: AbortSignal) => AsyncIterable<readonly FoundHead[]>;

/** Only folders that something is in, so that the old mailbox gets none that nobody uses. */
async function foldersOf(target: Target, list: List, signal: AbortSignal): Promise<readonly SourceFolder[]> {
  const found: SourceFolder[] = [];
  for (const folder of await target.folders(signal)) {
    if (folder.kind !== 'message') continue;
    for await (const heads of list(folder, signal)) {
      if (heads.length === 0) continue;
      found.push({ ...folder, holdsItems: true, itemsCount: null, bytesCount: null, stamp: null });
      break;
    }
  }
  return found;
}

/** Always from the beginning: a target has no cursor. */
async function* listed(
  folder: SourceFolder,
  listing: Listing,
  known: Known,
  list: List,
  signal: AbortSignal,
): AsyncGenerator<Page> {
  const gone = new Set<SourceRef>();
  for await (const refs of listing.known()) for (const ref of refs) gone.add(ref);
  const heads = knownIn(known, folder);
  for await (const found of list(folder, signal)) {
    for (const head of found) {
      heads.set(refOf(head), head);
      gone.delete(refOf(head));
    }
    if (found.length > 0) yield { heads: found.map(itemHead), gone: [], next: null, renumbered: false };
  }
  if (gone.size > 0) yield { heads: [], gone: [...gone], next: null, renumbered: false };
}

async function* read(
  target: Target,
  folder: SourceFolder,
  refs: readonly SourceRef[],
  { known, list }: { readonly known: Known; readonly list: List },
  signal: AbortSignal,
): AsyncGenerator<Item | Unreadable> {
  const heads = knownIn(known, folder);
  // What an earlier run announced is read before this one has listed the folder.
  if (refs.some((ref) => !heads.has(ref))) {
    for await (const found of list(folder, signal)) for (const head of found) heads.set(refOf(head), head);
  }
  const there = refs.flatMap((ref) => heads.get(ref)?.target ?? []);
  for await (const { target: found, content, why } of target.read(folder, there, signal)) {
    const head = heads.get(asSourceRef(found));
    if (content === null) yield { ref: asSourceRef(found), unreadable: why ?? 'it was not given' };
    else if (head !== undefined) yield { ...itemHead(head), sizeBytes: sizeOf(content), content };
    else if (content.is === 'spooled') await content.drop();
  }
}

function sizeOf(content: Item['content']): number {
  return content.is === 'held' ? content.bytes.byteLength : content.sizeBytes;
}

/** Page by page, those items of the folder that nobody moved there. */
async function* arrivedIn(
  target: Target,
  folder: TargetFolder,
  { since, claimed }: ArrivedOptions,
  signal: AbortSignal,
): AsyncGenerator<readonly FoundHead[]> {
  // Exchange tells times in whole seconds.
  const sinceSecond = since - (since % 1000);
  for await (const heads of target.list(folder, signal)) {
    const young = heads.filter((head) => (head.createdAt ?? head.receivedAt) >= sinceSecond);
    const unclear = young.filter(({ marker }) => isUnclear(marker, folder, target));
    const refs = unclear.map((head) => head.target);
    const ours = refs.length === 0 ? new Set<TargetRef>() : await claimed(folder, refs);
    yield young.filter((head) => (unclear.includes(head) ? !ours.has(head.target) : head.marker === null));
  }
}

/**
 * Without markers the ledger alone tells whose an item is. A draft that was moved and then sent keeps its marker, and is a new
 * message among the sent ones.
 */
function isUnclear(marker: FoundHead['marker'], { role }: TargetFolder, { traits }: Target): boolean {
  return traits.marks === 'none' || (marker !== null && role === 'sent');
}

function knownIn(known: Known, { serverName }: SourceFolder): Map<SourceRef, FoundHead> {
  const heads = known.get(serverName) ?? new Map<SourceRef, FoundHead>();
  known.set(serverName, heads);
  return heads;
}

function itemHead(head: FoundHead): ItemHead {
  const { version, sizeBytes, receivedAt } = head;
  return { ref: refOf(head), kind: 'message', version, sizeBytes, receivedAt };
}

function refOf({ target }: FoundHead): SourceRef {
  return asSourceRef(target);
}

function asSourceRef(ref: TargetRef): SourceRef {
  return ref as string as SourceRef; // here the target is the source, and its names are the names of it
}
