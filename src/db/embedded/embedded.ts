/**
 * PostgreSQL as a part of the program: its binaries come from npm, its files lie in the state folder, and it listens
 * only where the owner of these files can reach it. The server is a process of its own: it outlives a killed Godwit, and
 * the next one goes on with it.
 */
import { mkdir, realpath } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Clock } from '../../base/clock.ts';
import type { Log } from '../../base/log.ts';
import { Failure } from '../../base/problem.ts';
import type { DbAddress } from './address.ts';
import { type Binaries, BinariesMissing, findBinaries, majorVersion } from './binaries.ts';
import {
  type ClusterFolders,
  ClusterUnmakeable,
  clusterFolders,
  clusterPassword,
  clusterVersion,
  makeCluster,
  ROLE,
} from './cluster.ts';
import { makePrivate } from './files.ts';
import { enter, type Stay } from './keeper.ts';
import { type Postmaster, runningPostmaster, ServerNotStarted, startPostmaster, stopPostmaster } from './postmaster.ts';
import { chooseRunner, NoRunner, type Runner } from './runner.ts';

export interface Embedded {
  readonly address: DbAddress;
  /** Leaves the server, and stops it when nobody else uses it. Called once, after all other connections were closed. */
  close(): Promise<void>;
}

export interface EmbeddedDeps {
  readonly clock: Clock;
  readonly log: Log;
  /** Seconds after which a server that was left by a killed process ends by itself; 30 when not given. */
  readonly idleS?: number;
}

/** The database that initdb makes anyway, so that the first start need not make another. */
const DATABASE = 'postgres';
/** A server that is just starting or stopping is waited for, as long as a recovery may take. */
const ATTACH_MS_MAX = 120_000;
const ATTACH_AGAIN_MS = 50;
/** Long enough to start the killed command again and find the server up. */
const IDLE_S = 30;

/**
 * The database of a state folder: made when it is missing, started when it is down, joined when it runs. Throws
 * `database.not-startable` with the reason, and `database.other-version` for files of another major version.
 */
export async function openEmbedded(folder: string, deps: EmbeddedDeps): Promise<Embedded> {
  try {
    return await open(folder, deps);
  } catch (error) {
    const reason = reasonOf(error);
    if (reason === null) throw error;
    throw new Failure('database.not-startable', { folder, reason }, { cause: error });
  }
}

async function open(folder: string, deps: EmbeddedDeps): Promise<Embedded> {
  const binaries = await findBinaries();
  await mkdir(folder, { recursive: true, mode: 0o700 });
  // The server is recognised by the name of its folder, so that name must not depend on the way that leads there.
  const folders = clusterFolders(join(await realpath(folder), 'database'));
  const runner = await chooseRunner(folders.home, binaries.postgres, [await realpath(folder), tmpdir()]);
  await makePrivate(folders.home, runner);
  await ensureCluster(folders, binaries, runner);
  const { address, stay } = await attach(folders, binaries, runner, deps);
  return { address, close: () => close(folders, stay, deps) };
}

async function ensureCluster(folders: ClusterFolders, binaries: Binaries, runner: Runner): Promise<void> {
  const found = await clusterVersion(folders);
  if (found === null) return makeCluster(folders, binaries, runner);
  const ours = await majorVersion(binaries);
  if (found === ours) return;
  throw new Failure('database.other-version', {
    what: `the files in ${folders.cluster} are of PostgreSQL ${found}, and this version brings PostgreSQL ${ours}`,
  });
}

/** Starts and joins in turns, because at any moment another process may start the server or stop it. */
async function attach(
  folders: ClusterFolders,
  binaries: Binaries,
  runner: Runner,
  { clock, log, idleS = IDLE_S }: EmbeddedDeps,
): Promise<{ readonly address: DbAddress; readonly stay: Stay }> {
  const password = await clusterPassword(folders);
  const until = clock.now() + ATTACH_MS_MAX;
  for (;;) {
    const server = await runningPostmaster(folders);
    if (server === null) {
      const began = clock.now();
      await startPostmaster(folders, binaries, runner, clock);
      log.info('embedded database started', { ms: clock.now() - began });
      continue;
    }
    const { host, port } = server;
    const address = { is: 'server', host, port, user: ROLE, password, database: DATABASE } as const;
    const stay = server.isReady ? await enterIfOpen(address, idleS) : null;
    if (stay !== null) return { address, stay };
    if (clock.now() > until) throw new ServerNotStarted(`its process ${server.pid} runs but does not answer; stop it`);
    await clock.sleep(ATTACH_AGAIN_MS, new AbortController().signal);
  }
}

/** Null while the server takes no connections: it is starting, or its last user is stopping it. */
async function enterIfOpen(address: DbAddress, idleS: number): Promise<Stay | null> {
  try {
    return await enter(address, idleS);
  } catch (error) {
    if (error instanceof Error && 'code' in error && CLOSED_CODES.has(String(error.code))) return null;
    throw error;
  }
}

/** No socket, nobody behind it, cut off, or the server's own word for "shutting down" and "starting up". */
const CLOSED_CODES = new Set(['ENOENT', 'ECONNREFUSED', 'ECONNRESET', 'EPIPE', '57P01', '57P02', '57P03']);

async function close(folders: ClusterFolders, stay: Stay, { clock, log }: EmbeddedDeps): Promise<void> {
  let server: Postmaster | null = null;
  try {
    server = await runningPostmaster(folders);
    if (server === null || !(await stay.leave())) return;
    if (!(await stopPostmaster(folders, server, clock)))
      log.warn('embedded database still stopping', { pid: server.pid });
  } finally {
    await stay.close();
  }
}

/** The text for an expected failure, null for a defect of ours. Errors of the file system are expected: disks are full. */
function reasonOf(error: unknown): string | null {
  if (error instanceof Failure || !(error instanceof Error)) return null;
  const ours = [BinariesMissing, NoRunner, ClusterUnmakeable, ServerNotStarted].some((kind) => error instanceof kind);
  const isSystems = 'code' in error && 'syscall' in error;
  return ours || isSystems ? error.message : null;
}
