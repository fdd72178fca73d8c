/** The customer's answers, as plain data. */
import type { FolderKind } from './item.ts';

export interface Policy {
  /** What moves; folders of other kinds are left out. */
  readonly kinds: readonly FolderKind[];
  readonly skipRoles: readonly ('junk' | 'trash')[];
  /** What happens in the target to an item that was deleted in the source after it was copied. */
  readonly deletions: 'keep' | 'follow';
  /** map: a name that the target cannot have becomes the nearest that it can. strict: nothing moves while a name is odd. */
  readonly folderNames: 'map' | 'strict';
}

export const DEFAULT_POLICY: Policy = {
  kinds: ['message', 'event', 'contact', 'task', 'note'],
  skipRoles: [],
  deletions: 'keep',
  folderNames: 'map',
};
