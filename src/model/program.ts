/** The programs that run on one database: what each says of itself every few seconds, and what it has in hand. */
import type { Instant } from '../base/clock.ts';
import type { MailboxState } from './mailbox-states.ts';
import type { OrganisationId } from './organisation.ts';
import type { MailboxId, ProjectId } from './project.ts';
import type { WorkBounds } from './work-bounds.ts';

/** What a program says of itself. */
export interface AboutProgram {
  readonly does: 'serve' | 'worker';
  readonly host: string;
  readonly version: string;
  readonly beganAt: Instant;
  /** As they hold for it now. */
  readonly bounds: WorkBounds;
}

export interface RunningProgram extends AboutProgram {
  /** Which machine, which process: the worker that mailboxes and events name. */
  readonly name: string;
  /** By the clock of the database, as is the silence: those of the machines may differ. */
  readonly heardAt: Instant;
  readonly silentMs: number;
  /** How far its own clock was ahead of that of the database; below zero where it was behind. */
  readonly clockAheadMs: number;
  readonly inHand: readonly MailboxInHand[];
}

export interface MailboxInHand {
  readonly organisation: OrganisationId;
  readonly project: ProjectId;
  readonly mailbox: MailboxId;
  readonly state: MailboxState;
  /** When its worker noted last how far it is; null before the first time. */
  readonly notedAt: Instant | null;
}

/** A program that was silent for so long has ended, or hangs. It speaks every ten seconds. */
export const PROGRAM_SILENT_MS = 60_000;
/** Nobody misses it any more. One that ends in good order is forgotten at once. */
export const PROGRAM_FORGOTTEN_MS = 24 * 3_600_000;
