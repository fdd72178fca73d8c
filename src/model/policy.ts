/** The customer's answers, as plain data. */
import type { FolderKind } from './item.ts';

export interface Policy {
  /** What moves; folders of other kinds are left out. */
  readonly kinds: readonly FolderKind[];
  readonly skipRoles: readonly ('junk' | 'trash')[];
  /** What happens in the target to an item that was deleted in the source after it was copied. */
  readonly deletions: 'keep' | 'follow';
}

export const DEFAULT_POLICY: Policy = {
  kinds: ['message', 'event', 'contact', 'task', 'note'],
  skipRoles: [],
  deletions: 'keep',
};
