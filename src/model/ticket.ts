/** The ticket of a project: one conversation between its administrators and the migrations team, which only grows. */
import type { Brand } from '../base/brand.ts';
import type { Instant } from '../base/clock.ts';
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

export interface TicketBook {
  /** The project is locked before, so that numbers follow each other. */
  addEntry(entry: NewEntry): Promise<void>;
  /** In their order, or the newest first. */
  entries(project: ProjectId, ask: PageAsk<'number'>): Promise<Page<TicketEntry>>;
  /** The newest one whose part is of that kind; null where there is none. */
  lastEntry(project: ProjectId, is: EntryPart['is']): Promise<TicketEntry | null>;
}
