/**
 * PostgreSQL as Debian and Ubuntu package it, as a server of its own: in a temporary folder, on a free loopback port, run by
 * somebody who is not root. It touches no system service and no cluster of the machine.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { assert } from '../../src/base/assert.ts';
import { systemClock } from '../../src/base/clock.ts';
import { type PrivateServer, startPrivateServer, writeOwn } from './private-server.ts';

/** As `pg_ctl` calls them: `fast` ends all sessions and writes everything; `immediate` is a crash, with a recovery at the next start. */
export type StopMode = 'fast' | 'immediate';

export interface RunningPostgres {
  /** For DATABASE_URL. */
  readonly url: string;
  readonly version: string;
  /** Ends it; whoever is connected is cut off. */
  halt(mode: StopMode): void;
  /** After `halt`: resolves when it takes connections again. */
  startAgain(): Promise<void>;
  /** Everything in the database, as `pg_dump` writes it. */
  dump(): string;
  log(): Promise<string>;
  stop(): Promise<void>;
}

const ROOT = '/usr/lib/postgresql';
const ROLE = 'godwit';
const PASSWORD = 'pass-of-the-database';
const SIGNALS = { fast: 'SIGINT', immediate: 'SIGQUIT' } as const;
/** Three programs with their pools, and a connection for each mailbox at work. */
const CONNECTIONS_MAX = 300;

/** The folder of the programs of the newest version; null where none is installed. */
export function findPostgres(): string | null {
  const versions = existsSync(ROOT) ? readdirSync(ROOT).filter((name) => /^\d+$/.test(name)) : [];
  const newestFirst = versions.toSorted((one, other) => Number(other) - Number(one));
  const folders = newestFirst.map((version) => join(ROOT, version, 'bin'));
  return folders.find((folder) => existsSync(join(folder, 'postgres'))) ?? null;
}

/** Starts a server with an empty database. Throws with its own words when it does not start. */
export async function startPostgres(): Promise<RunningPostgres> {
  const bin = findPostgres();
  assert(bin !== null, 'a test asks for PostgreSQL only where it is installed');
  const server = await startPrivateServer('postgres', async (folder, port) => prepare(folder, port, bin));
  const url = `postgres://${ROLE}:${PASSWORD}@127.0.0.1:${server.port}/postgres`;
  const tool = (name: string, args: readonly string[]): string =>
    execFileSync(join(bin, name), [...args], { encoding: 'utf8', maxBuffer: DUMP_BYTES_MAX });
  const isReady = (): Promise<void> => untilReady(join(bin, 'pg_isready'), server.port);
  await isReady();
  return {
    url,
    version: tool('postgres', ['--version']).trim(),
    halt: (mode) => process.kill(postmasterOf(server), SIGNALS[mode]),
    startAgain: async () => {
      await server.startAgain();
      await isReady();
    },
    dump: () => tool('pg_dump', [url]),
    log: () => server.log(),
    stop: () => server.stop(),
  };
}

/** It listens before it takes anybody in: after a crash it recovers first. */
async function untilReady(program: string, port: number): Promise<void> {
  for (let waitedMs = 0; waitedMs < READY_MS_MAX; waitedMs += PAUSE_MS) {
    const { status } = spawnSync(program, ['--quiet', '--host=127.0.0.1', `--port=${port}`]);
    if (status === 0) return;
    await systemClock.sleep(PAUSE_MS, new AbortController().signal); // a real server starts in real time
  }
  throw new Error(`PostgreSQL took nobody in within ${READY_MS_MAX / 1000} seconds`);
}

const READY_MS_MAX = 60_000;
const PAUSE_MS = 50;
const DUMP_BYTES_MAX = 1024 * 1024 * 1024;

async function prepare(folder: string, port: number, bin: string): Promise<readonly string[]> {
  const owner = ownerOfServers();
  chmodSync(folder, 0o755); // the owner of the server must be able to enter it
  const cluster = join(folder, 'cluster');
  mkdirSync(cluster, { mode: 0o700 });
  const passwordFile = join(folder, 'password');
  await writeOwn(passwordFile, PASSWORD);
  if (owner !== null) for (const path of [folder, cluster, passwordFile]) chownSync(path, owner.uid, owner.gid);
  const as = owner === null ? [] : ['setpriv', `--reuid=${owner.uid}`, `--regid=${owner.gid}`, '--clear-groups', '--'];
  const init = [
    ...as,
    join(bin, 'initdb'),
    `--pgdata=${cluster}`,
    `--username=${ROLE}`,
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale=C',
    // The machine does not fail in these tests, and what a process has written stays written when it is killed.
    '--no-sync',
  ];
  execFileSync(init[0] ?? '', init.slice(1), { stdio: 'pipe', cwd: folder });
  const settings = {
    listen_addresses: '127.0.0.1',
    port: String(port),
    unix_socket_directories: folder,
    max_connections: String(CONNECTIONS_MAX),
    fsync: 'off',
  };
  const options = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  return [...as, join(bin, 'postgres'), '-D', cluster, ...options];
}

/** It refuses to run as root; Debian's package makes a user for it. */
function ownerOfServers(): { readonly uid: number; readonly gid: number } | null {
  if (userInfo().uid !== 0) return null;
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((entry) => entry.startsWith('postgres:'));
  const [, , uid, gid] = line?.split(':') ?? [];
  assert(uid !== undefined && gid !== undefined, 'the package of PostgreSQL makes a user postgres');
  return { uid: Number(uid), gid: Number(gid) };
}

function postmasterOf({ folder }: PrivateServer): number {
  const pid = Number(readFileSync(join(folder, 'cluster', 'postmaster.pid'), 'utf8').split('\n')[0]);
  assert(Number.isSafeInteger(pid) && pid > 1, 'a running server has written its number down');
  return pid;
}
