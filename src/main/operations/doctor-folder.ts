/** Looks at the state folder and its disk. What it writes to see whether it can is gone when it returns. */
import { open, rm, stat, statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Random } from '../../base/random.ts';
import type { FolderFacts } from '../../check/installation/judge-folder.ts';

/** More than the file system keeps beside the name of a file. */
const TRIAL_BYTES = 64 * 1024;
const RIGHTS = 0o777;

export async function lookAtFolder(path: string, holdsDatabase: boolean, random: Random): Promise<FolderFacts> {
  const found = await foundAt(path, random);
  const disk = await statfs(await nearestTo(path));
  const room = {
    freeBytes: disk.bavail * disk.bsize,
    totalBytes: disk.blocks * disk.bsize,
    // Some file systems keep no count.
    freeFiles: disk.files === 0 ? null : disk.ffree,
  };
  return { path, found, room, holdsDatabase };
}

async function foundAt(path: string, random: Random): Promise<FolderFacts['found']> {
  const found = await statIfAny(path);
  if (found === null) return null;
  const isPosix = process.getuid !== undefined;
  return {
    mode: isPosix ? found.mode & RIGHTS : null,
    isOurs: process.getuid === undefined || found.uid === process.getuid(),
    trouble: await troubleAt(path, random),
  };
}

/** Null where something can be written, and is on the disk. */
async function troubleAt(path: string, random: Random): Promise<string | null> {
  const file = join(path, `doctor.${random.id()}`);
  try {
    const opened = await open(file, 'wx', 0o600);
    try {
      await opened.writeFile(Buffer.alloc(TRIAL_BYTES, 1));
      await opened.sync();
    } finally {
      await opened.close();
    }
    return null;
  } catch (error) {
    if (!(error instanceof Error && 'syscall' in error)) throw error;
    return 'code' in error ? String(error.code) : error.message;
  } finally {
    await rm(file, { force: true }).catch((error: unknown) => {
      // Where it could not be written, there is nothing to remove.
      if (!(error instanceof Error && 'syscall' in error)) throw error;
    });
  }
}

/** The folder itself, or the nearest one above it that is there. */
async function nearestTo(path: string): Promise<string> {
  const above = dirname(path);
  return above === path || (await statIfAny(path)) !== null ? path : nearestTo(above);
}

async function statIfAny(path: string) {
  try {
    return await stat(path);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}
