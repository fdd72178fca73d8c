/** The folders and files of a container, held in memory; names are only names, whatever they point at. */
import { type ArchiveFile, type ArchiveFolder, type FolderContents, type Refused, TREE_DEPTH_MAX } from '../tree.ts';

/** No file system takes longer names, and no mail program makes them. */
const NAME_CHARS_MAX = 500;

/** An entry's name as a path inside the container, or why it is none. */
export function safePath(name: string): readonly string[] | string {
  if (name.includes('\0')) return 'its name holds a NUL';
  if (/^\/|^[a-z]:/i.test(name)) return `its path is absolute (${name.slice(0, NAME_CHARS_MAX)})`;
  const elements = name.split('/').filter((element) => element !== '' && element !== '.');
  if (elements.includes('..')) return `its path leads out of the archive (${name.slice(0, NAME_CHARS_MAX)})`;
  if (elements.length === 0) return 'it has no name';
  if (elements.length > TREE_DEPTH_MAX) return `it lies deeper than ${TREE_DEPTH_MAX} folders`;
  if (elements.some((element) => element.length > NAME_CHARS_MAX)) return 'its name is too long';
  return elements;
}

export class PackedFolder implements ArchiveFolder {
  readonly name: string;
  readonly path: readonly string[];
  readonly #files = new Map<string, ArchiveFile>();
  readonly #folders = new Map<string, PackedFolder>();
  readonly #refused: Refused[] = [];

  constructor(name: string, path: readonly string[]) {
    this.name = name;
    this.path = path;
  }

  list(): Promise<FolderContents> {
    const refused = this.#refused;
    return Promise.resolve({ files: [...this.#files.values()], folders: [...this.#folders.values()], refused });
  }

  file(name: string): Promise<ArchiveFile | null> {
    return Promise.resolve(this.#files.get(name) ?? null);
  }

  /** `make` is given the path that the file has; a name that is taken gets a number. */
  addFile(elements: readonly string[], make: (path: readonly string[]) => ArchiveFile): void {
    const folder = this.folderAt(elements.slice(0, -1));
    const name = folder.#freeName(elements.at(-1) ?? '');
    folder.#files.set(name, make([...folder.path, name]));
  }

  folderAt(elements: readonly string[]): PackedFolder {
    const [name, ...rest] = elements;
    if (name === undefined) return this;
    const inner = this.#folders.get(name) ?? new PackedFolder(name, [...this.path, name]);
    this.#folders.set(name, inner);
    return inner.folderAt(rest);
  }

  refuse(name: string, why: string): void {
    this.#refused.push({ path: [...this.path, name.slice(0, NAME_CHARS_MAX)], why });
  }

  /** Without folders that only hold one other folder, as archiving programs put around what they pack. */
  unwrapped(): PackedFolder {
    // Programs on a Mac put what only a Mac needs beside everything.
    this.#folders.delete('__MACOSX');
    const [inner] = this.#folders.values();
    const isWrapper = this.#folders.size === 1 && this.#files.size === 0 && this.#refused.length === 0;
    const isMeant = inner === undefined || /\.(?:mbox|imapmbox|sbd)$|^(?:cur|new|tmp)$|^\./i.test(inner.name);
    return isWrapper && !isMeant ? inner.unwrapped() : this;
  }

  #freeName(name: string): string {
    if (!this.#files.has(name)) return name;
    const [, stem = name, ending = ''] = /^(.+?)(\.[^.]*)?$/.exec(name) ?? [];
    for (let number = 2; ; number++) {
      const free = `${stem} (${number})${ending}`;
      if (!this.#files.has(free)) return free;
    }
  }
}
