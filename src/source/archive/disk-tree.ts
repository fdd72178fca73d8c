/** Folders and files on disk. Links are not followed, devices not opened: both are named. */
import type { BigIntStats } from 'node:fs';
import { lstat, readdir, realpath, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { ArchiveError, reasonOf } from './archive-error.ts';
import { type Bytes, openFileBytes } from './bytes.ts';
import type { ArchiveFile, ArchiveFolder, FolderContents, Refused } from './tree.ts';
import { ENTRIES_MAX } from './tree.ts';

/** How many files are looked at together: each look is a trip to another thread. */
const LOOKS_AT_ONCE = 64;

/** What lies at the path, which may itself be a link: whoever named it meant what is behind it. A file is a folder of one. */
export async function openDiskRoot(path: string): Promise<ArchiveFolder> {
  try {
    const real = await realpath(path);
    const found = await stat(real, { bigint: true });
    const name = basename(path) === '' ? basename(real) : basename(path);
    if (found.isDirectory()) return diskFolder(real, name, []);
    if (!found.isFile()) throw new ArchiveError('it is neither a file nor a folder');
    return loneFile(real, name);
  } catch (error) {
    throw new ArchiveError(reasonOf(error), { cause: error });
  }
}

function loneFile(place: string, name: string): ArchiveFolder {
  const lookAgain = async (): Promise<readonly ArchiveFile[]> => {
    const found = await look(place);
    return found?.isFile() === true ? [new DiskFile(place, [], name, found)] : [];
  };
  return {
    name,
    path: [],
    list: async () => ({ files: await lookAgain(), folders: [], refused: [] }),
    file: async (wanted) => (wanted === name ? ((await lookAgain())[0] ?? null) : null),
  };
}

function diskFolder(place: string, name: string, path: readonly string[]): ArchiveFolder {
  return {
    name,
    path,
    list: (signal) => listFolder(place, path, signal),
    file: async (wanted) => {
      if (wanted === '' || wanted === '.' || wanted === '..' || /[/\0]/.test(wanted)) return null;
      const found = await look(join(place, wanted));
      return found?.isFile() === true ? new DiskFile(join(place, wanted), path, wanted, found) : null;
    },
  };
}

async function look(place: string): Promise<BigIntStats | null> {
  try {
    return await lstat(place, { bigint: true });
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw new ArchiveError(`it could not be looked at: ${reasonOf(error)}`, { cause: error });
  }
}

/** Small, because a Maildir may hold hundreds of thousands. */
class DiskFile implements ArchiveFile {
  readonly #place: string;
  readonly #folder: readonly string[];
  readonly #modifiedNs: bigint;
  readonly name: string;
  readonly sizeBytes: number;
  readonly nesting = 0;

  constructor(place: string, folder: readonly string[], name: string, found: BigIntStats) {
    this.#place = place;
    this.#folder = folder;
    this.#modifiedNs = found.mtimeNs;
    this.name = name;
    this.sizeBytes = Number(found.size);
  }

  get path(): readonly string[] {
    return [...this.#folder, this.name];
  }

  get modifiedMs(): number {
    return Number(this.#modifiedNs / 1_000_000n);
  }

  get stamp(): string {
    return `${this.sizeBytes}-${this.#modifiedNs}`;
  }

  open(): Promise<Bytes> {
    return openFileBytes(this.#place);
  }
}

interface Contents {
  readonly files: ArchiveFile[];
  readonly folders: ArchiveFolder[];
  readonly refused: Refused[];
}

async function listFolder(place: string, path: readonly string[], signal: AbortSignal): Promise<FolderContents> {
  const names = await namesIn(place);
  if (names.length > ENTRIES_MAX) throw new ArchiveError(`it holds ${names.length} files, more than ${ENTRIES_MAX}`);
  const contents: Contents = { files: [], folders: [], refused: [] };
  for (let from = 0; from < names.length; from += LOOKS_AT_ONCE) {
    signal.throwIfAborted();
    const some = names.slice(from, from + LOOKS_AT_ONCE);
    const looks = await Promise.all(some.map((raw) => lookAt(place, raw)));
    for (const one of looks) if (one !== null) sortIn(contents, place, path, one);
  }
  return contents;
}

async function namesIn(place: string): Promise<readonly Buffer[]> {
  try {
    const names = await readdir(place, { encoding: 'buffer' });
    return names.sort((one, other) => one.compare(other));
  } catch (error) {
    throw new ArchiveError(`it could not be opened: ${reasonOf(error)}`, { cause: error });
  }
}

interface Look {
  readonly name: string;
  readonly found: BigIntStats | string;
}

async function lookAt(place: string, raw: Buffer): Promise<Look | null> {
  const name = raw.toString('utf8');
  if (!Buffer.from(name, 'utf8').equals(raw)) {
    return { name: raw.toString('latin1'), found: 'its name is not UTF-8; rename it' };
  }
  try {
    const found = await look(join(place, name));
    return found === null ? null : { name, found };
  } catch (error) {
    return { name, found: reasonOf(error) };
  }
}

function sortIn(
  { files, folders, refused }: Contents,
  place: string,
  path: readonly string[],
  { name, found }: Look,
): void {
  const inside = [...path, name];
  const refuse = (why: string): void => void refused.push({ path: inside, why });
  if (typeof found === 'string') refuse(found);
  else if (found.isFile()) files.push(new DiskFile(join(place, name), path, name, found));
  else if (found.isDirectory()) folders.push(diskFolder(join(place, name), name, inside));
  else if (found.isSymbolicLink()) refuse('it is a symbolic link, which is not followed');
  else refuse('it is a device, pipe or socket, which is not opened');
}
