/**
 * Notes in mail folders, as folders of their own. A folder that may hold notes by its name is looked into: one FETCH of a
 * header field. (SEARCH would be shorter; but where a server does not find what a FETCH then shows, notes would be in
 * neither half.)
 */

import { isAppleNoteHeader, NOTE_FIELD } from '../../content/apple-note.ts';
import { type FolderKey, type FolderPath, folderKey, type SourceFolder } from '../../model/folder.ts';
import type { ImapConnection } from '../../wire/imap/connection.ts';
import { ImapStatusError } from '../../wire/imap/errors.ts';
import { uidFetch } from '../../wire/imap/fetch.ts';
import { examine } from '../../wire/imap/select.ts';
import { uidsFrom } from '../../wire/imap/uid-set.ts';
import { isPassing } from './failure.ts';
import { notesPathOf } from './notes-places.ts';

/**
 * Every folder, and beside those that hold notes one of the kind 'note' for them; a folder with nothing but notes is that
 * one alone. An empty folder with such a name is one for notes. Folders that are below one for notes and hold some are
 * below it here as well.
 */
export async function splitNotes(
  c: ImapConnection,
  folders: readonly SourceFolder[],
  signal: AbortSignal,
): Promise<readonly SourceFolder[]> {
  const halves: Halves[] = [];
  for (const folder of folders) {
    const path = notesPathOf(folder.path);
    const isClosed = path === null || !folder.holdsItems;
    halves.push({ folder, path, found: isClosed ? null : await lookInto(c, folder, signal) });
  }
  const above = new Set(halves.filter(holdsNotes).flatMap(({ path }) => (path === null ? [] : ancestorKeys(path))));
  const taken = new Set(folders.map(({ path }) => folderKey(path)));
  let isRoleFree = true;
  return halves.flatMap((half): readonly SourceFolder[] => {
    const { folder, path } = half;
    if (path === null || !(holdsNotes(half) || above.has(folderKey(path)))) return [folder];
    const isTop = path.length === 1 || (path.length === 2 && path[0] === 'INBOX');
    const role = isTop && isRoleFree ? 'notes' : 'plain';
    isRoleFree &&= !isTop;
    const mail = mailOf(half);
    const notes = notesOf(half, { path: freePath(path, taken), role });
    return mail === null ? [notes] : [mail, notes];
  });
}

/** What lies in a folder. */
interface Found {
  readonly notesCount: number;
  readonly notesBytes: number;
  readonly othersCount: number;
}

interface Halves {
  readonly folder: SourceFolder;
  /** Of its notes; null when it is no place for notes. */
  readonly path: FolderPath | null;
  /** Null when it cannot be opened, or was not. */
  readonly found: Found | null;
}

function holdsNotes({ found }: Halves): boolean {
  return found !== null && (found.notesCount > 0 || found.othersCount === 0);
}

/** Null when nothing but notes is there. A name that holds no items stays, for what is below it. */
function mailOf({ folder, found }: Halves): SourceFolder | null {
  if (found === null) return folder;
  const { notesCount, othersCount } = found;
  if (othersCount === 0) return null;
  return notesCount === 0 ? folder : { ...folder, itemsCount: othersCount, bytesCount: null };
}

function notesOf({ folder, found }: Halves, place: Pick<SourceFolder, 'path' | 'role'>): SourceFolder {
  const { holdsItems, serverName, stamp } = folder;
  const itemsCount = found?.notesCount ?? null;
  const bytesCount = found?.notesBytes ?? null;
  return { ...place, kind: 'note', holdsItems, itemsCount, bytesCount, serverName, stamp };
}

/** Null where the server refuses: then the listing is refused as well, and says so. */
async function lookInto(c: ImapConnection, folder: SourceFolder, signal: AbortSignal): Promise<Found | null> {
  try {
    const { exists } = await examine(c, folder.serverName, {}, signal);
    const notes = new Map<number, number>();
    if (exists > 0) {
      const asked = { attributes: ['RFC822.SIZE'], header: NOTE_FIELD } as const;
      for await (const one of uidFetch(c, uidsFrom(1), asked, signal)) {
        if (one.is !== 'message' || one.header === null || !isAppleNoteHeader(one.header)) continue;
        notes.set(one.uid, one.sizeBytes ?? 0);
      }
    }
    const notesBytes = [...notes.values()].reduce((sum, bytes) => sum + bytes, 0);
    return { notesCount: notes.size, notesBytes, othersCount: Math.max(0, exists - notes.size) };
  } catch (error) {
    if (error instanceof ImapStatusError && error.status !== 'BYE' && !isPassing(error)) return null;
    throw error;
  }
}

function ancestorKeys(path: FolderPath): readonly FolderKey[] {
  return path.slice(1).map((_name, at) => folderKey(path.slice(0, at + 1)));
}

/** A mailbox may really be called so. */
function freePath(path: FolderPath, taken: Set<FolderKey>): FolderPath {
  const last = path.at(-1) ?? '';
  for (let number = 1; ; number++) {
    const free = number === 1 ? path : [...path.slice(0, -1), `${last} (${number})`];
    if (taken.has(folderKey(free))) continue;
    taken.add(folderKey(free));
    return free;
  }
}
