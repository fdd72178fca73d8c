/** The kinds of work that outlive a request, and what each needs to know. */
import type { Instant } from '../base/clock.ts';
import type { OrganisationId } from './organisation.ts';
import type { MailboxId } from './project.ts';

/**
 * copy: everything, and where no cut-over lies ahead what changed meanwhile. delta: what changed since, while people work.
 * final: what changed since, for good. verify: reads back and compares. return: brings back what reached the new mailbox.
 * sweep: brings over what still came to the old one after the proof. lock: keeps the user out of the old mailbox, or lets him in
 * again. survey: looks into the sources. The last four, but for the return, change no state. A job says only that there is work; what
 * is to be done stands in the state of the mailbox, so that a job that comes twice or too late does no harm.
 */
export type JobKind =
  | 'mailbox.copy'
  | 'mailbox.delta'
  | 'mailbox.final'
  | 'mailbox.verify'
  | 'mailbox.return'
  | 'mailbox.sweep'
  | 'mailbox.lock'
  | 'mailbox.survey'
  | 'mailbox.check';

export interface Job {
  readonly kind: JobKind;
  readonly organisation: OrganisationId;
  readonly mailbox: MailboxId;
}

export interface NewJob extends Job {
  /** Jobs of a lower rank are taken first. */
  readonly rank: number;
  /** The host that is read from: of one host only so many jobs are under way at once, over all workers. */
  readonly sourceHost: string;
  /** Null: as soon as a worker is free. */
  readonly notBefore: Instant | null;
}

/** A way into the database for the statements that the engine of the jobs brings along. */
export interface JobDoor {
  executeSql(text: string, values?: unknown[]): Promise<{ rows: unknown[] }>;
}
