/** The ticket of a project: one conversation between its administrators and the migrations team, which only grows. */
import type { Brand } from '../base/brand.ts';
import { type Instant, instant } from '../base/clock.ts';
import type { Facts } from '../base/log.ts';
import type { Actor } from './event.ts';
import type { NoticeKind } from './notice.ts';
import type { Page, PageAsk } from './page.ts';
import type { MailboxId, ProjectId } from './project.ts';

export type EntryId = Brand<string, 'EntryId'>;

/**
 * What is structured in an entry, besides what it says.
 * request: what is wished, before there is a plan. question and reply: words alone. plan: a version of the plan was sent.
 * answer: what was acknowledged, wished and listed, and what of it is missing. alternative: dates that are offered instead.
 * confirmation: the date holds. notice: Godwit tells what happened.
 */
export type EntryPart =
  | { readonly is: 'request' }
  | { readonly is: 'question' }
  | { readonly is: 'reply' }
  | { readonly is: 'plan'; readonly version: number }
  | {
      readonly is: 'answer';
      /** The version that was read and understood, and by whom in his own words; null where nobody said so. */
      readonly acknowledged: { readonly version: number; readonly name: string } | null;
      readonly wishedAt: Instant | null;
      readonly addresses: readonly string[];
      readonly missing: readonly ('acknowledgement' | 'date' | 'addresses')[];
    }
  | { readonly is: 'alternative'; readonly offered: readonly Instant[] }
  | { readonly is: 'confirmation'; readonly at: Instant }
  | { readonly is: 'notice'; readonly kind: NoticeKind; readonly mailbox: MailboxId | null; readonly facts: Facts };

/** contact: somebody without an account who was written to at this address, and replied. */
export type Author = Actor | { readonly is: 'contact'; readonly address: string };

export interface TicketEntry {
  readonly id: EntryId;
  readonly project: ProjectId;
  /** 1 is the first of the project. */
  readonly number: number;
  readonly at: Instant;
  readonly author: Author;
  /** What it says, plain; may be empty where the part says everything. */
  readonly text: string;
  readonly part: EntryPart;
}

export type NewEntry = Omit<TicketEntry, 'number'>;

/** An entry as people read it. */
export interface AuthoredEntry extends TicketEntry {
  /** What its author is called; null for the program itself, for operators, and for whoever is gone. */
  readonly authorName: string | null;
}

/** A date and time as somebody wrote it. */
export interface WishedTime {
  readonly written: string;
  /** An IANA name; null where nobody said one, or where an offset stands in what was written. */
  readonly zone: string | null;
  /** Null until it is known in which zone it is meant. */
  readonly at: Instant | null;
}

/** Where the ticket of a project stands: what was sent, given, offered and confirmed. */
export interface TicketState {
  /** When the move was asked for first: the notice runs from here. Null before. */
  readonly requestedAt: Instant | null;
  /** The version of the plan that was sent last; no acknowledgement of another counts. */
  readonly planVersion: number | null;
  readonly acknowledged: { readonly version: number; readonly name: string; readonly at: Instant } | null;
  readonly wished: WishedTime | null;
  /** As they were written; all: every mailbox of the project, whichever those are. */
  readonly addresses: 'all' | readonly string[] | null;
  /** Since when the answer is complete, and the moment before which its date is confirmed. */
  readonly answered: { readonly at: Instant; readonly dueAt: Instant } | null;
  /** Dates in place of the wished one, and who offers them. */
  readonly offered: {
    readonly by: 'godwit' | 'operator';
    readonly dates: readonly Instant[];
    readonly why: string;
  } | null;
  /** The moment at which the move begins, as it was confirmed; null while no date is. */
  readonly confirmedAt: Instant | null;
  /** Whatever was due until this moment has been told. */
  readonly toldUntil: Instant;
}

export const NEW_TICKET: TicketState = {
  requestedAt: null,
  planVersion: null,
  acknowledged: null,
  wished: null,
  addresses: null,
  answered: null,
  offered: null,
  confirmedAt: null,
  toldUntil: instant(0),
};

/** A version of the plan of a project. */
export interface KeptPlan {
  readonly version: number;
  readonly at: Instant;
  /** As the room `plan` writes and reads it. */
  readonly document: string;
}

/** What an administrator noted about the Autodiscover of a domain, which decides whether programs find the new mailboxes. */
export interface DomainNote {
  readonly domain: string;
  /** passed: it was checked. waived: it was not, or in vain, and the move goes on all the same. */
  readonly is: 'passed' | 'waived';
  readonly reason: string;
  readonly at: Instant;
  readonly by: Actor;
}

export interface TicketBook {
  /** The project is locked before, so that numbers follow each other. */
  addEntry(entry: NewEntry): Promise<void>;
  /** In their order, or the newest first. */
  entries(project: ProjectId, ask: PageAsk<'number'>): Promise<Page<AuthoredEntry>>;
  /** The newest one whose part is of that kind; null where there is none. */
  lastEntry(project: ProjectId, is: EntryPart['is']): Promise<TicketEntry | null>;

  /** `NEW_TICKET` where nothing was asked for yet. */
  ticketState(project: ProjectId): Promise<TicketState>;
  /** `dueAt`: when the clock has something to do with it again; null for nothing. The project is locked before. */
  setTicketState(project: ProjectId, state: TicketState, dueAt: Instant | null): Promise<void>;
  /** Projects whose tickets the clock has something to do with by now, the earliest first. */
  ticketsDue(now: Instant, limit: number): Promise<readonly ProjectId[]>;

  /** Of a version that is there already it is a defect of the caller. */
  addPlan(project: ProjectId, plan: KeptPlan): Promise<void>;
  /** The newest one where `version` is null; null where there is none. */
  keptPlan(project: ProjectId, version: number | null): Promise<KeptPlan | null>;
  /** The newest first. */
  planVersions(project: ProjectId): Promise<readonly Pick<KeptPlan, 'version' | 'at'>[]>;

  /** The names of the mailboxes of a project that move or will, sorted. */
  movingNames(project: ProjectId): Promise<readonly string[]>;
  /** How many of those begin with the project, and not with a wave. */
  wavelessCount(project: ProjectId): Promise<number>;
  domainNotes(project: ProjectId): Promise<readonly DomainNote[]>;
  /** In the place of an earlier one. */
  noteDomain(project: ProjectId, note: DomainNote): Promise<void>;

  /**
   * How many mailboxes begin between each of these moments and the next, in the whole installation: with waves of any project, and
   * with projects that have a date, but for this one. All that is told of other organisations.
   */
  startsBetween(moments: readonly Instant[], except: ProjectId): Promise<readonly number[]>;
  /** Whoever asks next waits until this transaction ends, so that nobody gives away the same day twice. Taken after other locks. */
  lockStarts(): Promise<void>;
}
