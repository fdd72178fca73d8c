/** A mailbox on disk that a contract suite changes as a mail program would: by writing its files anew. */
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../../src/base/clock.ts';
import { type FolderPath, folderKey } from '../../src/model/folder.ts';
import type { Flag } from '../../src/model/item.ts';
import { openArchiveSource } from '../../src/source/archive.ts';
import type { SourceHarness } from '../../src/source/source.contract.ts';
import { never } from '../contract/contract.ts';
import type { SampleMessage } from '../contract/samples.ts';

export interface StoredMessage {
  /** Numbers the messages of a folder in the order of their arrival, from 1. */
  readonly number: number;
  readonly sample: SampleMessage;
  readonly flags: readonly Flag[];
  readonly keywords: readonly string[];
}

/** How one kind of mailbox lies on disk. */
export interface Layout {
  readonly forbiddenInNames: string;
  /** Makes an empty folder. */
  makeFolder(root: string, path: FolderPath): Promise<void>;
  /** Writes a folder whose messages changed. */
  write(root: string, path: FolderPath, messages: readonly StoredMessage[]): Promise<void>;
}

export async function openStoredMailbox(layout: Layout): Promise<SourceHarness> {
  const place = await mkdtemp(join(tmpdir(), 'godwit-test-'));
  const root = join(place, 'mailbox');
  await mkdir(root);
  const stored = new Map<string, StoredMessage[]>();
  let next = 1;
  const folder = (path: FolderPath): StoredMessage[] => stored.get(folderKey(path)) ?? [];
  const change = async (path: FolderPath, messages: StoredMessage[]): Promise<void> => {
    stored.set(folderKey(path), messages);
    await layout.write(root, path, messages);
  };
  await layout.makeFolder(root, ['INBOX']);
  return {
    forbiddenInNames: layout.forbiddenInNames,
    open: () => openArchiveSource({ path: root, spoolFolder: place, clock: systemClock }, never()),
    addFolder: (path) => layout.makeFolder(root, path),
    add: (path, samples) => {
      const added = samples.map((sample) => ({
        number: next++,
        sample,
        flags: sample.flags,
        keywords: sample.keywords,
      }));
      return change(path, [...folder(path), ...added]);
    },
    flag: (path, { receivedAt }, flags) =>
      change(
        path,
        folder(path).map((one) => (one.sample.receivedAt === receivedAt ? { ...one, flags, keywords: [] } : one)),
      ),
    remove: (path, { receivedAt }) =>
      change(
        path,
        folder(path).filter(({ sample }) => sample.receivedAt !== receivedAt),
      ),
    renumber: () => Promise.reject(new Error('files have no numbers')),
    snapshot: () => snapshot(root),
    close: () => rm(place, { recursive: true }),
  };
}

/** Every file with its content and the times that a writer would change. */
async function snapshot(root: string): Promise<string> {
  const lines: string[] = [];
  for (const entry of await readdir(root, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    const { mtimeMs, mode } = await stat(path);
    const digest = entry.isFile()
      ? createHash('sha256')
          .update(await readFile(path))
          .digest('hex')
      : 'folder';
    lines.push(`${path} ${mtimeMs} ${mode} ${digest}`);
  }
  return lines.sort().join('\n');
}
