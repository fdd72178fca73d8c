/** The running server of an embedded database: found by its pid file, started, waited for, stopped. */
import { type ChildProcess, spawn } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Clock } from '../../base/clock.ts';
import type { Binaries } from './binaries.ts';
import { type ClusterFolders, firstComplaint, isAlive, serverEnvironment } from './cluster.ts';
import { hasCode, openPrivateLog, readTextIfAny } from './files.ts';
import { makePlace, removePlace } from './listen-place.ts';
import type { Runner } from './runner.ts';

/** A server as its pid file describes it. */
export interface Postmaster {
  readonly pid: number;
  /** The folder of its socket, or a loopback address where there are no Unix sockets. */
  readonly host: string;
  readonly port: number;
  readonly isReady: boolean;
}

/** Why the server did not start; the text is the reason in `database.not-startable`. */
export class ServerNotStarted extends Error {
  override readonly name = 'ServerNotStarted';
}

/** How often a starting or stopping server is looked at. */
const LOOK_MS = 10;
/** A server that recovers from a crash replays at most `max_wal_size` of log; this is ten times what that takes. */
const START_MS_MAX = 120_000;
/** The sessions of a server that was killed end within moments, and until then no new one can start. */
const ORPHANS_MS_MAX = 20_000;
const ORPHANS = 'pre-existing shared memory block';
/** A fast shutdown writes all changed pages, 64 MB at most, and ends. */
const STOP_MS_MAX = 60_000;
/** The log of the server starts anew when it has become larger than this: nobody rotates it. */
const LOG_BYTES_MAX = 4 * 1024 * 1024;

/** Settings of a small, careful server. What is not named is PostgreSQL's default, `fsync` and `synchronous_commit` too. */
const SETTINGS = {
  fsync: 'on',
  synchronous_commit: 'on',
  full_page_writes: 'on',
  shared_buffers: '64MB',
  max_wal_size: '256MB',
  min_wal_size: '64MB',
  max_connections: '100',
  // No replicas: the shortest write-ahead log.
  wal_level: 'minimal',
  max_wal_senders: '0',
  max_logical_replication_workers: '0',
  max_parallel_workers: '0',
  // Pages are read by who needs them; the three I/O processes of the default cost memory and help only slow disks.
  io_method: 'sync',
  jit: 'off',
  timezone: 'UTC',
  log_timezone: 'UTC',
  // A log line names no statement and no value, so nothing of a mailbox can get into it.
  log_min_messages: 'warning',
  log_min_error_statement: 'panic',
  log_parameter_max_length_on_error: '0',
  update_process_title: 'off',
} as const;

/** The server that holds this cluster now, also one that is only starting or stopping; null when there is none. */
export async function runningPostmaster(folders: ClusterFolders): Promise<Postmaster | null> {
  const text = (await readTextIfAny(join(folders.cluster, 'postmaster.pid'))) ?? '';
  const [pid = '', , , port = '', socketFolder = '', address = '', , status = ''] = text.split('\n');
  if (!(await isServerOf(Number(pid), folders.cluster))) return null;
  return {
    pid: Number(pid),
    host: socketFolder || address,
    port: Number(port),
    isReady: status.trim() === 'ready',
  };
}

/** Starts a server and waits until it takes connections, or until another process's server holds the cluster. */
export async function startPostmaster(
  folders: ClusterFolders,
  binaries: Binaries,
  runner: Runner,
  clock: Clock,
): Promise<void> {
  const until = clock.now() + ORPHANS_MS_MAX;
  for (;;) {
    const complaint = await startOnce(folders, binaries, runner, clock);
    if (complaint === null) return;
    if (!complaint.includes(ORPHANS) || clock.now() > until) throw new ServerNotStarted(complaint);
    await clock.sleep(LOOK_MS, new AbortController().signal);
  }
}

/** Null when the server runs; otherwise what it complained of. */
async function startOnce(
  folders: ClusterFolders,
  binaries: Binaries,
  runner: Runner,
  clock: Clock,
): Promise<string | null> {
  await removeStalePidFile(folders);
  const place = await makePlace(folders, runner);
  const settings = Object.entries(SETTINGS).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const { file, args, as } = runner.command(binaries.postgres, ['-D', folders.cluster, ...place.options, ...settings]);
  const log = await openPrivateLog(folders.log, LOG_BYTES_MAX, runner);
  try {
    const { size } = await log.stat();
    const child = spawn(file, args, {
      cwd: folders.home,
      detached: true,
      env: serverEnvironment(),
      stdio: ['ignore', log.fd, log.fd],
      ...as,
    });
    const ended = await startedOrEnded(child, folders, clock);
    child.unref();
    if (ended === null) return null;
    await removePlace(folders, place.host);
    return firstComplaint(await textFrom(folders.log, size)) || ended;
  } finally {
    await log.close();
  }
}

/** Stops the server: open transactions are rolled back, and all is written. Gives false when it did not end in time. */
export async function stopPostmaster(folders: ClusterFolders, server: Postmaster, clock: Clock): Promise<boolean> {
  try {
    process.kill(server.pid, 'SIGINT');
  } catch (error) {
    if (!hasCode(error, 'ESRCH')) throw error;
  }
  const until = clock.now() + STOP_MS_MAX;
  while ((await runningPostmaster(folders))?.pid === server.pid) {
    if (clock.now() > until) return false;
    await clock.sleep(LOOK_MS, new AbortController().signal);
  }
  await removePlace(folders, server.host);
  return true;
}

/**
 * True when the process is a server of this cluster. After a crash of the machine the number in the pid file may belong
 * to any other process. We start servers with `-D`; where a command line cannot be asked for, being alive must do.
 */
async function isServerOf(pid: number, cluster: string): Promise<boolean> {
  if (!Number.isSafeInteger(pid) || pid <= 0 || !isAlive(pid)) return false;
  if (process.platform !== 'linux') return true;
  let words: readonly string[];
  try {
    // Unlike `cwd` it may be read by root without CAP_SYS_PTRACE, which root in a container does not have.
    words = (await readFile(`/proc/${pid}/cmdline`, 'utf8')).split('\0');
  } catch (error) {
    if (hasCode(error, 'ENOENT') || hasCode(error, 'ESRCH')) return false; // it ended meanwhile
    throw error;
  }
  if (basename(words[0] ?? '') !== 'postgres') return false;
  const folder = words[words.indexOf('-D') + 1];
  return !words.includes('-D') || folder === cluster;
}

/**
 * Removes a pid file whose number now belongs to another process: PostgreSQL would refuse to start. All other stale pid
 * files it replaces itself, which is safe when two servers start at once. It also holds the cluster by a piece of
 * shared memory, so even a wrong decision here could not make two servers write to it.
 */
async function removeStalePidFile(folders: ClusterFolders): Promise<void> {
  const file = join(folders.cluster, 'postmaster.pid');
  const pid = Number((await readTextIfAny(file))?.split('\n')[0] ?? 0);
  if (pid > 0 && isAlive(pid) && !(await isServerOf(pid, folders.cluster))) await rm(file, { force: true });
}

async function textFrom(file: string, start: number): Promise<string> {
  return (await readFile(file)).subarray(start).toString('utf8');
}

/** Null once a server runs, ours or another process's; otherwise how ours ended. */
async function startedOrEnded(child: ChildProcess, folders: ClusterFolders, clock: Clock): Promise<string | null> {
  let ended: string | null = null;
  child.on('error', (error) => {
    ended = error.message;
  });
  child.on('exit', (code, signal) => {
    ended ??= `it ended with ${signal ?? code}`;
  });
  const until = clock.now() + START_MS_MAX;
  for (;;) {
    const server = await runningPostmaster(folders);
    // Two processes may start at once: the slower server ends, and the faster one is as good.
    if (server?.isReady || (server !== null && ended !== null)) return null;
    if (ended !== null) return ended;
    if (clock.now() > until) throw new ServerNotStarted(`it was not ready after ${START_MS_MAX / 1000} seconds`);
    await clock.sleep(LOOK_MS, new AbortController().signal);
  }
}
