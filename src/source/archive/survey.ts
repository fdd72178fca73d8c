/** Which folders an archive has: by walking through its files and asking each what it holds. */
import type { FolderPath } from '../../model/folder.ts';
import type { FolderKind } from '../../model/item.ts';
import type { LeftOutFolder } from '../../model/source.ts';
import { decodeMailboxName } from '../../wire/imap/mailbox-name.ts';
import { ArchiveError, archiveReason } from './archive-error.ts';
import type { Class, Classifier, ItemsClass } from './classify.ts';
import type { Containers } from './containers.ts';
import { plainName } from './file-names.ts';
import { isMaildir } from './maildir.ts';
import type { Stores } from './mapi/store-format.ts';
import { fileMember, itemsOfMember, type Member, maildirMember, singlesMember } from './members.ts';
import { type OwnFolder, ownFolderOf, ownMember } from './own-folder.ts';
import { type Shelf, Shelves } from './shelves.ts';
import { type ArchiveFile, type ArchiveFolder, ENTRIES_MAX, type FolderContents, TREE_DEPTH_MAX } from './tree.ts';

export interface Survey {
  readonly shelves: readonly Shelf[];
  readonly leftOut: readonly LeftOutFolder[];
}

export interface SurveyDeps {
  readonly classifier: Classifier;
  readonly containers: Containers;
  readonly stores: Stores;
}

/** What is named beyond this number is only counted. */
const LEFT_OUT_MAX = 10_000;
const MESSAGE: ReadonlySet<FolderKind> = new Set<FolderKind>(['message']);

export async function surveyArchive(root: ArchiveFolder, deps: SurveyDeps, signal: AbortSignal): Promise<Survey> {
  const surveyor = new Surveyor(root.name, deps, signal);
  await surveyor.walk(root, { path: [], within: '', depth: 0 });
  return surveyor.survey();
}

interface Where {
  /** Of the mail folder that the folder is. */
  readonly path: FolderPath;
  /** Below the folder that gave the path its name, where folders are not folders for people; '' otherwise. */
  readonly within: string;
  readonly depth: number;
}

class Surveyor {
  /** Of the root; a file that has it is all there is. */
  readonly #wholeName: string;
  readonly #rootName: string;
  readonly #deps: SurveyDeps;
  readonly #signal: AbortSignal;
  readonly #shelves = new Shelves();
  readonly #leftOut: LeftOutFolder[] = [];
  #leftOutMore = 0;
  #entries = 0;

  constructor(wholeName: string, deps: SurveyDeps, signal: AbortSignal) {
    this.#wholeName = wholeName;
    this.#rootName = plainName(wholeName);
    this.#deps = deps;
    this.#signal = signal;
  }

  survey(): Survey {
    const more: LeftOutFolder = {
      path: [this.#rootName],
      why: `${this.#leftOutMore} more files are left out like these`,
    };
    const leftOut = this.#leftOutMore > 0 ? [...this.#leftOut, more] : this.#leftOut;
    return { shelves: this.#shelves.all, leftOut };
  }

  async walk(folder: ArchiveFolder, where: Where): Promise<void> {
    this.#signal.throwIfAborted();
    try {
      const contents = await folder.list(this.#signal);
      this.#entries += contents.files.length + contents.folders.length;
      if (this.#entries > ENTRIES_MAX) throw new ArchiveError(`the archive holds more than ${ENTRIES_MAX} files`);
      if (where.depth > TREE_DEPTH_MAX) throw new ArchiveError(`it lies deeper than ${TREE_DEPTH_MAX} folders`);
      for (const { path, why } of contents.refused) this.#leave(path, why);
      const own = await ownFolderOf(contents, this.#signal);
      if (own !== null) await this.#own(folder, contents, own, where);
      else if (isMaildir(contents.folders)) await this.#maildir(folder, contents, where);
      else await this.#plain(folder, contents, where);
    } catch (error) {
      this.#leave(folder.path, archiveReason(error));
    }
  }

  /** Below the folder that the archive of Godwit lies in, each folder has the path that it says it has. */
  async #own(folder: ArchiveFolder, { folders }: FolderContents, own: OwnFolder, where: Where): Promise<void> {
    const above = folder.path.slice(0, Math.max(0, folder.path.length - own.path.length - 1)).map(plainName);
    const { path, kind, role } = own;
    this.#shelves.add({ path: [...above, ...path], kind, role }, ownMember(folder, kind), null);
    for (const inner of folders) {
      if (!['cur', 'new', 'tmp'].includes(inner.name)) await this.walk(inner, { ...where, depth: where.depth + 1 });
    }
  }

  /** Folders of Maildir++ lie beside cur and new and begin with a dot; in the "fs" layout they are plain folders. */
  async #maildir(folder: ArchiveFolder, { folders }: FolderContents, { path, depth }: Where): Promise<void> {
    await this.#addMessages(path.length === 0 ? ['INBOX'] : path, maildirMember(folder));
    for (const inner of folders) {
      if (['cur', 'new', 'tmp'].includes(inner.name)) continue;
      const names = inner.name.startsWith('.') ? inner.name.slice(1).split('.') : [inner.name];
      const below = names.filter((name) => name !== '').map(maildirName);
      await this.walk(inner, { path: [...path, ...below], within: '', depth: depth + 1 });
    }
  }

  async #plain(folder: ArchiveFolder, contents: FolderContents, where: Where): Promise<void> {
    const singles = new Map<FolderKind, number>();
    for (const file of contents.files) {
      const found = await this.#classOf(file, contents);
      if (found.is === 'items' && found.isSingle) {
        for (const kind of found.kinds.keys()) singles.set(kind, (singles.get(kind) ?? 0) + 1);
      } else await this.#take(folder, file, found, where);
    }
    const path = where.path.length === 0 ? [this.#rootName] : where.path;
    // A folder that a mail program made is a mail folder also while it is empty; any other is one when nothing is in it.
    const hasMbox = contents.files.some((file) => isMboxOfApple(file) || file.name === this.#wholeName);
    const isMail =
      (isInMailbox(folder, where) && !hasMbox) || (contents.files.length === 0 && contents.folders.length === 0);
    if (isMail && !singles.has('message')) singles.set('message', 0);
    for (const [kind, count] of singles) {
      const member = singlesMember(folder, where.within, kind, this.#deps.classifier);
      if (kind === 'message') await this.#addMessages(path, member);
      else this.#shelves.add({ path, kind, role: null }, member, count);
    }
    for (const inner of contents.folders) await this.walk(inner, below(inner, folder, where));
  }

  /** An empty file is an empty mail folder when Thunderbird keeps its index beside it. */
  #classOf(file: ArchiveFile, { files }: FolderContents): Promise<Class> {
    const isIndexed = file.sizeBytes === 0 && files.some(({ name }) => name === `${file.name}.msf`);
    return isIndexed
      ? Promise.resolve(this.#deps.classifier.mbox())
      : this.#deps.classifier.classify(file, this.#signal);
  }

  async #take(folder: ArchiveFolder, file: ArchiveFile, found: Class, where: Where): Promise<void> {
    switch (found.is) {
      case 'items':
        return this.#collection(folder, file, found, where);
      case 'container':
        return this.#container(file, found.container, where);
      case 'store':
        return this.#store(folder, file, where);
      case 'unknown':
        return this.#leave(file.path, found.why);
      case 'beside':
    }
  }

  /** A file that is a folder of items. */
  async #collection(folder: ArchiveFolder, file: ArchiveFile, found: ItemsClass, where: Where): Promise<void> {
    const isInside = isMboxOfApple(file) && MAILBOX.test(folder.name);
    const folderPath = where.path.length > 0 ? where.path : [this.#rootName];
    const path = isInside ? folderPath : [...where.path, plainName(file.name)];
    const member = fileMember(folder, file.name, found.format);
    for (const [kind, count] of found.kinds) {
      if (kind === 'message') await this.#addMessages(path, member);
      else this.#shelves.add({ path, kind, role: null }, member, count);
    }
    if (found.rest !== '') this.#leave(file.path, `of its content ${found.rest} is left out: no mailbox keeps that`);
  }

  async #container(file: ArchiveFile, container: 'zip' | 'tar' | 'gzip', where: Where): Promise<void> {
    try {
      const root = await this.#deps.containers.open(file, container, this.#signal);
      const path = this.#isWhole(file) ? [] : [...where.path, plainName(file.name)];
      await this.walk(root, { path, within: '', depth: where.depth + 1 });
    } catch (error) {
      this.#leave(file.path, archiveReason(error));
    }
  }

  /** A file of Outlook is a tree of folders. */
  async #store(folder: ArchiveFolder, file: ArchiveFile, where: Where): Promise<void> {
    try {
      const { folders, trouble } = await this.#deps.stores.open(file, this.#signal);
      const above = this.#isWhole(file) ? [] : [...where.path, plainName(file.name)];
      for (const { path, kind, format, itemsCount } of folders) {
        const member = { ...fileMember(folder, file.name, format), home: JSON.stringify([...file.path, ...path]) };
        const below = [...above, ...path];
        const at = below.length === 0 ? [this.#rootName] : below;
        this.#shelves.add({ path: at, kind, role: null }, member, itemsCount);
      }
      for (const { path, why } of trouble) this.#leave([...file.path, ...path], why);
    } catch (error) {
      this.#leave(file.path, `it could not be read as a store of Outlook: ${archiveReason(error)}`);
    }
  }

  /** True for the one file that the archive is. */
  #isWhole(file: ArchiveFile): boolean {
    return file.path.length === 1 && file.name === this.#wholeName;
  }

  async #addMessages(path: FolderPath, member: Member): Promise<void> {
    for (const kind of await this.#kindsOfMessages(member)) this.#shelves.add({ path, kind, role: null }, member, null);
  }

  /** Notes that are messages lie in a folder of their own: only one that begins with a note is looked through. */
  async #kindsOfMessages(member: Member): Promise<ReadonlySet<FolderKind>> {
    const kinds = new Set<FolderKind>();
    try {
      for await (const found of itemsOfMember(member, this.#signal)) {
        if (found.is === 'item') kinds.add(found.kind === 'note' ? 'note' : 'message');
        if (kinds.has('message')) break;
      }
    } catch (error) {
      // What is wrong with the file is told by name when it is listed.
      archiveReason(error);
    }
    return kinds.size === 0 ? MESSAGE : kinds;
  }

  #leave(path: FolderPath, why: string): void {
    if (this.#leftOut.length < LEFT_OUT_MAX)
      this.#leftOut.push({ path: path.length === 0 ? [this.#rootName] : path, why });
    else this.#leftOutMore += 1;
  }
}

/** `Inbox.sbd` holds the folders below Inbox; below `Sent.mbox` Apple Mail has folders for itself until the next such name. */
function below(inner: ArchiveFolder, outer: ArchiveFolder, { path, within, depth }: Where): Where {
  const isNext = MAILBOX.test(inner.name);
  if (isInMailbox(outer, { path, within, depth }) && !isNext)
    return { path, within: `${within}${inner.name}/`, depth: depth + 1 };
  const isHome = path.length === 0 && inner.name === 'Maildir';
  return { path: isHome ? [] : [...path, plainName(inner.name)], within: '', depth: depth + 1 };
}

/** Mailboxes of Apple Mail are folders named like this. */
const MAILBOX = /\.(?:imap)?mbox$/i;

/** Apple Mail exports a folder `Sent.mbox` that holds a file `mbox`. */
function isMboxOfApple({ name }: ArchiveFile): boolean {
  return name.toLowerCase() === 'mbox';
}

function isInMailbox(folder: ArchiveFolder, { within }: Where): boolean {
  return within !== '' || MAILBOX.test(folder.name);
}

/** Servers spell the names of Maildir folders as IMAP does, "&" included. */
function maildirName(name: string): string {
  return /^[\x20-\x7e]*$/.test(name) ? decodeMailboxName(name) : name;
}
