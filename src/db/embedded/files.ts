/**
 * Files and folders that only the user of the database may touch. When we are root they are given to that user, who then
 * could put a link in the place of any of them; so nothing here follows a link.
 */
import { constants } from 'node:fs';
import { type FileHandle, mkdir, open, readFile } from 'node:fs/promises';
import type { Runner } from './runner.ts';

const { O_APPEND, O_CREAT, O_DIRECTORY, O_EXCL, O_NOFOLLOW, O_RDONLY, O_WRONLY } = constants;
const FILE_MODE = 0o600;
const FOLDER_MODE = 0o700;

/** Creates a folder that only the database's user may enter. No error when it is there. */
export async function makePrivate(folder: string, runner: Runner): Promise<void> {
  await mkdir(folder, { recursive: true, mode: FOLDER_MODE });
  if (process.platform === 'win32') return; // no owners and modes, and folders cannot be opened
  const opened = await open(folder, O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
  try {
    await opened.chmod(FOLDER_MODE);
    await giveTo(opened, runner);
  } finally {
    await opened.close();
  }
}

/** Writes a new file that only the database's user may read; it is durable when this returns. */
export async function writePrivate(file: string, text: string, runner: Runner): Promise<void> {
  const opened = await open(file, O_WRONLY | O_CREAT | O_EXCL, FILE_MODE);
  try {
    await opened.writeFile(text);
    await opened.sync();
    await giveTo(opened, runner);
  } finally {
    await opened.close();
  }
}

/** Opens a file to write at its end, or anew when it has become larger than `bytesMax`. */
export async function openPrivateLog(file: string, bytesMax: number, runner: Runner): Promise<FileHandle> {
  const way = O_WRONLY | O_CREAT | O_APPEND | (O_NOFOLLOW ?? 0);
  const opened = await open(file, way, FILE_MODE);
  try {
    await giveTo(opened, runner);
    if ((await opened.stat()).size > bytesMax) await opened.truncate();
    return opened;
  } catch (error) {
    await opened.close();
    throw error;
  }
}

async function giveTo(opened: FileHandle, { owner }: Runner): Promise<void> {
  if (owner !== null) await opened.chown(owner.uid, owner.gid);
}

/** Null when there is no such file. */
export async function readTextIfAny(file: string): Promise<string | null> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return null;
    throw error;
  }
}

/** A renamed file is durable when its folder is. */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return; // Windows opens no folder and needs no such call
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** True for an error of the operating system with that code. */
export function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
