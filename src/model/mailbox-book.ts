/** The mailboxes of the projects of one organisation, as those see them who decide. */
import type { Instant } from '../base/clock.ts';
import type { Problem } from '../base/problem.ts';
import type { Secret } from '../base/secret.ts';
import type { Added } from './added.ts';
import type { FailedItem, FailedItemSort, LedgerNames } from './failed-item.ts';
import type { JobSort, MailboxJob } from './mailbox-job.ts';
import type { KeptCheck, Look } from './mailbox-look.ts';
import type { MailboxState } from './mailbox-states.ts';
import type { KeptSurvey } from './mailbox-survey.ts';
import type { Page, PageAsk } from './page.ts';
import type { Mailbox, MailboxId, MailboxMeasure, MailboxSettings, PasswordPlace, ProjectId } from './project.ts';
import type { ProjectState } from './project-states.ts';
import type { KeptReport } from './report.ts';
import type { WaveId, WavePriority } from './wave.ts';
import type { WaveState } from './wave-states.ts';

export type MailboxSort = 'name' | 'state' | 'found' | 'copied' | 'failed' | 'lastActivityAt';

/** What is null or empty is not asked for. */
export interface MailboxFilter {
  readonly states: readonly MailboxState[];
  /** Part of the name, in letters of either case. */
  readonly text: string | null;
  /** What stops them or makes them wait. */
  readonly problem: string | null;
  /** Items that could not be moved: with some, or with none. */
  readonly hasExceptions: boolean | null;
  /** They go on by themselves, later than `now`. */
  readonly isWaiting: boolean | null;
  /** Their size is not known though they are to be moved: those in `uncounted` of the project. */
  readonly isUncounted: boolean | null;
  readonly now: Instant;
}

/** Those with these ids, or all that the filter lets through. */
export type MailboxChoice =
  | { readonly is: 'ids'; readonly ids: readonly MailboxId[] }
  | { readonly is: 'filter'; readonly filter: MailboxFilter };

export type ChosenMailbox = Pick<Mailbox, 'id' | 'name' | 'state' | 'sourceHost'>;

export interface MailboxBook {
  addMailbox(mailbox: NewMailbox): Promise<Added>;
  mailboxes(project: ProjectId, filter: MailboxFilter, ask: PageAsk<MailboxSort>): Promise<Page<Mailbox>>;
  /** What is being done with them, and what waits: those that a worker has, those that none has, or with null both. */
  jobs(project: ProjectId, isInHand: boolean | null, ask: PageAsk<JobSort>): Promise<Page<MailboxJob>>;
  /** By name, at most so many; nobody else can move them until the transaction ends. Their project is locked before. */
  lockMailboxes(project: ProjectId, choice: MailboxChoice, max: number): Promise<readonly ChosenMailbox[]>;
  mailbox(id: MailboxId): Promise<Mailbox | null>;
  /** As `mailbox`; nobody else can move it until the transaction ends. Its project is locked before. */
  lockMailbox(id: MailboxId): Promise<Mailbox | null>;
  /** False when it is not in that state any more, or where `term` is given and a later one has begun. */
  moveMailbox(id: MailboxId, move: MailboxMove): Promise<boolean>;
  /** Moves all these that are in one of the states, and gives them as they were. */
  moveMailboxes(which: MailboxGroup, from: readonly MailboxState[], to: MailboxState): Promise<readonly MailboxAt[]>;
  /** As `moveMailboxes`; what their workers say from now on is refused, so that they end at once. */
  takeMailboxes(which: MailboxGroup, from: readonly MailboxState[], to: MailboxState): Promise<readonly MailboxAt[]>;
  /** The mailboxes of a project in one of these states, with the most urgent waves first. */
  mailboxesIn(project: ProjectId, states: readonly MailboxState[]): Promise<readonly MailboxAt[]>;
  /** Begins a new term: whatever an earlier worker says of the mailbox from now on is refused. */
  claimMailbox(id: MailboxId, worker: string, at: Instant): Promise<number>;
  /** Where the mailbox and its project stand; null when there is none. */
  standing(id: MailboxId): Promise<Standing | null>;
  /** False when a later term has begun. */
  noteProgress(id: MailboxId, term: number, measure: MailboxMeasure): Promise<boolean>;
  /** It is asked for from now on. False where there is no such mailbox. */
  askLook(id: MailboxId, look: Look, at: Instant): Promise<boolean>;
  /** How many mailboxes of the organisation wait for one. */
  looksAsked(): Promise<number>;
  /** In the place of the last one, with the problem of an earlier one gone. False where there is no such mailbox. */
  keepSurvey(id: MailboxId, survey: KeptSurvey): Promise<boolean>;
  /** It is not asked for any more. A mailbox that has not begun to move gets the problem. Gives the state, null without one. */
  endLook(id: MailboxId, look: Look, problem: Problem | null): Promise<MailboxState | null>;
  survey(id: MailboxId): Promise<KeptSurvey | null>;
  /** As `keepSurvey`. */
  keepCheck(id: MailboxId, check: KeptCheck): Promise<boolean>;
  check(id: MailboxId): Promise<KeptCheck | null>;
  /** In the place of the last one. False when a later term has begun. */
  keepReport(id: MailboxId, term: number, report: KeptReport): Promise<boolean>;
  report(id: MailboxId): Promise<KeptReport | null>;
  /** Of these ledgers, which belong to the organisation; with this code alone, where it is one. */
  failedItems(
    ledgers: readonly LedgerNames[],
    code: string | null,
    ask: PageAsk<FailedItemSort>,
  ): Promise<Page<FailedItem>>;
  passwords(id: MailboxId): Promise<ReadonlyMap<PasswordPlace, Secret>>;
  /** In the place of an earlier one. */
  keepPassword(id: MailboxId, place: PasswordPlace, password: Secret, at: Instant): Promise<void>;
  /** Those that are stored go. Gives their places, in their order. */
  purgePasswords(id: MailboxId, at: Instant): Promise<readonly PasswordPlace[]>;
  /** For which places passwords are stored, and when the others went. */
  passwordsKept(id: MailboxId): Promise<PasswordsKept>;
  /**
   * Whether fewer than `max` mailboxes that are read from this host are in the hands of workers, of whatever organisation: all
   * that is told of others. Whoever asks next waits until this transaction ends. Taken after all other locks.
   */
  isRoomAt(host: SourceHost): Promise<boolean>;
  /** How many mailboxes of the organisation are at work or wait to be, of waves that are as urgent or more. */
  mailboxesAtWork(priority: WavePriority): Promise<number>;
}

export interface PasswordsKept {
  readonly kept: readonly { readonly place: PasswordPlace; readonly storedAt: Instant | null }[];
  /** Null where nothing was purged since a password was handed in last. */
  readonly purgedAt: Instant | null;
}
/** Those of a project that are in no wave, all of a project, or all of a wave. */
export type MailboxGroup =
  | { readonly project: ProjectId; readonly only: 'waveless' | 'all' }
  | { readonly project: ProjectId; readonly only: WaveId };

export interface SourceHost {
  readonly name: string;
  readonly max: number;
  /** Workers that were not heard of since then are dead. */
  readonly aliveSince: Instant;
}

/** What is needed of a mailbox to give it to the workers. */
export type MailboxAt = Pick<Mailbox, 'id' | 'state' | 'sourceHost' | 'wave'>;

export interface NewMailbox {
  readonly id: MailboxId;
  readonly project: ProjectId;
  readonly name: string;
  readonly settings: MailboxSettings;
  readonly sourceHost: string;
  readonly passwords: ReadonlyMap<PasswordPlace, Secret>;
}

export interface MailboxMove {
  readonly from: MailboxState;
  readonly to: MailboxState;
  readonly problem: Problem | null;
  readonly goesOnAt: Instant | null;
  /** That of the worker who moves it; null for people. */
  readonly term: number | null;
  /** Whoever has it in hand ends at once, and is not listened to any more. */
  readonly isTaken?: true;
}

export interface Standing {
  readonly state: MailboxState;
  readonly term: number;
  readonly project: ProjectId;
  readonly projectState: ProjectState;
  /** Null for one that is in no wave. */
  readonly waveState: WaveState | null;
}
