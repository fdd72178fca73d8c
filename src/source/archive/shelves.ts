/** The folders of an archive while they are found: what lies in one place under one name, for one kind. */
import { FOLDERS_MAX } from '../../base/limits.ts';
import { type FolderPath, type FolderRole, folderKey } from '../../model/folder.ts';
import type { FolderKind } from '../../model/item.ts';
import { ArchiveError } from './archive-error.ts';
import type { Member } from './members.ts';

/** A folder of the source before its name and role are settled. */
export interface Shelf {
  /** As the archive has it; another kind, or another place, may have the same. */
  readonly path: FolderPath;
  readonly kind: FolderKind;
  /** As the archive says it; null where only the name tells. */
  readonly role: FolderRole | null;
  readonly members: Member[];
  itemsCount: number | null;
}

export class Shelves {
  readonly #shelves = new Map<string, Shelf>();

  get all(): readonly Shelf[] {
    return [...this.#shelves.values()];
  }

  /** Files of different places are never one folder: their items could have the same names. */
  add({ path, kind, role }: Pick<Shelf, 'path' | 'kind' | 'role'>, member: Member, count: number | null): void {
    const key = `${folderKey(path)} ${kind} ${member.home}`;
    const shelf = this.#shelves.get(key);
    if (shelf !== undefined) {
      shelf.members.push(member);
      shelf.itemsCount = shelf.itemsCount === null || count === null ? null : shelf.itemsCount + count;
    } else if (this.#shelves.size >= FOLDERS_MAX) {
      throw new ArchiveError(`the archive has more than ${FOLDERS_MAX} folders`);
    } else this.#shelves.set(key, { path, kind, role, members: [member], itemsCount: count });
  }
}
