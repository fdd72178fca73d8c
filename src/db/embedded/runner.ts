/** Starting PostgreSQL's programs as a user they accept: they refuse to run as root. */
import { execFile } from 'node:child_process';
import type { Stats } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { promisify } from 'node:util';
import { hasCode } from './files.ts';

/** Somebody the operating system knows by numbers. */
export interface Owner {
  readonly uid: number;
  readonly gid: number;
}

/** What `spawn` needs to run a program as the right user. */
export interface Command {
  readonly file: string;
  readonly args: readonly string[];
  readonly as: Owner | null;
}

/** How programs are started here. */
export interface Runner {
  /** Who must own the files of the database; null means that they are ours anyway. */
  readonly owner: Owner | null;
  command(file: string, args: readonly string[]): Command;
}

/** Why no user was found that may run PostgreSQL here; the text is the reason in `database.not-startable`. */
export class NoRunner extends Error {
  override readonly name = 'NoRunner';
}

/** A start of `setpriv` on a busy machine takes milliseconds; a hanging one (a dead network home) is given up. */
const PROBE_MS = 10_000;

/**
 * Who runs PostgreSQL: we do, unless we are root. Then it is the one whose database it is, or the user `nobody` for a new
 * one. When a folder that he must reach lies below one that is closed to others (mode 0700, as /root or a fresh temporary
 * folder), he keeps the one capability that lets him pass, and nothing else of root's powers: PostgreSQL refuses the
 * user id 0, not the capability.
 *
 * `home` is the folder of the database, which need not exist; `program` is a binary that must be startable, and `folders`
 * are what must be reached besides.
 */
export async function chooseRunner(home: string, program: string, folders: readonly string[]): Promise<Runner> {
  if (process.getuid?.() !== 0) return { owner: null, command: (file, args) => ({ file, args, as: null }) };
  const owner = (await ownerOf(home)) ?? (await nobody());
  const closed = await firstClosed([program, ...folders], owner);
  if (closed === null) return { owner, command: (file, args) => ({ file, args, as: owner }) };
  const command = (file: string, args: readonly string[]): Command => ({
    file: 'setpriv',
    args: [...capabilityOptions(owner), file, ...args],
    as: null,
  });
  const refusal = await refusalOf(command(program, ['--version']));
  if (refusal === null) return { owner, command };
  throw new NoRunner(
    `PostgreSQL refuses to run as root, and the user ${owner.uid} cannot enter ${closed}, which is closed to other users ` +
      `(setpriv did not help: ${refusal}); start Godwit as an ordinary user, or open the folder with chmod o+x`,
  );
}

/**
 * CAP_DAC_OVERRIDE, which root has in an ordinary container too: pass through folders whatever their mode is. Without the
 * secure bit, access(2), by which initdb looks for its siblings, would ignore the capability of a user who is not root.
 */
function capabilityOptions(owner: Owner): readonly string[] {
  return [
    `--reuid=${owner.uid}`,
    `--regid=${owner.gid}`,
    '--clear-groups',
    '--no-new-privs',
    '--securebits=+no_setuid_fixup',
    '--inh-caps=-all,+dac_override',
    '--ambient-caps=-all,+dac_override',
    '--bounding-set=-all,+dac_override',
  ];
}

/** Null when there is no such folder, or when it is root's. */
async function ownerOf(folder: string): Promise<Owner | null> {
  const found = await statIfAny(folder);
  return found === null || found.uid === 0 ? null : { uid: found.uid, gid: found.gid };
}

async function statIfAny(path: string): Promise<Stats | null> {
  try {
    return await stat(path);
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return null;
    throw error;
  }
}

async function nobody(): Promise<Owner> {
  const line = (await readFile('/etc/passwd', 'utf8')).split('\n').find((entry) => entry.startsWith('nobody:'));
  const [, , uid, gid] = line?.split(':') ?? [];
  if (uid === undefined || gid === undefined) {
    throw new NoRunner('PostgreSQL refuses to run as root, and there is no user nobody; start Godwit as another user');
  }
  return { uid: Number(uid), gid: Number(gid) };
}

/** The first existing folder on the way to any of these paths that the user may not enter, by its mode; null when there is none. */
async function firstClosed(paths: readonly string[], user: Owner): Promise<string | null> {
  for (const path of paths) {
    for (const folder of ancestors(resolve(path))) {
      const found = await statIfAny(folder);
      if (found === null) continue;
      const enter = found.uid === user.uid ? 0o100 : found.gid === user.gid ? 0o010 : 0o001;
      if ((found.mode & enter) === 0) return folder;
    }
  }
  return null;
}

/** The path itself (a program must be executable as a folder must be enterable) and all folders above it, from the root. */
function ancestors(path: string): readonly string[] {
  const above = dirname(path);
  return above === path ? [path] : [...ancestors(above), path];
}

/** Runs a command to its end; null when it went well, otherwise what it said. */
async function refusalOf(command: Command): Promise<string | null> {
  try {
    await promisify(execFile)(command.file, [...command.args], { timeout: PROBE_MS, cwd: '/' });
    return null;
  } catch (error) {
    return error instanceof Error ? (error.message.split('\n')[1] ?? error.message) : String(error);
  }
}
