/** Where an embedded server listens: a socket that only its owner reaches, or a loopback port where there are none. */
import { randomBytes } from 'node:crypto';
import { mkdtemp, rmdir } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ClusterFolders } from './cluster.ts';
import { hasCode, makePrivate } from './files.ts';
import type { Runner } from './runner.ts';

/** The name of the socket, 14 characters, is appended to its folder, and the whole must fit into 103 bytes on macOS. */
const SOCKET_FOLDER_BYTES_MAX = 85;
const SOCKET_PORT = 5432;
const LOOPBACK = '127.0.0.1';
const FAR_NAME = 'godwit-';

export interface ListenPlace {
  /** The server's options for it. */
  readonly options: readonly string[];
  /** The folder of the socket, or the address. */
  readonly host: string;
}

/**
 * Makes the place for a new server. What is there already is left alone: it may be that of a server which another process
 * has started a moment ago, and PostgreSQL replaces a dead socket by itself.
 */
export async function makePlace(folders: ClusterFolders, runner: Runner): Promise<ListenPlace> {
  if (process.platform === 'win32') {
    return { host: LOOPBACK, options: ['-h', LOOPBACK, '-p', String(await freePort())] };
  }
  const host = (await canHoldSocket(folders.sockets, runner)) ? folders.sockets : await farFolder(runner);
  return { host, options: ['-h', '', '-k', host, '-p', String(SOCKET_PORT)] };
}

/** Removes the place of a server that is gone, when it was made for that server alone. */
export async function removePlace(folders: ClusterFolders, host: string): Promise<void> {
  if (host === folders.sockets || host === LOOPBACK) return;
  try {
    await rmdir(host);
  } catch (error) {
    // A temporary folder that is not empty or not there is none of our business any more.
    if (!hasCode(error, 'ENOENT') && !hasCode(error, 'ENOTEMPTY')) throw error;
  }
}

/**
 * False where the path is too long for a socket, where a comma would make two folders of it in PostgreSQL's settings, or
 * where the file system knows no sockets (a folder shared with another machine).
 */
async function canHoldSocket(folder: string, runner: Runner): Promise<boolean> {
  if (Buffer.byteLength(folder) > SOCKET_FOLDER_BYTES_MAX || folder.includes(',')) return false;
  await makePrivate(folder, runner);
  const probe = createServer();
  try {
    await listening(probe, join(folder, randomBytes(4).toString('hex')));
    return true;
  } catch (error) {
    if (error instanceof Error && 'syscall' in error) return false;
    throw error;
  } finally {
    await new Promise((resolve) => probe.close(resolve));
  }
}

/** A folder among the temporary ones. */
async function farFolder(runner: Runner): Promise<string> {
  const base = Buffer.byteLength(tmpdir()) < SOCKET_FOLDER_BYTES_MAX - FAR_NAME.length - 7 ? tmpdir() : '/tmp';
  const folder = await mkdtemp(join(base, FAR_NAME));
  await makePrivate(folder, runner);
  return folder;
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await listening(probe, { port: 0, host: LOOPBACK });
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : SOCKET_PORT;
}

function listening(server: Server, at: string | { readonly port: number; readonly host: string }): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject).listen(at, resolve);
  });
}
