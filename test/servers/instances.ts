/**
 * Which servers in the temporary folder belong to whom. A test run that was killed leaves its servers behind; the next
 * run ends exactly those, by the pid files in their folders and never by the name of a process.
 */
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../../src/base/clock.ts';

const FOLDER_PREFIX = 'godwit-dovecot-';
const OWNER_FILE = 'owner.pid';
const STOP_SECONDS_MAX = 10;

/** Names this process as the one that the folder's server lives for. */
export async function claimFolder(folder: string): Promise<void> {
  await writeFile(join(folder, OWNER_FILE), String(process.pid));
}

/** Ends the servers whose owner is gone, and removes their folders. */
export async function removeStale(): Promise<void> {
  const names = (await readdir(tmpdir())).filter((name) => name.startsWith(FOLDER_PREFIX));
  for (const name of names) {
    const folder = join(tmpdir(), name);
    const owner = await pidIn(join(folder, OWNER_FILE));
    // A folder without an owner is one that another process is just making.
    if (owner === null || isAlive(owner)) continue;
    await stopMaster(folder);
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * Ends the server of the folder and waits until it is gone. Safe to repeat. It is killed with its whole process group,
 * which it leads: asked politely, Dovecot 2.3 takes up to eight seconds, and nothing of it is needed any more.
 */
export async function stopMaster(folder: string): Promise<void> {
  const pid = await pidIn(join(folder, 'run', 'master.pid'));
  if (pid === null || !(await isMasterOf(pid, folder))) return;
  process.kill(-pid, 'SIGKILL');
  const pauseMs = 5;
  for (let waited = 0; waited < STOP_SECONDS_MAX * 1000; waited += pauseMs) {
    if (!(await isMasterOf(pid, folder))) return;
    await systemClock.sleep(pauseMs, new AbortController().signal); // a real server ends in real time
  }
}

/**
 * The system may have given the pid to another program since, so its command line must name our configuration. That of
 * a dead process which nobody has waited for is empty.
 */
async function isMasterOf(pid: number, folder: string): Promise<boolean> {
  if (!isAlive(pid)) return false;
  const line = await textOf(`/proc/${pid}/cmdline`);
  return line === null ? process.platform !== 'linux' : line.includes(join(folder, 'dovecot.conf'));
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'; // kill fails with a system error only
  }
}

async function pidIn(file: string): Promise<number | null> {
  const text = await textOf(file);
  const pid = Number(text?.trim());
  return Number.isSafeInteger(pid) && pid > 1 ? pid : null;
}

async function textOf(file: string): Promise<string | null> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null; // reading fails with a system error only
    throw error;
  }
}
