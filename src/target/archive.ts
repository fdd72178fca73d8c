/**
 * A folder of this machine as a target: the copy that an administrator keeps before a move and after it. Mail lies in Maildirs,
 * events, tasks and notes in iCalendar files, contacts in vCard files and once more as a table; each folder has a manifest of
 * hashes. Every item is what the source gave, byte for byte.
 */
import { mkdir } from 'node:fs/promises';
import { limiter } from '../base/limiter.ts';
import { FOLDER_DEPTH_MAX, ITEM_BYTES_MAX } from '../base/limits.ts';
import { Failure } from '../base/problem.ts';
import { DEFAULT_POLICY } from '../model/policy.ts';
import type { Target, TargetTraits } from '../model/target.ts';
import { writeContactsTable } from './archive/contacts-table.ts';
import { listFolders, makeFolder } from './archive/folders.ts';
import { ArchiveItems } from './archive/items.ts';

const TRAITS: TargetTraits = {
  kinds: new Set(DEFAULT_POLICY.kinds),
  itemBytesMax: ITEM_BYTES_MAX,
  // The description of a folder holds its whole name, whatever becomes of it on disk.
  folderNameMax: 1000,
  folderNameForbids: /[^\s\S]/gu,
  folderNamesFold: false,
  folderNamesTrimmed: false,
  folderDepthMax: FOLDER_DEPTH_MAX,
  marks: 'inside',
  doubtRestMs: 0,
  keepsKeyword: () => true,
};

/** Makes the folder when it is not there; only its owner can read it. Throws `target.not-writable`. */
export async function openArchiveTarget({ path }: { readonly path: string }): Promise<Target> {
  const items = new ArchiveItems(path);
  const making = limiter(1);
  const onDisk = <T>(work: () => Promise<T>): Promise<T> => saying(path, work);
  await onDisk(() => mkdir(path, { recursive: true, mode: 0o700 }));
  return {
    traits: TRAITS,
    name: path,
    folders: () => onDisk(() => listFolders(path)),
    ensureFolder: (wanted) => making.run(() => onDisk(() => makeFolder(path, wanted))),
    put: (folder, writes, signal) => sayingWhile(path, items.put(folder, writes, signal)),
    find: (folder, doubts) => onDisk(() => items.find(folder, doubts)),
    update: (folder, changes) => onDisk(() => items.update(folder, changes)),
    link: (folder) => onDisk(() => writeContactsTable(path, folder)),
    move: (from, to, refs) => onDisk(() => items.move(from, to, refs)),
    remove: (folder, refs) => onDisk(() => items.remove(folder, refs)),
    list: (folder) => sayingWhile(path, items.list(folder)),
    read: (folder, refs) => sayingWhile(path, items.read(folder, refs)),
    close: async () => undefined,
  };
}

async function saying<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw failureOf(error, path);
  }
}

async function* sayingWhile<T>(path: string, work: AsyncIterable<T>): AsyncGenerator<T> {
  try {
    yield* work;
  } catch (error) {
    throw failureOf(error, path);
  }
}

/** What the system says of the disk; everything else is as it was. */
function failureOf(error: unknown, path: string): unknown {
  if (!(error instanceof Error && 'syscall' in error && 'code' in error)) return error;
  if (error.code === 'ENOSPC' || error.code === 'EDQUOT') {
    return new Failure('target.full', { reason: `the disk of ${path} has no room`, missing: '' }, { cause: error });
  }
  return new Failure('target.not-writable', { folder: path, reason: error.message }, { cause: error });
}
