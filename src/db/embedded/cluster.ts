/** The files of the embedded database: made once, whole or not at all. */
import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Secret } from '../../base/secret.ts';
import type { Binaries } from './binaries.ts';
import { hasCode, makePrivate, readTextIfAny, syncFolder, writePrivate } from './files.ts';
import type { Runner } from './runner.ts';

/** Where the parts of an embedded database lie. */
export interface ClusterFolders {
  /** All of it; mode 0700. */
  readonly home: string;
  /** PostgreSQL's own folder. */
  readonly cluster: string;
  readonly log: string;
  /** The folder of the server's socket. */
  readonly sockets: string;
}

/** The one role of an embedded database. */
export const ROLE = 'godwit';
const PASSWORD_FILE = 'godwit.password';
const PASSWORD_BYTES = 32;
const MAKING = 'making-';

/** Why the cluster could not be made; the text is the reason in `database.not-startable`. */
export class ClusterUnmakeable extends Error {
  override readonly name = 'ClusterUnmakeable';
}

export function clusterFolders(home: string): ClusterFolders {
  return {
    home,
    cluster: join(home, 'cluster'),
    log: join(home, 'server.log'),
    sockets: join(home, 'socket'),
  };
}

/**
 * The major version of the cluster, null while there is none. A cluster is there exactly when it is whole, because it
 * is made beside its place and renamed.
 */
export async function clusterVersion(folders: ClusterFolders): Promise<string | null> {
  return (await readTextIfAny(join(folders.cluster, 'PG_VERSION')))?.trim() ?? null;
}

/** The password that the role was made with. */
export async function clusterPassword(folders: ClusterFolders): Promise<Secret> {
  return new Secret(await readFile(join(folders.cluster, PASSWORD_FILE), 'utf8'));
}

/** Makes the cluster. Safe against a kill at any moment and against a second process that does the same. */
export async function makeCluster(folders: ClusterFolders, binaries: Binaries, runner: Runner): Promise<void> {
  await removeAbandoned(folders.home);
  const making = await mkdtemp(join(folders.home, `${MAKING}${process.pid}-`));
  try {
    await makePrivate(making, runner);
    await initialise(making, binaries, runner);
    await rename(join(making, 'cluster'), folders.cluster);
    await syncFolder(folders.home);
  } catch (error) {
    // Another process was faster: its cluster is as good as ours.
    if (!hasCode(error, 'ENOTEMPTY') && !hasCode(error, 'EEXIST')) throw error;
  } finally {
    await rm(making, { recursive: true, force: true });
  }
}

async function initialise(making: string, binaries: Binaries, runner: Runner): Promise<void> {
  const cluster = join(making, 'cluster');
  const password = join(making, PASSWORD_FILE);
  await writePrivate(password, randomBytes(PASSWORD_BYTES).toString('base64url'), runner);
  const { file, args, as } = runner.command(binaries.initdb, [
    `--pgdata=${cluster}`,
    `--username=${ROLE}`,
    `--pwfile=${password}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    // Texts are compared byte by byte: the fastest order, and the same one on every machine and after every upgrade.
    '--locale=C',
    '--no-instructions',
    // One call for all of its thousand files; elsewhere each is synchronised by itself.
    ...(process.platform === 'linux' ? ['--sync-method=syncfs'] : []),
  ]);
  const child = spawn(file, args, {
    cwd: making,
    env: serverEnvironment(),
    stdio: ['ignore', 'ignore', 'pipe'],
    ...as,
  });
  const { code, said } = await endOf(child);
  if (code !== 0) throw new ClusterUnmakeable(said === '' ? `initdb ended with ${code}` : said);
  await rename(password, join(cluster, PASSWORD_FILE));
  await syncFolder(cluster);
}

/** Neither the user's PGHOST, PGDATA and the like nor his language may change what the server's programs do. */
export function serverEnvironment(): NodeJS.ProcessEnv {
  const { PATH, SystemRoot, TEMP } = process.env;
  return { LC_ALL: 'C', TZ: 'UTC', ...(PATH && { PATH }), ...(SystemRoot && { SystemRoot }), ...(TEMP && { TEMP }) };
}

/** Enough of what initdb says on its error output to hold its last words. */
const SAID_CHARS_MAX = 4000;

async function endOf(child: ChildProcess): Promise<{ readonly code: number | null; readonly said: string }> {
  let said = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-SAID_CHARS_MAX);
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject).on('close', resolve);
  });
  return { code, said: firstComplaint(said) };
}

/** The line that says why: the first one with a severity, or the last one at all. */
export function firstComplaint(text: string): string {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const complaint = lines.find((line) => /(FATAL|PANIC|[Ee]rror):/.test(line)) ?? lines.at(-1) ?? '';
  return complaint.replace(/^.*?(FATAL|PANIC|[Ee]rror):\s*/, '').trim();
}

/** Removes what a killed process left half made. */
async function removeAbandoned(home: string): Promise<void> {
  for (const name of await readdir(home)) {
    if (!name.startsWith(MAKING) || isAlive(Number(name.split('-')[1]))) continue;
    // An initdb that outlived its parent may still write there, so the removal may need a second try.
    await rm(join(home, name), { recursive: true, force: true, maxRetries: 5 });
  }
}

/** True when a process of that number is there, whoever it belongs to. */
export function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return !hasCode(error, 'ESRCH');
  }
}
