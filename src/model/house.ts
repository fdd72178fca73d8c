/** What belongs to the installation: who signs in, and which organisations there are. */
import type { Instant } from '../base/clock.ts';
import type { Added } from './added.ts';
import type { AnswerBook } from './answer.ts';
import type { LiveToken, TokenBook } from './api-token.ts';
import type { Blackout, BlackoutId } from './blackout.ts';
import type { DeliveryDoor } from './delivery.ts';
import type { EventFilter, NewEvent, StoredEvent } from './event.ts';
import type { HandOverDoor } from './hand-over.ts';
import type { IncomingDoor } from './incoming-mail.ts';
import type { MailSettingsBook } from './mail-settings.ts';
import type { LinkDoor } from './mailbox-user.ts';
import type {
  Account,
  Invitation,
  Organisation,
  OrganisationId,
  OrganisationSort,
  Person,
  PersonId,
} from './organisation.ts';
import type { Page, PageAsk } from './page.ts';
import type { PaperDoor } from './paper.ts';
import type { PasskeyBook } from './passkey.ts';
import type { PeopleBook } from './people-book.ts';
import type { RunningProgram } from './program.ts';
import type { MailboxId, ProjectId } from './project.ts';
import type { ProviderBook } from './provider.ts';
import type { SecondFactorBook } from './second-factor.ts';
import type { SessionBook } from './session.ts';
import type { WorkSettings } from './work-bounds.ts';

/** The tokens in it are those of no organisation. */
export interface House
  extends TokenBook,
    SecondFactorBook,
    SessionBook,
    PeopleBook,
    PasskeyBook,
    ProviderBook,
    LinkDoor,
    HandOverDoor,
    AnswerBook,
    DeliveryDoor,
    IncomingDoor,
    PaperDoor,
    MailSettingsBook {
  /** Only this one, where `only` is one; with this in the name, where `text` is one. */
  organisations(
    filter: { readonly only: OrganisationId | null; readonly text: string | null },
    ask: PageAsk<OrganisationSort>,
  ): Promise<Page<Organisation>>;
  organisation(id: OrganisationId): Promise<Organisation | null>;
  /** Which of them have a wave, a mailbox or a ticket that something is due for by now: all that is told of them. */
  organisationsDue(now: Instant): Promise<readonly OrganisationId[]>;
  /** Those that hold for the whole installation. */
  blackouts(): Promise<readonly Blackout[]>;
  /** False when there are too many. */
  addBlackout(blackout: Blackout): Promise<boolean>;
  removeBlackout(id: BlackoutId): Promise<Blackout | null>;
  addOrganisation(organisation: Organisation): Promise<Added>;

  peopleCount(): Promise<number>;
  addPerson(person: Person, passwordHash: string | null): Promise<Added>;
  account(address: string): Promise<Account | null>;
  /** The wrong passwords and codes so far, and until when no other one is looked at. */
  noteSignIn(id: PersonId, failures: number, lockedUntil: Instant | null): Promise<void>;

  /** Of an operator where `organisation` is null. */
  addInvitation(organisation: OrganisationId | null, invitation: NewInvitation): Promise<void>;
  /** Those of operators that nobody has used. */
  withdrawOperatorInvitations(): Promise<void>;
  /** Takes the invitation away; null where there is none that still holds. */
  takeInvitation(tokenHash: Buffer, now: Instant): Promise<Invitation | null>;

  /** Of the installation: what operators do that is about no organisation. */
  eventPage(filter: EventFilter, ask: PageAsk<'number'>): Promise<Page<StoredEvent>>;
  /** The number of the last event of each; 0 for one without. Tells nothing of what happened. */
  newestEvents(organisations: readonly OrganisationId[]): Promise<ReadonlyMap<OrganisationId, number>>;

  /** The programs that run, and those that fell silent within a day; by name. */
  programs(): Promise<readonly RunningProgram[]>;

  workSettings(): Promise<WorkSettings>;
  /** In the place of what was set before, which it gives. All workers hear of it once this is kept. */
  setWorkSettings(settings: WorkSettings, at: Instant): Promise<WorkSettings>;

  /** A token of any place that still holds, and whose maker may still do what it does; null for none. Notes its use. */
  useToken(tokenHash: Buffer, now: Instant): Promise<LiveToken | null>;

  /** Notes which passwords are not needed now, and gives the mailboxes of those that were not since `before`, at most so many. */
  passwordsUnneeded(now: Instant, before: Instant, limit: number): Promise<readonly Unneeded[]>;
  /** Sessions and invitations that are over by now are forgotten. */
  forgetOver(now: Instant): Promise<void>;

  /** As that of a tenant; of no organisation where `organisation` is null. */
  append(organisation: OrganisationId | null, event: NewEvent): void;
}

/** A mailbox whose passwords nothing needs any more. */
export interface Unneeded {
  readonly organisation: OrganisationId;
  readonly project: ProjectId;
  readonly mailbox: MailboxId;
}

export interface NewInvitation {
  readonly tokenHash: Buffer;
  readonly role: Person['role'];
  readonly expiresAt: Instant;
  /** Null for one that was made on the machine. It falls with whoever made it. */
  readonly madeBy: PersonId | null;
  /** The id that the account will have; null for any. */
  readonly person: PersonId | null;
}
