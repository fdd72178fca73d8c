/** What is in one folder of an archive, and what is new or gone since a position. */
import { createHash } from 'node:crypto';
import { instant } from '../../base/clock.ts';
import { PAGE_ITEMS_MAX } from '../../base/limits.ts';
import type { FolderKind, ItemHead, ItemKind, SourceRef } from '../../model/item.ts';
import type { Listing, Page } from '../../model/source.ts';
import { ArchiveError, archiveReason } from './archive-error.ts';
import { Window } from './bytes.ts';
import { nameOfDigest } from './digest-name.ts';
import type { ListedShelf } from './folder-list.ts';
import type { Deleted, Format, Found } from './format.ts';
import type { MemberFile } from './members.ts';
import { withOpen } from './open-file.ts';
import { RefSet } from './ref-set.ts';
import { brokenRef, cursorOf, type Position, partsOfRef, positionOf, refOf } from './refs.ts';

/** Told how many items of the folder are left out because they are marked as deleted. */
export type OnDeleted = (count: number) => void;

/** See `Source.list`. A listing that was cut short begins again where it began. */
export async function* listShelf(
  listed: ListedShelf,
  listing: Listing,
  onDeleted: OnDeleted,
  signal: AbortSignal,
): AsyncGenerator<Page> {
  signal.throwIfAborted();
  const files = await filesOf(listed, signal);
  const stamp = stampOf(files);
  const from = listing.cursor === null ? null : positionOf(listing.cursor);
  if (from?.stamp === stamp) {
    yield { heads: [], gone: [], next: listing.cursor, renumbered: false };
    return;
  }
  const growing = files.length === 1 && files[0]?.format.itemsFrom !== undefined ? files[0] : null;
  const grown = growing === null || from?.grown == null ? null : await provenGrowth(growing, from.grown, signal);
  const pages = new Pages(listed, listing, signal);
  if (growing !== null && grown !== null) yield* pages.heads(growing, await pages.known(growing, false), grown);
  else for (const file of files) yield* pages.heads(file, await pages.known(file, listing.cursor !== null), null);
  onDeleted(pages.deletedCount);
  if (grown === null && listing.cursor !== null) yield* pages.gone();
  const next: Position = {
    stamp,
    grown: growing === null ? null : await digestOf(growing, growing.file.sizeBytes, signal),
  };
  yield { heads: pages.rest(), gone: [], next: cursorOf(next), renumbered: false };
}

/** The files of a folder as they are now, in an order that stays. */
export async function filesOf({ shelf }: ListedShelf, signal: AbortSignal): Promise<readonly MemberFile[]> {
  const files: MemberFile[] = [];
  for (const member of shelf.members) files.push(...(await member.files(signal)));
  return files;
}

/** Changes whenever one of the files does. */
export function stampOf(files: readonly MemberFile[]): string {
  const hash = createHash('sha256');
  for (const { file, format } of files) {
    hash.update(`${file.path.join('/')}\n${file.stamp}${format.stampOf?.(file) ?? ''}\n`);
  }
  return nameOfDigest(hash.digest());
}

/** Where the new part begins if the listed part is as it was; null when it is not. */
async function provenGrowth(
  { file }: MemberFile,
  { bytes, digest }: NonNullable<Position['grown']>,
  signal: AbortSignal,
): Promise<number | null> {
  if (bytes === 0 || bytes > file.sizeBytes) return null;
  const now = await digestOf({ file }, bytes, signal);
  return now?.digest === digest ? bytes : null;
}

async function digestOf(
  { file }: Pick<MemberFile, 'file'>,
  length: number,
  signal: AbortSignal,
): Promise<Position['grown']> {
  const bytes = await file.open(signal);
  const hash = createHash('sha256');
  try {
    for await (const piece of new Window(bytes).range(0, Math.min(length, bytes.sizeBytes))) {
      signal.throwIfAborted();
      hash.update(piece);
    }
  } catch (error) {
    // Without the digest everything is listed the next time.
    return archiveReason(error) === '' ? null : null;
  } finally {
    await bytes.close();
  }
  return { bytes: length, digest: nameOfDigest(hash.digest()) };
}

/** Names of a file's items that were recorded, by what stays of them when the file is rewritten. */
type KnownNames = Map<string, string[]>;

class Pages {
  readonly #kind: FolderKind;
  readonly #listing: Listing;
  readonly #signal: AbortSignal;
  readonly #present = new RefSet();
  #page: ItemHead[] = [];
  deletedCount = 0;
  /** Files that could not be read to their ends: nobody knows what is gone of them. */
  readonly #unread = new Set<string>();

  constructor({ shelf }: ListedShelf, listing: Listing, signal: AbortSignal) {
    this.#kind = shelf.kind;
    this.#listing = listing;
    this.#signal = signal;
  }

  /** Of files that programs rewrite; empty for others, and for a listing from nothing. */
  async known({ name, format }: MemberFile, isWanted: boolean): Promise<KnownNames> {
    const known: KnownNames = new Map();
    if (!isWanted || format.identityOf === undefined) return known;
    for await (const refs of this.#listing.known()) {
      for (const ref of refs) {
        const { file, local, broken } = partsOfRef(ref);
        if (file !== name || broken !== null) continue;
        const identity = format.identityOf(local);
        known.set(identity, [...(known.get(identity) ?? []), local]);
      }
    }
    return known;
  }

  async *heads({ name, file, format }: MemberFile, known: KnownNames, from: number | null): AsyncGenerator<Page> {
    try {
      const items = withOpen<Found | Deleted>(file, this.#signal, (open) =>
        from === null || format.itemsFrom === undefined
          ? format.items(open, this.#signal)
          : format.itemsFrom(open, from, this.#signal),
      );
      for await (const found of items) {
        this.#take(name, found, format, known);
        if (this.#page.length >= PAGE_ITEMS_MAX) yield this.#full();
      }
    } catch (error) {
      if (!(error instanceof ArchiveError)) throw error;
      this.#unread.add(name);
      this.#push(
        brokenHead(name, { is: 'broken', kind: this.#kind, sizeBytes: file.sizeBytes, reason: error.message }),
      );
    }
  }

  #take(name: string, found: Found | Deleted, format: Format, known: KnownNames): void {
    if (found.is === 'deleted') this.deletedCount += 1;
    else if (!belongsTo(this.#kind, found.kind)) return;
    else if (found.is === 'broken') this.#push(brokenHead(name, found));
    else {
      const { kind, version, sizeBytes, receivedAt } = found;
      const local = knownName(found.local, format, known);
      this.#push({ ref: refOf(name, local), kind, version, sizeBytes, receivedAt });
    }
  }

  rest(): readonly ItemHead[] {
    const page = this.#page;
    this.#page = [];
    return page;
  }

  /** Recorded items that are not there any more. */
  async *gone(): AsyncGenerator<Page> {
    const present = this.#present.sealed();
    for await (const refs of this.#listing.known()) {
      const gone: SourceRef[] = refs.filter((ref) => !present(ref) && !this.#unread.has(partsOfRef(ref).file));
      if (gone.length > 0) yield { heads: [], gone, next: this.#listing.cursor, renumbered: false };
    }
  }

  #push(head: ItemHead): void {
    this.#present.add(head.ref);
    this.#page.push(head);
  }

  #full(): Page {
    return { heads: this.rest(), gone: [], next: this.#listing.cursor, renumbered: false };
  }
}

/** The recorded name where there is one: its own, else that of the same content elsewhere in the file. */
function knownName(local: string, { identityOf }: Format, known: KnownNames): string {
  const names = identityOf === undefined ? undefined : known.get(identityOf(local));
  if (names === undefined) return local;
  const own = names.indexOf(local);
  return names.splice(Math.max(0, own), 1)[0] ?? local;
}

function brokenHead(file: string, { kind, sizeBytes, reason }: Extract<Found, { is: 'broken' }>): ItemHead {
  return { ref: brokenRef(file, reason), kind, version: 'broken', sizeBytes, receivedAt: instant(0) };
}

/** A folder of contacts holds contact groups too. */
export function belongsTo(folder: FolderKind, item: ItemKind): boolean {
  return item === folder || (folder === 'contact' && item === 'contact-group');
}
