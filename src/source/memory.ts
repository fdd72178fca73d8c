/** A mailbox in memory that can be read as a source and changed by a test between two passes, as its user would. */
import type { Instant } from '../base/clock.ts';
import { PAGE_ITEMS_MAX } from '../base/limits.ts';
import { type FolderKey, type FolderPath, type FolderRole, folderKey, type SourceFolder } from '../model/folder.ts';
import {
  type Cursor,
  type Flag,
  type FolderKind,
  type Item,
  type ItemHead,
  messageVersion,
  type SourceRef,
} from '../model/item.ts';
import type { Listing, Page, Source, Unreadable } from '../model/source.ts';

export interface MemoryMessage {
  readonly bytes: Buffer;
  readonly receivedAt: Instant;
  readonly flags?: readonly Flag[];
  readonly keywords?: readonly string[];
}

interface Stored {
  readonly uid: number;
  bytes: Buffer;
  readonly receivedAt: Instant;
  version: string;
  changedAt: number;
}

interface Folder {
  readonly path: FolderPath;
  readonly role: FolderRole;
  readonly kind: FolderKind;
  readonly holdsItems: boolean;
  validity: number;
  nextUid: number;
  readonly messages: Map<number, Stored>;
  readonly expunged: { readonly uid: number; readonly changedAt: number }[];
}

/** Counts changes like an IMAP server with CONDSTORE and QRESYNC (RFC 7162), so that cursors mean something. */
export class MemoryMailbox {
  readonly #folders = new Map<FolderKey, Folder>();
  #changes = 0;

  addFolder(path: FolderPath, role: FolderRole = 'plain', holdsItems = true, kind: FolderKind = 'message'): void {
    this.#folders.set(folderKey(path), {
      path,
      role,
      kind,
      holdsItems,
      validity: 1,
      nextUid: 1,
      messages: new Map(),
      expunged: [],
    });
  }

  add(path: FolderPath, message: MemoryMessage): SourceRef {
    const folder = this.folder(path);
    const uid = folder.nextUid++;
    const { bytes, receivedAt, flags = [], keywords = [] } = message;
    const changedAt = ++this.#changes;
    const version = folder.kind === 'message' ? messageVersion({ flags: new Set(flags), keywords }) : etag(changedAt);
    folder.messages.set(uid, { uid, bytes, receivedAt, version, changedAt });
    return refOf(folder, uid);
  }

  /** The messages keep their numbers, as on most servers. */
  renameFolder(from: FolderPath, to: FolderPath): void {
    const folder = this.folder(from);
    this.#folders.delete(folderKey(from));
    this.#folders.set(folderKey(to), { ...folder, path: to, role: 'plain' });
  }

  flag(path: FolderPath, ref: SourceRef, flags: readonly Flag[], keywords: readonly string[] = []): void {
    const stored = this.#stored(path, ref);
    stored.version = messageVersion({ flags: new Set(flags), keywords });
    stored.changedAt = ++this.#changes;
  }

  /** Changes an item that is no message: it keeps its name and gets another version. */
  edit(path: FolderPath, ref: SourceRef, bytes: Buffer): void {
    const changedAt = ++this.#changes;
    Object.assign(this.#stored(path, ref), { bytes, changedAt, version: etag(changedAt) });
  }

  remove(path: FolderPath, ref: SourceRef): void {
    const folder = this.folder(path);
    const stored = this.#stored(path, ref);
    folder.messages.delete(stored.uid);
    folder.expunged.push({ uid: stored.uid, changedAt: ++this.#changes });
  }

  move(from: FolderPath, ref: SourceRef, to: FolderPath): SourceRef {
    const stored = this.#stored(from, ref);
    this.remove(from, ref);
    const target = this.folder(to);
    const uid = target.nextUid++;
    target.messages.set(uid, { ...stored, uid, changedAt: ++this.#changes });
    return refOf(target, uid);
  }

  /** What a server does after its index is lost: every message gets a new number. */
  renumber(path: FolderPath): void {
    const folder = this.folder(path);
    const messages = [...folder.messages.values()];
    folder.messages.clear();
    folder.expunged.length = 0;
    folder.validity += 1;
    folder.nextUid = 100;
    for (const stored of messages) {
      const uid = folder.nextUid++;
      folder.messages.set(uid, { ...stored, uid, changedAt: ++this.#changes });
    }
  }

  /** Everything as plain text, to prove that nobody wrote to it. */
  snapshot(): string {
    const folders = [...this.#folders.values()].map((folder) => ({
      path: folder.path,
      messages: [...folder.messages.values()].map((stored) => [
        stored.uid,
        stored.version,
        stored.bytes.toString('base64'),
      ]),
    }));
    return JSON.stringify(folders);
  }

  folders(): readonly Folder[] {
    return [...this.#folders.values()];
  }

  folder(path: FolderPath): Folder {
    const folder = this.#folders.get(folderKey(path));
    if (folder === undefined) throw new Error(`the memory mailbox has no folder ${path.join('/')}`);
    return folder;
  }

  get changes(): number {
    return this.#changes;
  }

  #stored(path: FolderPath, ref: SourceRef): Stored {
    const stored = this.folder(path).messages.get(Number(ref.split(':')[1]));
    if (stored === undefined) throw new Error(`the memory mailbox has no message ${ref}`);
    return stored;
  }
}

/** Opens the mailbox as a source. */
export function memorySource(mailbox: MemoryMailbox): Source {
  return {
    name: 'user@memory-source',
    roundTripMs: 0,
    leftOut: [],
    folders: async () => mailbox.folders().map(asSourceFolder),
    list: (folder, listing) => pagesOf(mailbox, folder.path, listing),
    read: (folder, refs) => itemsOf(mailbox, folder.path, refs),
    close: async () => undefined,
  };
}

function asSourceFolder(folder: Folder): SourceFolder {
  const messages = [...folder.messages.values()];
  const changed = Math.max(
    0,
    ...messages.map((stored) => stored.changedAt),
    ...folder.expunged.map((gone) => gone.changedAt),
  );
  return {
    path: folder.path,
    role: folder.role,
    kind: folder.kind,
    holdsItems: folder.holdsItems,
    itemsCount: messages.length,
    bytesCount: messages.reduce((sum, stored) => sum + stored.bytes.length, 0),
    serverName: folder.path.join('/'),
    stamp: `${folder.validity}/${folder.nextUid}/${messages.length}/${changed}`,
  };
}

async function* pagesOf(mailbox: MemoryMailbox, path: FolderPath, listing: Listing): AsyncIterable<Page> {
  const folder = mailbox.folder(path);
  const [validity, since] = listing.cursor === null ? [folder.validity, 0] : listing.cursor.split('/').map(Number);
  const renumbered = validity !== folder.validity;
  const after = renumbered ? 0 : (since ?? 0);
  const next = `${folder.validity}/${mailbox.changes}` as Cursor; // a cursor is what this adapter makes
  const heads = [...folder.messages.values()]
    .filter((stored) => stored.changedAt > after)
    .map((stored) => headOf(folder, stored));
  const gone = folder.expunged.filter((one) => one.changedAt > after).map((one) => refOf(folder, one.uid));
  for (let begin = 0; begin === 0 || begin < heads.length; begin += PAGE_ITEMS_MAX) {
    const page = heads.slice(begin, begin + PAGE_ITEMS_MAX);
    const last = begin + PAGE_ITEMS_MAX >= heads.length;
    const resume = `${folder.validity}/${after}` as Cursor; // an interrupted listing begins again where it began
    yield { heads: page, gone: last ? gone : [], next: last ? next : resume, renumbered: renumbered && begin === 0 };
  }
}

async function* itemsOf(
  mailbox: MemoryMailbox,
  path: FolderPath,
  refs: readonly SourceRef[],
): AsyncIterable<Item | Unreadable> {
  const folder = mailbox.folder(path);
  for (const ref of refs) {
    const [validity, uid] = ref.split(':').map(Number);
    const stored = validity === folder.validity ? folder.messages.get(uid ?? 0) : undefined;
    if (stored !== undefined) yield { ...headOf(folder, stored), content: { is: 'held', bytes: stored.bytes } };
  }
}

function headOf(folder: Folder, stored: Stored): ItemHead {
  const { version, receivedAt, bytes } = stored;
  return { ref: refOf(folder, stored.uid), kind: folder.kind, version, receivedAt, sizeBytes: bytes.length };
}

function etag(change: number): string {
  return `"${change}"`;
}

function refOf(folder: Folder, uid: number): SourceRef {
  return `${folder.validity}:${uid}` as SourceRef; // a ref is what this adapter makes
}
