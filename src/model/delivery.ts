/** What is sent of the tickets: each notice or entry once to each recipient, by mail or by webhook, kept together with what it tells of. */
import type { Brand } from '../base/brand.ts';
import type { Instant } from '../base/clock.ts';
import type { Problem } from '../base/problem.ts';
import type { Secret } from '../base/secret.ts';
import type { Arrangement } from './arrangement.ts';
import type { NoticeKind } from './notice.ts';
import type { OrganisationId, Person } from './organisation.ts';
import type { Page, PageAsk } from './page.ts';
import type { MailboxId, Project, ProjectId } from './project.ts';
import type { Author, EntryId, EntryPart, TicketEntry } from './ticket.ts';
import type { WebhookId } from './webhook.ts';

export type DeliveryId = Brand<string, 'DeliveryId'>;

/** What an entry of a ticket is called where it is sent: a notice by its kind, another entry by what its part is. */
export type DeliveryKind = NoticeKind | Exclude<EntryPart['is'], 'notice'>;

/**
 * waiting: it is sent when it is due. sent: the mail server or the webhook took it. failed: it is not tried any more.
 * bounced: a mail server on its way gave it back.
 */
export const DELIVERY_STATES = ['waiting', 'sent', 'failed', 'bounced'] as const;
export type DeliveryState = (typeof DELIVERY_STATES)[number];

export interface Delivery {
  readonly id: DeliveryId;
  readonly project: ProjectId;
  readonly entry: EntryId;
  /** The mailbox that it is about; null where it is about no single one. */
  readonly mailbox: MailboxId | null;
  readonly kind: DeliveryKind;
  readonly channel: 'mail' | 'webhook';
  /** A mail address; null for a webhook, and where no address is known. */
  readonly address: string | null;
  readonly webhook: WebhookId | null;
  readonly state: DeliveryState;
  /** Quiet hours do not put it off. */
  readonly isUrgent: boolean;
  readonly madeAt: Instant;
  /** When it was made, or last asked to be sent again. */
  readonly askedAt: Instant;
  /** Not before. */
  readonly dueAt: Instant;
  readonly tries: number;
  /** When it came to its state; null while it waits. */
  readonly settledAt: Instant | null;
  /** Why it waits, failed or came back; null where nothing is wrong. */
  readonly problem: Problem | null;
}

export interface NewDelivery
  extends Pick<
    Delivery,
    'id' | 'project' | 'entry' | 'mailbox' | 'kind' | 'isUrgent' | 'madeAt' | 'dueAt' | 'problem'
  > {
  /** Null: nobody knows where to send it, and it has failed already. */
  readonly to: MailRecipient | { readonly is: 'webhook'; readonly id: WebhookId } | null;
}

export interface MailRecipient {
  readonly is: 'mail';
  readonly address: string;
  /** Who has written what comes back as a reply. */
  readonly author: Author;
  /** Kept for the recipient where the two have not written before. */
  readonly reply: { readonly id: string; readonly token: Secret };
}

/** Everything that is needed to send one. */
export interface Letter {
  readonly delivery: Delivery;
  readonly entry: TicketEntry;
  /** The entry of people that a notice speaks of, where it has words; null where there is none. */
  readonly about: TicketEntry | null;
  readonly project: Pick<Project, 'id' | 'name'>;
  readonly mailboxName: string | null;
  /** Facts of the notice that stand nowhere in plain; null where it has none, or where they are gone. */
  readonly secretFacts: Readonly<Record<string, Secret>> | null;
  /** The token of replies; null for a webhook. */
  readonly replyToken: Secret | null;
  readonly webhook: { readonly url: string; readonly secret: Secret; readonly isOn: boolean } | null;
  readonly arrangement: Arrangement;
  readonly timeZone: string;
}

/** What is null is not asked for. */
export interface DeliveryFilter {
  readonly project: string | null;
  readonly mailbox: string | null;
  readonly webhook: string | null;
  readonly states: readonly DeliveryState[];
}

export type DeliverySort = 'madeAt';

/** How one attempt ended. */
export type DeliveryOutcome =
  | { readonly is: 'sent' }
  | { readonly is: 'later'; readonly dueAt: Instant; readonly problem: Problem; readonly isAttempt: boolean }
  | { readonly is: 'failed'; readonly problem: Problem };

/** What is to be sent for one organisation. */
export interface DeliveryBook {
  /** The operators of the house and the administrators of the organisation. */
  correspondents(): Promise<readonly Person[]>;
  addDelivery(delivery: NewDelivery): Promise<void>;
  /** Sealed, until the delivery that carries it was sent or given up. */
  keepSecretFacts(entry: EntryId, facts: Readonly<Record<string, Secret>>): Promise<void>;
  deliveries(filter: DeliveryFilter, ask: PageAsk<DeliverySort>): Promise<Page<Delivery>>;
  delivery(id: DeliveryId): Promise<Delivery | null>;
  letter(id: DeliveryId): Promise<Letter | null>;
  /** False where another program has claimed it meanwhile. Secret facts of what was sent are forgotten. */
  settleDelivery(id: DeliveryId, holder: string, outcome: DeliveryOutcome, at: Instant): Promise<boolean>;
  /** Of one that was sent: it came back, or will be late. False where there is none. */
  noteBounce(id: DeliveryId, problem: Problem, at: Instant): Promise<boolean>;
  /** Whatever its state. False where there is none, where it has nowhere to go, and while a program is sending it. */
  sendAgain(id: DeliveryId, at: Instant): Promise<boolean>;
  /** Where the user of the mailbox is written to; null where nobody said. */
  mailboxContact(mailbox: MailboxId): Promise<string | null>;
  /** Null takes it away. A mailbox that is not there is a defect of the caller. */
  setMailboxContact(mailbox: MailboxId, address: string | null, at: Instant): Promise<void>;
}

/** Whose a delivery is: all that is told outside its organisation. */
export interface ClaimedDelivery {
  readonly organisation: OrganisationId;
  readonly id: DeliveryId;
}

export interface DeliveryClaim {
  readonly holder: string;
  readonly now: Instant;
  readonly until: Instant;
  readonly limit: number;
}

/** What is due in any organisation. */
export interface DeliveryDoor {
  /** Those that are due and that nobody has; nobody else gets them before `until`. */
  claimDeliveries(claim: DeliveryClaim): Promise<readonly ClaimedDelivery[]>;
}
