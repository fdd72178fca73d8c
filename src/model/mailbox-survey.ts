/** What was found in the sources of a mailbox of a project when somebody asked, kept until the next time. */
import type { Instant } from '../base/clock.ts';
import type { Problem } from '../base/problem.ts';
import type { FolderPath, FolderRole } from './folder.ts';
import type { FolderKind } from './item.ts';
import type { DurationRange, Work } from './pace.ts';

export interface MailboxSurvey {
  /** What will move: folders that are left out and messages that are too large do not count. */
  readonly moves: Work;
  /** Everything that is there. */
  readonly holds: Work;
  readonly oldest: Instant | null;
  readonly newest: Instant | null;
  readonly folders: readonly FolderFound[];
  readonly renames: readonly { readonly from: string; readonly to: string; readonly why: string }[];
  /** Counted all, and named up to a bound. */
  readonly tooLargeItems: number;
  readonly tooLarge: readonly TooLargeItem[];
  readonly itemBytesMax: number;
  /** Until everything is there and was read back, when nobody else is in its way. */
  readonly duration: DurationRange;
  /** Runs to the same server that the duration was learnt from; 0 where only published figures are known. */
  readonly learntFrom: number;
}

export interface FolderFound extends Work {
  readonly path: FolderPath;
  /** Both are missing in surveys that were kept before they were looked for. */
  readonly role?: FolderRole;
  readonly kind?: FolderKind;
  /** What it will be called; null where it is left out. */
  readonly target: FolderPath | null;
  readonly oldest: Instant | null;
  readonly newest: Instant | null;
  readonly tooLargeItems: number;
  /** Why the server did not list it; what is counted is then incomplete. */
  readonly problem: Problem | null;
}

export interface TooLargeItem {
  readonly folder: FolderPath;
  readonly receivedAt: Instant;
  readonly sizeBytes: number;
}

export interface KeptSurvey {
  readonly at: Instant;
  readonly survey: MailboxSurvey;
}
