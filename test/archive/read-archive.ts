/** Files of a test as an archive, read whole. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { systemClock } from '../../src/base/clock.ts';
import { folderLabel, type SourceFolder } from '../../src/model/folder.ts';
import type { Item, ItemHead } from '../../src/model/item.ts';
import type { Source } from '../../src/model/source.ts';
import { openArchiveSource } from '../../src/source/archive.ts';
import { all, never } from '../contract/contract.ts';

export type Files = Readonly<Record<string, string | Buffer>>;

export interface ReadFolder {
  readonly folder: SourceFolder;
  readonly heads: readonly ItemHead[];
  readonly items: readonly { readonly item: Item; readonly text: string }[];
  readonly unreadable: readonly string[];
}

export interface ReadArchive {
  /** By their paths, joined by " / ". */
  readonly folders: ReadonlyMap<string, ReadFolder>;
  /** `path: why`. */
  readonly leftOut: readonly string[];
}

/** Writes files below a new folder and hands its path to `work`. */
export async function withFiles<T>(files: Files, work: (path: string) => Promise<T>): Promise<T> {
  const place = await mkdtemp(join(tmpdir(), 'godwit-test-'));
  try {
    for (const [name, content] of Object.entries(files)) {
      await mkdir(dirname(join(place, 'archive', name)), { recursive: true });
      await writeFile(join(place, 'archive', name), content);
    }
    return await work(join(place, 'archive'));
  } finally {
    await rm(place, { recursive: true });
  }
}

export function openArchive(path: string): Promise<Source> {
  return openArchiveSource({ path, spoolFolder: tmpdir(), clock: systemClock }, never());
}

/** Everything in an archive of these files. */
export function readFiles(files: Files): Promise<ReadArchive> {
  return withFiles(files, readArchive);
}

export async function readArchive(path: string): Promise<ReadArchive> {
  const source = await openArchive(path);
  const folders = new Map<string, ReadFolder>();
  for (const folder of await source.folders(never())) {
    if (folder.holdsItems) folders.set(folderLabel(folder.path), await readFolder(source, folder));
  }
  const leftOut = source.leftOut.map(({ path: elements, why }) => `${elements.join('/')}: ${why}`);
  await source.close();
  return { folders, leftOut };
}

export async function readFolder(source: Source, folder: SourceFolder): Promise<ReadFolder> {
  const pages = await all(source.list(folder, { cursor: null, known: async function* () {} }, never()));
  const heads = pages.flatMap((page) => page.heads);
  const items: ReadFolder['items'][number][] = [];
  const unreadable: string[] = [];
  for await (const one of source.read(
    folder,
    heads.map(({ ref }) => ref),
    never(),
  )) {
    if ('unreadable' in one) unreadable.push(one.unreadable);
    else items.push({ item: one, text: await textOf(one) });
  }
  return { folder, heads, items, unreadable };
}

async function textOf({ content }: Item): Promise<string> {
  const bytes = content.is === 'held' ? content.bytes : Buffer.concat(await all(content.open()));
  return bytes.toString('latin1');
}
