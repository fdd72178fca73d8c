/**
 * What the service keeps, as those see it who decide. Everything of an organisation is reached through its `Tenant` and
 * nowhere else: there is no way to ask for a thing without saying whose it is.
 */
import type { TokenBook } from './api-token.ts';
import type { CaseBook } from './case.ts';
import type { CutOverBook } from './cut-over.ts';
import type { DeliveryBook } from './delivery.ts';
import type { EventFilter, NewEvent, StoredEvent } from './event.ts';
import type { HandOverBook } from './hand-over.ts';
import type { House } from './house.ts';
import type { IncomingBook } from './incoming-mail.ts';
import type { NewJob } from './job.ts';
import type { MailboxBook } from './mailbox-book.ts';
import type { LinkBook } from './mailbox-user.ts';
import type { OrganisationId, Person, PersonSort } from './organisation.ts';
import type { Page, PageAsk } from './page.ts';
import type { PaperBook } from './paper.ts';
import type { FinishBook, ProjectBook } from './project-book.ts';
import type { SignInBook } from './sign-in.ts';
import type { TicketBook } from './ticket.ts';
import type { WaveBook } from './wave-book.ts';
import type { WebhookBook } from './webhook.ts';

export interface Store {
  /**
   * One transaction in which only the rows of this organisation exist. All of it is durable together when this returns,
   * events and jobs included, or nothing is.
   */
  inTenant<T>(organisation: OrganisationId, run: (tenant: Tenant) => Promise<T>): Promise<T>;
  /** One transaction about what belongs to the installation: who signs in, and which organisations there are. */
  inHouse<T>(run: (house: House) => Promise<T>): Promise<T>;
}

export interface Tenant
  extends ProjectBook,
    WaveBook,
    MailboxBook,
    TokenBook,
    LinkBook,
    TicketBook,
    HandOverBook,
    FinishBook,
    CaseBook,
    SignInBook,
    DeliveryBook,
    WebhookBook,
    IncomingBook,
    CutOverBook,
    PaperBook {
  readonly id: OrganisationId;

  /** With this in the name or the address, in letters of either case; null for all. */
  people(text: string | null, ask: PageAsk<PersonSort>): Promise<Page<Person>>;

  /** Those after that number, in their order. */
  events(after: number, limit: number): Promise<readonly StoredEvent[]>;
  eventPage(filter: EventFilter, ask: PageAsk<'number'>): Promise<Page<StoredEvent>>;
  /** Kept when the transaction ends, after everything else. */
  append(event: NewEvent): void;
  /** Given to the workers when the transaction ends. */
  addJob(job: Omit<NewJob, 'organisation'>): void;
}
