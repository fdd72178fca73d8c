/** Sign-ins at the old mailboxes, as their provider tells them: IMAP cannot say who else signs in. */
import type { Instant } from '../base/clock.ts';
import type { MailboxState } from './mailbox-states.ts';
import type { MailboxId, ProjectId } from './project.ts';

export interface SeenSignIn {
  /** Of the mailbox, in letters of either case. */
  readonly name: string;
  readonly at: Instant;
}

/** Somebody still uses an old mailbox whose move is proven. */
export interface OldSignIn {
  readonly mailbox: MailboxId;
  readonly name: string;
  readonly state: MailboxState;
  readonly signedInAt: Instant;
  /** When the last verification was. */
  readonly provenAt: Instant;
  readonly remindedAt: Instant | null;
}

export interface SignInBook {
  /** The latest of each mailbox counts. Gives the names that no mailbox of the project has. */
  noteSignIns(project: ProjectId, seen: readonly SeenSignIn[], at: Instant): Promise<readonly string[]>;
  /** Those after the last verification of their mailbox, the latest first, with a bound. */
  oldSignIns(project: ProjectId): Promise<readonly OldSignIn[]>;
  noteReminded(mailbox: MailboxId, at: Instant): Promise<void>;
}
