/** Tar files as folders: a tar packs nothing, so its files are read where they lie in it. */
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type Extract, extract, type Header } from 'tar-stream';
import { ArchiveError, reasonOf } from '../archive-error.ts';
import { sliceOf, Window } from '../bytes.ts';
import { ENTRIES_MAX } from '../tree.ts';
import { PackedFolder, safePath } from './packed-tree.ts';
import type { Packed } from './zip.ts';

/** Reads the tar once. What comes before a break in it is kept, and the break is named. */
export async function openTar(packed: Packed, name: string, signal: AbortSignal): Promise<PackedFolder> {
  const root = new PackedFolder(name, packed.file.path);
  const { bytes } = packed;
  const entries = extract();
  const fed = pipeline(
    Readable.from(new Window(bytes).copies(0, bytes.sizeBytes), { objectMode: false }),
    entries,
  ).catch(reasonOf);
  try {
    await takeEntries(root, packed, entries, signal);
  } catch (error) {
    signal.throwIfAborted();
    root.refuse('…', `what follows could not be read: ${reasonOf(error)}`);
  }
  entries.destroy();
  await fed;
  return root.unwrapped();
}

async function takeEntries(root: PackedFolder, packed: Packed, entries: Extract, signal: AbortSignal): Promise<void> {
  let count = 0;
  for await (const entry of entries) {
    signal.throwIfAborted();
    count += 1;
    if (count > ENTRIES_MAX) throw new ArchiveError(`it holds more than ${ENTRIES_MAX} files`);
    takeEntry(root, packed, entry.header);
    entry.resume();
  }
}

function takeEntry(root: PackedFolder, packed: Packed, header: Header): void {
  const { name, type, size, mtime } = header;
  // tar-stream says where the content begins, and its types do not.
  const { byteOffset } = header as { readonly byteOffset?: number };
  const elements = safePath(name);
  if (typeof elements === 'string') return root.refuse(name, elements);
  if (type === 'directory') return void root.folderAt(elements);
  if (type === 'symlink' || type === 'link') return root.refuse(name, 'it is a link, which is not followed');
  if (type !== 'file' && type !== 'contiguous-file') return root.refuse(name, 'it is neither a file nor a folder');
  if (byteOffset === undefined || byteOffset + size > packed.bytes.sizeBytes) {
    return root.refuse(name, `it says that it has ${size} bytes, and the archive ends before`);
  }
  const modifiedMs = mtime.getTime() || 0;
  root.addFile(elements, (path) => ({
    name: path.at(-1) ?? '',
    path,
    sizeBytes: size,
    modifiedMs,
    // Whatever changes a tar changes the tar as a whole.
    stamp: `${packed.file.stamp}-${byteOffset}`,
    nesting: packed.file.nesting + 1,
    open: () => Promise.resolve(sliceOf(packed.bytes, byteOffset, size)),
  }));
}
