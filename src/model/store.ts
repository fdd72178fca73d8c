/**
 * What the service keeps, as those see it who decide. Everything of an organisation is reached through its `Tenant` and
 * nowhere else: there is no way to ask for a thing without saying whose it is.
 */
import type { Instant } from '../base/clock.ts';
import type { Problem } from '../base/problem.ts';
import type { Secret } from '../base/secret.ts';
import type { ApiToken, LiveToken, NewApiToken, TokenId } from './api-token.ts';
import type { NewEvent, StoredEvent } from './event.ts';
import type { NewJob } from './job.ts';
import type { MailboxState } from './mailbox-states.ts';
import type { KeptSurvey } from './mailbox-survey.ts';
import type { Account, Invitation, Organisation, OrganisationId, Person, PersonId } from './organisation.ts';
import type {
  Mailbox,
  MailboxId,
  MailboxMeasure,
  MailboxSettings,
  PasswordPlace,
  Project,
  ProjectCourse,
  ProjectId,
  ProjectSums,
} from './project.ts';
import type { ProjectState } from './project-states.ts';
import type { SecondFactorBook } from './second-factor.ts';

export interface Store {
  /**
   * One transaction in which only the rows of this organisation exist. All of it is durable together when this returns,
   * events and jobs included, or nothing is.
   */
  inTenant<T>(organisation: OrganisationId, run: (tenant: Tenant) => Promise<T>): Promise<T>;
  /** One transaction about what belongs to the installation: who signs in, and which organisations there are. */
  inHouse<T>(run: (house: House) => Promise<T>): Promise<T>;
}

/** A name that is new, or one that is there already. */
export type Added = 'added' | 'taken';

/** The tokens of one place: of an organisation, or of the house. */
export interface TokenBook {
  /** False when its maker is neither an operator nor of this place. */
  addToken(token: NewApiToken): Promise<boolean>;
  /** The newest first, those that hold no longer as well. */
  tokens(): Promise<readonly ApiToken[]>;
  /** False when there is none here that was not revoked already. */
  revokeToken(id: TokenId, at: Instant): Promise<boolean>;
}

export interface Tenant extends TokenBook {
  readonly id: OrganisationId;

  addProject(project: { readonly id: ProjectId; readonly name: string; readonly createdAt: Instant }): Promise<Added>;
  /** All of them, by name, with a bound that no organisation reaches. */
  projects(): Promise<readonly Project[]>;
  project(id: ProjectId): Promise<Project | null>;
  /** As `project`; nobody else can move it or lock it until the transaction ends. */
  lockProject(id: ProjectId): Promise<Project | null>;
  /** False when it is not in that state any more. */
  setProjectState(id: ProjectId, from: ProjectState, to: ProjectState): Promise<boolean>;
  sums(id: ProjectId): Promise<ProjectSums>;
  course(id: ProjectId): Promise<ProjectCourse>;

  addMailbox(mailbox: NewMailbox): Promise<Added>;
  /** By name, those after `after`. */
  mailboxes(project: ProjectId, after: string, limit: number): Promise<readonly Mailbox[]>;
  mailbox(id: MailboxId): Promise<Mailbox | null>;
  /** As `mailbox`; nobody else can move it until the transaction ends. Its project is locked before. */
  lockMailbox(id: MailboxId): Promise<Mailbox | null>;
  /** False when it is not in that state any more, or where `term` is given and a later one has begun. */
  moveMailbox(id: MailboxId, move: MailboxMove): Promise<boolean>;
  /** Moves all mailboxes of a project that are in one of these states, and gives them as they were. */
  moveMailboxes(project: ProjectId, from: readonly MailboxState[], to: MailboxState): Promise<readonly MailboxAt[]>;
  /** The mailboxes of a project in one of these states. */
  mailboxesIn(project: ProjectId, states: readonly MailboxState[]): Promise<readonly MailboxAt[]>;
  /** Begins a new term: whatever an earlier worker says of the mailbox from now on is refused. */
  claimMailbox(id: MailboxId, worker: string, at: Instant): Promise<number>;
  /** Where the mailbox and its project stand; null when there is none. */
  standing(id: MailboxId): Promise<Standing | null>;
  /** False when a later term has begun. */
  noteProgress(id: MailboxId, term: number, measure: MailboxMeasure): Promise<boolean>;
  /** A survey is asked for from now on. False where there is no such mailbox. */
  askSurvey(id: MailboxId, at: Instant): Promise<boolean>;
  /** How many mailboxes of the organisation wait for one. */
  surveysAsked(): Promise<number>;
  /** In the place of the last one, with the problem of an earlier one gone. False where there is no such mailbox. */
  keepSurvey(id: MailboxId, survey: KeptSurvey): Promise<boolean>;
  /** It is not asked for any more. A mailbox that has not begun to move gets the problem. Gives the state, null without one. */
  endSurvey(id: MailboxId, problem: Problem | null): Promise<MailboxState | null>;
  survey(id: MailboxId): Promise<KeptSurvey | null>;
  passwords(id: MailboxId): Promise<ReadonlyMap<PasswordPlace, Secret>>;
  /**
   * Whether fewer than `max` mailboxes that are read from this host are in the hands of workers, of whatever organisation: all
   * that is told of others. Whoever asks next waits until this transaction ends. Taken after all other locks.
   */
  isRoomAt(host: SourceHost): Promise<boolean>;
  /** How many mailboxes of the organisation are at work or wait to be. */
  mailboxesAtWork(): Promise<number>;

  people(): Promise<readonly Person[]>;

  /** Those after that number, in their order. */
  events(after: number, limit: number): Promise<readonly StoredEvent[]>;
  /** Kept when the transaction ends, after everything else. */
  append(event: NewEvent): void;
  /** Given to the workers when the transaction ends. */
  addJob(job: Omit<NewJob, 'organisation'>): void;
}

export interface SourceHost {
  readonly name: string;
  readonly max: number;
  /** Workers that were not heard of since then are dead. */
  readonly aliveSince: Instant;
}

/** What is needed of a mailbox to give it to the workers. */
export type MailboxAt = Pick<Mailbox, 'id' | 'state' | 'sourceHost'>;

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
}

export interface Standing {
  readonly state: MailboxState;
  readonly term: number;
  readonly projectState: ProjectState;
}

export interface NewInvitation {
  readonly tokenHash: Buffer;
  readonly role: Person['role'];
  readonly expiresAt: Instant;
}

/** The tokens in it are those of no organisation. */
export interface House extends TokenBook, SecondFactorBook {
  organisations(): Promise<readonly Organisation[]>;
  organisation(id: OrganisationId): Promise<Organisation | null>;
  addOrganisation(organisation: Organisation): Promise<Added>;

  peopleCount(): Promise<number>;
  addPerson(person: Person, passwordHash: string): Promise<Added>;
  account(address: string): Promise<Account | null>;
  /** The wrong passwords and codes so far, and until when no other one is looked at. */
  noteSignIn(id: PersonId, failures: number, lockedUntil: Instant | null): Promise<void>;

  /** Of an operator where `organisation` is null. */
  addInvitation(organisation: OrganisationId | null, invitation: NewInvitation): Promise<void>;
  /** Those of operators that nobody has used. */
  withdrawOperatorInvitations(): Promise<void>;
  /** Takes the invitation away; null where there is none that still holds. */
  takeInvitation(tokenHash: Buffer, now: Instant): Promise<Invitation | null>;

  /** Sessions that are over by now are forgotten. */
  addSession(
    tokenHash: Buffer,
    person: PersonId,
    span: { readonly now: Instant; readonly until: Instant },
  ): Promise<void>;
  /** Who that is; null for none, and for one that is over. */
  sessionPerson(tokenHash: Buffer, now: Instant): Promise<Person | null>;
  endSession(tokenHash: Buffer): Promise<void>;

  /** Of the installation, those after that number: what operators do that is about no organisation. */
  events(after: number, limit: number): Promise<readonly StoredEvent[]>;
  /** A token of any place that still holds, and whose maker may still do what it does; null for none. Notes its use. */
  useToken(tokenHash: Buffer, now: Instant): Promise<LiveToken | null>;

  /** As that of a tenant; of no organisation where `organisation` is null. */
  append(organisation: OrganisationId | null, event: NewEvent): void;
}
