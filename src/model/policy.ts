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

/** What holds for all mailboxes of a project. */
export interface ProjectSettings {
  readonly policy: Policy;
  /** How often a mailbox whose cut-over lies ahead follows its source. */
  readonly deltaEveryHours: number;
  /** An IANA name: how hours are shown, and what weekly windows mean. */
  readonly timeZone: string;
}

/** A busy mailbox changes by some tens of messages in that time, which a pass copies in a minute. */
export const DELTA_EVERY_HOURS = { least: 1, usual: 4, most: 168 } as const;

export const DEFAULT_SETTINGS: ProjectSettings = {
  policy: DEFAULT_POLICY,
  deltaEveryHours: DELTA_EVERY_HOURS.usual,
  timeZone: 'UTC',
};
