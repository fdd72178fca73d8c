/** Where an embedded server listens: a socket that only its owner reaches, or a loopback port where there are none. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { type ClusterFolders, hasCode, makeOwned } from './cluster.ts';
import type { Runner } from './runner.ts';

/** The name of the socket, 14 characters, is appended to its folder, and the whole must fit into 103 bytes on macOS. */
const SOCKET_FOLDER_BYTES_MAX = 85;
const SOCKET_PORT = 5432;
const FAR_PREFIX = 'godwit-';

/** Makes the place and gives the server's options for it. Every server gets a place of its own. */
export async function makePlace(folders: ClusterFolders, runner: Runner): Promise<readonly string[]> {
  if (process.platform === 'win32') return ['-h', '127.0.0.1', '-p', String(await freePort())];
  await removePlace(folders);
  const folder = (await canHoldSocket(folders.sockets, runner)) ? folders.sockets : await farFolder(folders, runner);
  return ['-h', '', '-k', folder, '-p', String(SOCKET_PORT)];
}

/** Removes the place of a server that is gone. */
export async function removePlace(folders: ClusterFolders): Promise<void> {
  await rm(folders.sockets, { recursive: true, force: true });
  const far = await notedFolder(folders);
  // The note is ours, but a folder is only removed where its name says so too.
  if (far !== null && basename(far).startsWith(FAR_PREFIX)) await rm(far, { recursive: true, force: true });
  await rm(folders.socketNote, { force: true });
}

/** False where the path is too long for a socket, or the file system knows none (a shared folder of another machine). */
async function canHoldSocket(folder: string, runner: Runner): Promise<boolean> {
  if (Buffer.byteLength(folder) > SOCKET_FOLDER_BYTES_MAX) return false;
  await makeOwned(folder, runner);
  const probe = createServer();
  try {
    await listening(probe, join(folder, 'probe'));
    return true;
  } catch (error) {
    if (error instanceof Error && 'syscall' in error) return false;
    throw error;
  } finally {
    await new Promise((resolve) => probe.close(resolve));
  }
}

/** A folder among the temporary ones, noted beside the cluster so that the next start can remove it. */
async function farFolder(folders: ClusterFolders, runner: Runner): Promise<string> {
  const base = Buffer.byteLength(tmpdir()) < SOCKET_FOLDER_BYTES_MAX - FAR_PREFIX.length - 7 ? tmpdir() : '/tmp';
  const folder = await mkdtemp(join(base, FAR_PREFIX));
  await writeFile(folders.socketNote, folder, { mode: 0o600 });
  await makeOwned(folder, runner);
  return folder;
}

async function notedFolder(folders: ClusterFolders): Promise<string | null> {
  try {
    return await readFile(folders.socketNote, 'utf8');
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return null;
    throw error;
  }
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await listening(probe, { port: 0, host: '127.0.0.1' });
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : SOCKET_PORT;
}

function listening(server: Server, at: string | { readonly port: number; readonly host: string }): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject).listen(at, resolve);
  });
}
