/** One mailbox: its folders, its items, and the order of their changes. Every change is in the store before the call returns. */
import { assert } from '../../src/base/assert.ts';
import { ItemRefusal } from './errors.ts';
import { BORN_FOLDERS, type Folder, type FolderRecord, type FolderState, foldName } from './folder.ts';
import type { ItemEntry, ItemRecord, ItemState } from './item.ts';
import { bornAs, EMPTY_ENTRY, type GoneRecord, type MailboxRecord } from './mailbox-record.ts';
import { NamedIndex } from './named-index.ts';
import type { Place, Store } from './store.ts';

export class Mailbox {
  readonly number: number;
  readonly address: string;
  readonly folders = new Map<number, Folder>();
  readonly items = new Map<number, ItemEntry>();
  /** Folders that were deleted, for SyncFolderHierarchy. */
  readonly goneFolders = new Map<number, { readonly created: number; readonly sequence: number }>();
  readonly namedIndex = new NamedIndex();
  readonly #store: Store;
  readonly #distinguished = new Map<string, number>();
  /** Item classes, each text once however many items have it. */
  readonly #classes = new Map<string, string>();
  readonly #documents = new Map<string, unknown>();
  /** Where items lie now that were moved, by the id that they had first. */
  readonly #moved = new Map<number, number>();
  #sequence = 0;
  #lastId = 0;
  #usedBytes = 0;

  constructor(number: number, address: string, store: Store) {
    this.number = number;
    this.address = address;
    this.#store = store;
  }

  get sequence(): number {
    return this.#sequence;
  }

  get usedBytes(): number {
    return this.#usedBytes;
  }

  /** Makes the folders that are there from the start, if they are not there yet. */
  bear(): void {
    for (const { distinguished, parent, name, folderClass } of BORN_FOLDERS) {
      if (this.#distinguished.has(distinguished)) continue;
      const parentId = parent === null ? null : this.distinguished(parent).id;
      this.#keepFolder({ parent: parentId, name, folderClass, distinguished, extended: {} });
    }
  }

  /** Refuses with ErrorFolderNotFound what this mailbox does not have. */
  distinguished(name: string): Folder {
    return this.folder(this.#distinguished.get(name) ?? 0);
  }

  /** Refuses with ErrorFolderNotFound. */
  folder(id: number): Folder {
    const folder = this.folders.get(id);
    if (folder === undefined) {
      throw new ItemRefusal('ErrorFolderNotFound', 'The specified folder could not be found in the store.');
    }
    return folder;
  }

  /** Refuses with ErrorItemNotFound. */
  item(id: number): ItemEntry {
    const entry = this.items.get(id);
    if (entry === undefined) {
      throw new ItemRefusal('ErrorItemNotFound', 'The specified object was not found in the store.');
    }
    return entry;
  }

  /** The item that had this id in its first folder. Refuses with ErrorItemNotFound. */
  itemBorn(birth: number): ItemEntry {
    return this.item(this.#moved.get(birth) ?? birth);
  }

  /** What was last kept under that name; undefined for what never was. */
  document(name: string): unknown {
    return this.#documents.get(name);
  }

  /** `value` is plain data. */
  keepDocument(name: string, value: unknown): void {
    this.#write({ is: 'document', mailbox: this.number, name, value });
  }

  children(parent: number): readonly Folder[] {
    return [...this.folders.values()].filter((folder) => folder.state.parent === parent);
  }

  childNamed(parent: number, name: string): Folder | null {
    return this.children(parent).find((folder) => foldName(folder.state.name) === foldName(name)) ?? null;
  }

  addFolder(state: FolderState): Folder {
    return this.#keepFolder(state);
  }

  changeFolder(folder: Folder, state: FolderState): void {
    const { id, created } = folder;
    this.#write({ is: 'folder', mailbox: this.number, id, created, changed: this.#sequence + 1, state });
  }

  /** The folder with all below it and all that is in them. */
  removeFolder(folder: Folder): void {
    for (const child of this.children(folder.id)) this.removeFolder(child);
    for (const id of Array.from(folder.items)) this.removeItem(this.item(id));
    this.#write({ is: 'gone', mailbox: this.number, folder: folder.id, sequence: this.#sequence + 1 });
  }

  addItem(folder: Folder, mime: Uint8Array, state: ItemState): ItemEntry {
    return this.#placeItem(folder, this.#store.appendMime(mime), state);
  }

  /** `isContent` is false when nothing but IsRead changed. */
  changeItem(entry: ItemEntry, state: ItemState, isContent: boolean): void {
    const { id, folder, created } = entry;
    const changed = this.#sequence + 1;
    const content = isContent ? changed : entry.content;
    const mime = { at: entry.mimeAt, bytes: entry.mimeBytes };
    this.#write({
      is: 'item',
      mailbox: this.number,
      folder,
      id,
      ...bornAs(entry),
      created,
      changed,
      content,
      mime,
      state,
    });
  }

  /** Gives the content of an item anew, for attachments that came later. */
  changeMime(entry: ItemEntry, mime: Uint8Array, state: ItemState): void {
    const { id, folder, created } = entry;
    const changed = this.#sequence + 1;
    const place = this.#store.appendMime(mime);
    this.#write({
      is: 'item',
      mailbox: this.number,
      folder,
      id,
      ...bornAs(entry),
      created,
      changed,
      content: changed,
      mime: place,
      state,
    });
  }

  /** The item under its new id; the old id is gone. */
  moveItem(entry: ItemEntry, to: Folder): ItemEntry {
    const state = this.stateOf(entry);
    const moved = this.#placeItem(to, { at: entry.mimeAt, bytes: entry.mimeBytes }, state, entry.birth);
    this.removeItem(entry);
    return moved;
  }

  copyItem(entry: ItemEntry, to: Folder): ItemEntry {
    return this.#placeItem(to, { at: entry.mimeAt, bytes: entry.mimeBytes }, this.stateOf(entry));
  }

  removeItem(entry: ItemEntry): void {
    this.#write({ is: 'gone', mailbox: this.number, item: entry.id, sequence: this.#sequence + 1 });
  }

  stateOf(entry: ItemEntry): ItemState {
    const record = this.#store.readRecord(entry) as ItemRecord; // an entry names the record it was made of
    return record.state;
  }

  /** The bytes as they came. */
  mimeOf(entry: ItemEntry): Buffer {
    return this.#store.readMime({ at: entry.mimeAt, bytes: entry.mimeBytes });
  }

  /** Takes a record into the index, from the store or just written. */
  replay(record: MailboxRecord, place: Place): void {
    switch (record.is) {
      case 'folder':
        this.#takeFolder(record);
        break;
      case 'item':
        this.#takeItem(record, place);
        break;
      case 'gone':
        this.#takeGone(record);
        break;
      case 'document':
        this.#documents.set(record.name, record.value);
        break;
    }
  }

  #keepFolder(state: FolderState): Folder {
    const sequence = this.#sequence + 1;
    const id = this.#lastId + 1;
    this.#write({ is: 'folder', mailbox: this.number, id, created: sequence, changed: sequence, state });
    return this.folder(id);
  }

  #placeItem(folder: Folder, mime: Place, state: ItemState, birth?: number): ItemEntry {
    const changed = this.#sequence + 1;
    const id = this.#lastId + 1;
    const at = { folder: folder.id, id, created: changed, changed, content: changed };
    const born = birth === undefined ? {} : { birth };
    this.#write({ is: 'item', mailbox: this.number, ...at, ...born, mime, state });
    return this.item(id);
  }

  #write(record: MailboxRecord): void {
    this.replay(record, this.#store.append(record));
  }

  #takeFolder({ id, created, changed, state }: FolderRecord): void {
    const known = this.folders.get(id);
    if (known === undefined) {
      const folder = {
        id,
        created,
        changed,
        state,
        items: new Set<number>(),
        unreadCount: 0,
        journal: [],
        gone: new Map(),
      };
      this.folders.set(id, folder);
    } else {
      known.changed = changed;
      known.state = state;
    }
    if (state.distinguished !== null) this.#distinguished.set(state.distinguished, id);
    this.#advance(changed, id);
  }

  #takeItem(record: ItemRecord, place: Place): void {
    const folder = this.folder(record.folder);
    const known = this.items.get(record.id);
    if (known !== undefined) this.#count(folder, known, -1);
    const { id, created, changed, content, mime, state } = record;
    const { isRead, readReceipt, received } = state;
    const entry = known ?? { id, folder: folder.id, ...EMPTY_ENTRY };
    entry.birth = record.birth ?? id;
    if (entry.birth !== id) this.#moved.set(entry.birth, id);
    Object.assign(entry, { ...place, isRead, readReceipt, received, created, changed, content });
    entry.kind = state.own.is;
    entry.itemClass = this.#classes.get(state.itemClass) ?? state.itemClass;
    this.#classes.set(entry.itemClass, entry.itemClass);
    entry.mimeAt = mime.at;
    entry.mimeBytes = mime.bytes;
    this.items.set(id, entry);
    this.namedIndex.add(id, state.extended);
    folder.items.add(id);
    folder.journal.push({ sequence: changed, item: id });
    this.#count(folder, entry, 1);
    this.#advance(changed, id);
  }

  #takeGone(record: GoneRecord): void {
    const { sequence } = record;
    if (record.item !== undefined) {
      const entry = this.item(record.item);
      const folder = this.folder(entry.folder);
      this.#count(folder, entry, -1);
      this.items.delete(entry.id);
      folder.items.delete(entry.id);
      folder.gone.set(entry.id, { created: entry.created, sequence });
      folder.journal.push({ sequence, item: entry.id });
    }
    if (record.folder !== undefined) {
      const folder = this.folder(record.folder);
      assert(folder.items.size === 0, 'a folder is empty when it goes');
      this.folders.delete(folder.id);
      this.goneFolders.set(folder.id, { created: folder.created, sequence });
    }
    this.#advance(sequence, 0);
  }

  #count(folder: Folder, entry: ItemEntry, sign: 1 | -1): void {
    this.#usedBytes += sign * entry.mimeBytes;
    if (!entry.isRead) folder.unreadCount += sign;
  }

  #advance(sequence: number, id: number): void {
    this.#sequence = Math.max(this.#sequence, sequence);
    this.#lastId = Math.max(this.#lastId, id);
  }
}
