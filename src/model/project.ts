/** What moves for an organisation: projects, and the mailboxes in them. */
import type { Brand } from '../base/brand.ts';
import type { Instant } from '../base/clock.ts';
import type { Problem, ProblemCode } from '../base/problem.ts';
import type { Verdict } from './check-result.ts';
import type { MailboxState } from './mailbox-states.ts';
import type { MailboxPace, Measure, MeasuredWork, Work } from './pace.ts';
import type { ProjectState } from './project-states.ts';
import type { WaveId } from './wave.ts';

export type ProjectId = Brand<string, 'ProjectId'>;
export type MailboxId = Brand<string, 'MailboxId'>;

export interface Project {
  readonly id: ProjectId;
  readonly name: string;
  readonly state: ProjectState;
  readonly createdAt: Instant;
  /** When the pre-flight passed; null where the last one did not, and before the first. */
  readonly preFlightPassedAt: Instant | null;
}

/** Where a mailbox is read and written, as it was typed; passwords lie elsewhere. */
export interface MailboxSettings {
  readonly sources: readonly { readonly address: string; readonly user: string | null }[];
  readonly target: {
    readonly address: string;
    readonly user: string | null;
    readonly auth: 'auto' | 'basic' | 'ntlm' | 'bearer';
  };
  /** An IANA name; null is that of the machine that moves the mailbox. */
  readonly timeZone: string | null;
}

/** Which password: that of the target, or of the source with this number. */
export type PasswordPlace = 'target' | `source ${number}`;

/** Every password that a mailbox needs, in the order of its sources and the target last. */
export function passwordPlaces({ sources }: MailboxSettings): readonly PasswordPlace[] {
  return [...sources.map((_source, at): PasswordPlace => `source ${at}`), 'target'];
}

/** That of the first source that mail is read from; of the first one where none is. */
export function mailPlace({ sources }: MailboxSettings): PasswordPlace {
  return `source ${Math.max(
    0,
    sources.findIndex(({ address }) => address.toLowerCase().startsWith('imap')),
  )}`;
}

/** Kept while the mailbox moves, from the counts of its ledgers; zero before. */
export interface MailboxProgress {
  readonly itemsFound: number;
  readonly itemsCopied: number;
  readonly itemsVerified: number;
  readonly itemsFailed: number;
  readonly bytesFound: number;
  readonly bytesCopied: number;
  readonly bytesVerified: number;
  readonly bytesFailed: number;
}

export type MailboxMeasure = Measure<MailboxProgress>;

export const NO_PROGRESS: MailboxProgress = {
  itemsFound: 0,
  itemsCopied: 0,
  itemsVerified: 0,
  itemsFailed: 0,
  bytesFound: 0,
  bytesCopied: 0,
  bytesVerified: 0,
  bytesFailed: 0,
};

export interface Mailbox {
  readonly id: MailboxId;
  readonly project: ProjectId;
  /** Null: it moves with its project. */
  readonly wave: WaveId | null;
  /** Since when it is cut over, with its wave or by itself; null while that lies ahead, and where nothing has to wait. */
  readonly cutOverBeganAt: Instant | null;
  /** What people call it, mostly its mail address. Once in a project. */
  readonly name: string;
  readonly state: MailboxState;
  readonly settings: MailboxSettings;
  /** The host that it is mainly read from. */
  readonly sourceHost: string;
  /** Why it does not go on, or why it waits; null when nothing is wrong. */
  readonly problem: Problem | null;
  /** When it goes on by itself, where it waits for that. */
  readonly goesOnAt: Instant | null;
  readonly progress: MailboxProgress;
  /** When a worker last had the mailbox in its hands and measured it, whatever it found; null before the first one. */
  readonly progressAt: Instant | null;
  /** When something was found, copied, verified or failed last; null before. */
  readonly lastActivityAt: Instant | null;
  /** True when every folder was listed: what was found is then all there is. */
  readonly isListed: boolean;
  /** Null before anything was measured. */
  readonly pace: MailboxPace | null;
  /** What a survey says will move; null before the first one. */
  readonly surveyed: Work | null;
  /** Since when a survey is asked for; null when none is. */
  readonly surveyAskedAt: Instant | null;
  /** That of the last check; null before the first one. */
  readonly checkVerdict: Verdict | null;
  readonly checkedAt: Instant | null;
  /** Since when a check is asked for; null when none is. */
  readonly checkAskedAt: Instant | null;
}

/** What is known of the size of a mailbox. */
export type Sized = Pick<Mailbox, 'isListed' | 'progress' | 'surveyed'>;

/** What all of it comes to; null while nobody knows. Until everything was listed, what a survey found counts. */
export function totalOf({ isListed, progress, surveyed }: Sized): Work | null {
  const { itemsFound, bytesFound } = progress;
  if (isListed) return { items: itemsFound, bytes: bytesFound };
  if (surveyed === null) return null;
  return { items: Math.max(itemsFound, surveyed.items), bytes: Math.max(bytesFound, surveyed.bytes) };
}

/** How many mailboxes are in which state. */
export interface StateCounts {
  readonly mailboxes: Readonly<Partial<Record<MailboxState, number>>>;
}

/** What a project comes to, summed over its mailboxes. */
export interface ProjectSums extends StateCounts {
  readonly progress: MailboxProgress;
}

/** How the mailboxes of a project go on: what is needed to say when they end, and what stands in their way. */
export interface ProjectCourse {
  /** Those that are at work or wait for it, by name; their pace only where a worker has them. */
  readonly atWork: readonly MailboxAtWork[];
  /** Of mailboxes that moved lately, the newest first, with a bound. */
  readonly worked: readonly MeasuredWork[];
  /** The sum over the mailboxes whose total is known; null where there are none. */
  readonly total: Work | null;
  /** Mailboxes that are to be moved and of which nobody knows how much they hold. */
  readonly uncounted: number;
  /** Mailboxes by what stops them or lets them wait. */
  readonly problems: readonly { readonly code: ProblemCode; readonly mailboxes: number }[];
  readonly lastActivityAt: Instant | null;
}

export type MailboxAtWork = Pick<
  Mailbox,
  'state' | 'progress' | 'progressAt' | 'isListed' | 'surveyed' | 'pace' | 'goesOnAt'
>;
