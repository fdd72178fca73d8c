/** Mail that came in: what it was taken for, and why not for a reply. */
import type { Brand } from '../base/brand.ts';
import type { Instant } from '../base/clock.ts';
import type { DeliveryId } from './delivery.ts';
import type { OrganisationId } from './organisation.ts';
import type { Page, PageAsk } from './page.ts';
import type { ProjectId } from './project.ts';
import type { Author } from './ticket.ts';

export type IncomingId = Brand<string, 'IncomingId'>;

/** entry: a reply that stands in its ticket. bounce: noted at what came back. All others wait for nobody and are listed. */
export const INCOMING_OUTCOMES = [
  'entry',
  'bounce',
  'unknown-ticket',
  'person-gone',
  'automatic',
  'own',
  'empty',
  'too-large',
  'too-many',
] as const;
export type IncomingOutcome = (typeof INCOMING_OUTCOMES)[number];

export interface IncomingMail {
  readonly id: IncomingId;
  /** SHA-256 of the whole mail: what comes twice is taken once. */
  readonly digest: Buffer;
  readonly at: Instant;
  readonly outcome: IncomingOutcome;
  /** Shortened, one line each. */
  readonly from: string;
  readonly subject: string;
  /** The words of a mail that could not be placed; empty for one that was. */
  readonly text: string;
}

/** Where a reply belongs to. */
export interface ReplyPlace {
  readonly organisation: OrganisationId;
  readonly project: ProjectId;
  readonly author: Author;
  /** Where the mail that is answered went to. */
  readonly address: string;
  /** False for somebody who was removed meanwhile. */
  readonly isStillThere: boolean;
}

export interface IncomingBook {
  /** In the transaction of the entry that it became. False where it was taken before. */
  takeIncoming(project: ProjectId, mail: IncomingMail): Promise<boolean>;
  /** Replies in this project since then. */
  repliesSince(project: ProjectId, since: Instant): Promise<number>;
}

export interface IncomingDoor {
  replyPlace(tokenHash: Buffer): Promise<ReplyPlace | null>;
  /** Whose delivery that is, if it was sent with this token. */
  placeOfDelivery(id: DeliveryId, tokenHash: Buffer): Promise<OrganisationId | null>;
  /** As that of a tenant, for what belongs to none. */
  takeUnplaced(mail: IncomingMail): Promise<boolean>;
  /** The newest first: what was put nowhere. */
  unplaced(ask: PageAsk<'at'>): Promise<Page<IncomingMail>>;
}
