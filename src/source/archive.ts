/**
 * Mail, calendars, contacts, tasks and notes that lie in files: one file or a whole folder of them. Files are only read,
 * links are not followed, and whatever cannot be taken is named with the reason.
 */
import { basename } from 'node:path';
import type { Clock } from '../base/clock.ts';
import { Failure } from '../base/problem.ts';
import type { ContactTable } from '../model/contact-table.ts';
import { folderLabel, type SourceFolder } from '../model/folder.ts';
import type { LeftOutFolder, Source } from '../model/source.ts';
import { ArchiveError } from './archive/archive-error.ts';
import { Classifier } from './archive/classify.ts';
import { Expansion } from './archive/containers/expansion.ts';
import { Containers } from './archive/containers.ts';
import { openDiskRoot } from './archive/disk-tree.ts';
import { type FolderList, type ListedShelf, listFolders } from './archive/folder-list.ts';
import { openFormats } from './archive/formats.ts';
import { filesOf, listShelf, stampOf } from './archive/listing.ts';
import { Stores } from './archive/mapi/store-format.ts';
import { readShelf } from './archive/reading.ts';
import { surveyArchive } from './archive/survey.ts';
import type { ArchiveFolder } from './archive/tree.ts';

export interface ArchiveSourceOptions {
  /** A file, or a folder of files. */
  readonly path: string;
  /** How the source is called in messages and reports; the last element of the path by default. */
  readonly name?: string;
  /** Where compressed files are unpacked. They lose their names at once, so a killed run leaves none behind. */
  readonly spoolFolder: string;
  readonly clock: Clock;
  /** Tables of contacts whose columns somebody has looked at and corrected; those of other archives do not matter. */
  readonly contactTables?: readonly ContactTable[];
}

/** Fails with `source.archive-unreadable` when nothing can be read at the path. */
export async function openArchiveSource(options: ArchiveSourceOptions, signal: AbortSignal): Promise<Source> {
  signal.throwIfAborted();
  try {
    const root = await openDiskRoot(options.path);
    return new OpenArchive(root, options);
  } catch (error) {
    if (!(error instanceof ArchiveError)) throw error;
    throw new Failure('source.archive-unreadable', { path: options.path, reason: error.message }, { cause: error });
  }
}

class OpenArchive implements Source {
  readonly name: string;
  readonly roundTripMs = 0;
  readonly #root: ArchiveFolder;
  readonly #expansion: Expansion;
  readonly #classifier: Classifier;
  readonly #containers: Containers;
  readonly #stores: Stores;
  readonly #corrected: ReadonlyMap<string, ContactTable>;
  #list: FolderList | null = null;
  #leftOut: readonly LeftOutFolder[] = [];
  /** How many messages of a folder are left out because they are marked as deleted, by its name for us. */
  readonly #deleted = new Map<string, LeftOutFolder>();

  constructor(root: ArchiveFolder, { name, path, spoolFolder, clock, contactTables = [] }: ArchiveSourceOptions) {
    this.#root = root;
    this.name = name ?? basename(path);
    const mine = contactTables.filter(({ archive }) => archive === this.name);
    this.#corrected = new Map(mine.map((table) => [table.file, table]));
    this.#expansion = new Expansion(spoolFolder);
    this.#classifier = new Classifier(
      openFormats({ expansion: this.#expansion, mappings: this.#corrected, spoolFolder }),
    );
    this.#containers = new Containers(this.#expansion);
    this.#stores = new Stores({ spoolFolder, clock });
  }

  get leftOut(): readonly LeftOutFolder[] {
    return [...this.#leftOut, ...this.#deleted.values()];
  }

  async folders(signal: AbortSignal): Promise<readonly SourceFolder[]> {
    const { shelves, parents } = await this.#look(signal);
    const folders = [...parents];
    for (const listed of shelves) folders.push({ ...listed.folder, stamp: await stampNow(listed, signal) });
    return folders.sort((one, other) => one.path.length - other.path.length);
  }

  async *list(
    folder: SourceFolder,
    ...[listing, signal]: Tail<Parameters<Source['list']>>
  ): ReturnType<Source['list']> {
    const listed = await this.#shelfOf(folder, signal);
    const onDeleted = (count: number): void => this.#noteDeleted(folder, count);
    yield* refusing(folder, listShelf(listed, listing, onDeleted, signal));
  }

  async *read(folder: SourceFolder, ...[refs, signal]: Tail<Parameters<Source['read']>>): ReturnType<Source['read']> {
    yield* refusing(folder, readShelf(await this.#shelfOf(folder, signal), refs, signal));
  }

  get contactTables(): readonly ContactTable[] {
    const tables = [...this.#classifier.mappings];
    return tables.map(([file, mapping]) => ({ archive: this.name, file, ...mapping }));
  }

  async close(): Promise<void> {
    await this.#stores.close();
    await this.#containers.close();
    await this.#expansion.close();
  }

  async #look(signal: AbortSignal): Promise<FolderList> {
    signal.throwIfAborted();
    const found = await surveyArchive(
      this.#root,
      { classifier: this.#classifier, containers: this.#containers, stores: this.#stores },
      signal,
    );
    this.#leftOut = found.leftOut;
    this.#refuseUnused();
    this.#list = listFolders(found.shelves);
    return this.#list;
  }

  async #shelfOf(folder: SourceFolder, signal: AbortSignal): Promise<ListedShelf> {
    const { serverName } = folder;
    const { shelves } = this.#list ?? (await this.#look(signal));
    const listed = shelves.find((one) => one.folder.serverName === serverName);
    if (listed !== undefined) return listed;
    const reason = 'it is not in the archive any more';
    throw new Failure('source.folder-refused', { folder: folderLabel(folder.path), reason });
  }

  /** Somebody who corrects a table that is not there would never learn that nothing came of it. */
  #refuseUnused(): void {
    const unused = [...this.#corrected.keys()].find((file) => !this.#classifier.mappings.has(file));
    if (unused === undefined) return;
    throw new Failure('usage.invalid', {
      what: `The contact mapping names ${unused}, which is no table of contacts in the archive ${this.name}.`,
      how: 'Correct the name, or take the table out of the mapping.',
    });
  }

  #noteDeleted({ path, serverName }: SourceFolder, count: number): void {
    const why = `${count} of its messages are left out: they are marked as deleted`;
    if (count > 0) this.#deleted.set(serverName, { path, why });
  }
}

type Tail<T extends readonly unknown[]> = T extends readonly [unknown, ...infer Rest] ? Rest : never;

async function stampNow(listed: ListedShelf, signal: AbortSignal): Promise<string | null> {
  try {
    return stampOf(await filesOf(listed, signal));
  } catch (error) {
    // It is told when the folder is listed.
    if (error instanceof ArchiveError) return null;
    throw error;
  }
}

/** A folder whose files cannot even be listed stops itself and no other. */
async function* refusing<T>(folder: SourceFolder, stream: AsyncIterable<T>): AsyncGenerator<T> {
  try {
    yield* stream;
  } catch (error) {
    if (!(error instanceof ArchiveError)) throw error;
    throw new Failure(
      'source.folder-refused',
      { folder: folderLabel(folder.path), reason: error.message },
      { cause: error },
    );
  }
}
