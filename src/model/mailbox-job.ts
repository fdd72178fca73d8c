/** Which work a mailbox needs, and how people look at it: what is being done, and what waits to be. */
import type { Instant } from '../base/clock.ts';
import type { JobKind } from './job.ts';
import type { MailboxState } from './mailbox-states.ts';
import type { Mailbox } from './project.ts';
import { PROJECT, type ProjectState } from './project-states.ts';
import type { WaveState } from './wave-states.ts';

export type JobSort = 'name' | 'state';

export interface MailboxJob {
  readonly mailbox: Mailbox;
  /** The name of the worker that has it; null while it waits. */
  readonly worker: string | null;
  /** When it came into this state, or when the look into it was asked for. */
  readonly since: Instant | null;
}

/** The kind of job that goes on with a mailbox in this state; null where none does. */
export function jobKindOf(state: MailboxState): JobKind | null {
  return JOB_STATES[state] ?? null;
}

/** What is done with the mailbox, or next; what moves it goes before looks into it, and a survey before a check. */
export function workKindOf({ state, surveyAskedAt }: Mailbox): JobKind {
  return jobKindOf(state) ?? (surveyAskedAt === null ? 'mailbox.check' : 'mailbox.survey');
}

/** Whether such a job may go on in a project and a wave that stand so; null for a mailbox in no wave. */
export function mayGoOn(kind: JobKind, project: ProjectState, wave: WaveState | null): boolean {
  // People who go back want their mail whatever became of the project.
  if (kind === 'mailbox.return') return !PROJECT.final.includes(project);
  return project === 'running' && (wave === null || wave === 'running');
}

/** Other states have no job but a look. */
export const JOB_STATES: Readonly<Partial<Record<MailboxState, JobKind>>> = {
  queued: 'mailbox.copy',
  copying: 'mailbox.copy',
  'in-step': 'mailbox.delta',
  following: 'mailbox.delta',
  'final-queued': 'mailbox.final',
  'catching-up': 'mailbox.final',
  copied: 'mailbox.verify',
  verifying: 'mailbox.verify',
  'rolling-back': 'mailbox.return',
  returning: 'mailbox.return',
};
