/** The folders of an archive: each says in a file of its own what it is, since a name on disk cannot say everything. */
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DESCRIPTION_FILE } from '../../content/archive-names.ts';
import type { TargetFolder } from '../../model/folder.ts';
import type { WantedFolder } from '../../model/target.ts';
import { placeOf } from './folder-place.ts';

const MAILDIR = ['cur', 'new', 'tmp'];
/** Deeper than any archive of ours: what lies there is somebody else's. */
const DEPTH_MAX = 400;

/** Where the items of a folder lie. */
export function itemsFolder(root: string, folder: Pick<TargetFolder, 'kind' | 'serverName'>): string {
  return join(root, folder.serverName, ...(folder.kind === 'message' ? ['cur'] : []));
}

/**
 * Makes the folder and describes it; once more changes nothing. So are missing parents of a mail folder; above a calendar
 * there is nothing that would be a calendar. Not for several at once.
 */
export async function makeFolder(root: string, wanted: WantedFolder): Promise<TargetFolder> {
  const { path, kind } = wanted;
  const parents = kind === 'message' ? path.slice(1).map((_, at) => path.slice(0, at + 1)) : [];
  for (const above of parents) {
    if ((await descriptionOf(root, placeOf(kind, above))) !== null) continue;
    await describeFolder(root, { path: above, role: 'plain', kind, sourcePath: above });
  }
  return describeFolder(root, wanted);
}

async function describeFolder(root: string, wanted: WantedFolder): Promise<TargetFolder> {
  const { path, role, kind, sourcePath } = wanted;
  const serverName = placeOf(kind, path);
  const place = join(root, serverName);
  const parts = kind === 'message' ? MAILDIR : ['tmp'];
  for (const part of parts) await mkdir(join(place, part), { recursive: true, mode: 0o700 });
  const description = join(place, DESCRIPTION_FILE);
  // Renamed into its place, so that a crash leaves no half of it.
  await writeFile(`${description}.new`, `${JSON.stringify({ path, role, kind, sourcePath })}\n`, { mode: 0o600 });
  await rename(`${description}.new`, description);
  return { path, role, kind, serverName };
}

/** Every described folder, parents first. */
export async function listFolders(root: string): Promise<readonly TargetFolder[]> {
  const found: TargetFolder[] = [];
  const look = async (serverName: string, depth: number): Promise<void> => {
    const described = await descriptionOf(root, serverName);
    if (described !== null) found.push(described);
    if (depth >= DEPTH_MAX) return;
    const entries = await readdir(join(root, serverName), { withFileTypes: true });
    for (const entry of entries) {
      if (entry.isDirectory() && !MAILDIR.includes(entry.name)) await look(`${serverName}${entry.name}/`, depth + 1);
    }
  };
  await look('', 0);
  return found.sort((one, other) => one.path.length - other.path.length);
}

async function descriptionOf(root: string, serverName: string): Promise<TargetFolder | null> {
  let text: string;
  try {
    text = await readFile(join(root, serverName, DESCRIPTION_FILE), 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
  const { path, role, kind } = JSON.parse(text) as TargetFolder; // `makeFolder` writes it as a whole or not at all
  const folder: TargetFolder = { path, role, kind, serverName: placeOf(kind, path) };
  // A folder that somebody copied to another place is not ours to write into.
  return folder.serverName === serverName.replace(/\/$/, '') ? folder : null;
}
