/** An item: what of it is kept in memory, and what lies in the store. */
import type { EventState } from './calendar/event.ts';
import type { ContactState, ListState } from './contacts/own.ts';
import type { PropertyKey, PropertyValue } from './extended-property.ts';
import type { Place } from './store.ts';
import type { TaskState } from './tasks/task.ts';

export type Sensitivity = 'Normal' | 'Personal' | 'Private' | 'Confidential';
export type Importance = 'Low' | 'Normal' | 'High';
export type FlagStatus = 'NotFlagged' | 'Flagged' | 'Complete';

export interface Flag {
  readonly status: FlagStatus;
  /** Milliseconds since 1970, as all times here. */
  readonly start: number | null;
  readonly due: number | null;
  readonly complete: number | null;
}

export interface Address {
  readonly name: string;
  readonly email: string;
}

/** Properties that were set by elements and replace what the MIME content says. */
export interface Overrides {
  readonly subject?: string;
  readonly from?: readonly Address[];
  readonly sender?: readonly Address[];
  readonly to?: readonly Address[];
  readonly cc?: readonly Address[];
  readonly bcc?: readonly Address[];
  readonly replyTo?: readonly Address[];
  readonly messageId?: string;
  readonly inReplyTo?: string;
  readonly references?: string;
}

/** The kinds of items by the names of their elements. */
export type KindName = 'Message' | 'CalendarItem' | 'Task' | 'Contact' | 'DistributionList';

/** What only items of one kind have; `is` names the kind. */
export type Own = { readonly is: 'Message' } | EventState | TaskState | ContactState | ListState;

/** The reminder of any kind of item. */
export interface Reminder {
  readonly isSet: boolean;
  readonly minutesBefore: number;
  /** What the minutes count back from; null where the kind itself says it, or nothing does. */
  readonly dueBy: number | null;
}

/** All of an item but its MIME content; one record of the store. */
export interface ItemState {
  readonly own: Own;
  /** Null for an item about whose reminder nobody said anything. */
  readonly reminder: Reminder | null;
  readonly itemClass: string;
  readonly isRead: boolean;
  /** Bit 8 of the message flags. Fixed by the first save. */
  readonly isDraft: boolean;
  /** Somebody would be told when the item is opened. */
  readonly readReceipt: boolean;
  readonly deliveryReceipt: boolean;
  readonly sensitivity: Sensitivity;
  readonly importance: Importance;
  readonly categories: readonly string[];
  readonly flag: Flag;
  readonly received: number;
  readonly sent: number | null;
  readonly created: number;
  readonly modified: number;
  readonly extended: Readonly<Record<PropertyKey, PropertyValue>>;
  readonly overrides: Overrides;
  /** By which each attachment is named, once one was deleted; before that its place. */
  readonly attachmentNumbers?: readonly number[];
}

export interface ItemRecord {
  readonly is: 'item';
  readonly mailbox: number;
  readonly folder: number;
  readonly id: number;
  /**
   * Positions in the order of all changes of the mailbox: when it came into its folder, last changed (which is its change
   * key), last changed in more than IsRead.
   */
  readonly created: number;
  readonly changed: number;
  readonly content: number;
  /** The id that it had in its first folder; not there while that is its id still. */
  readonly birth?: number;
  readonly mime: Place;
  readonly state: ItemState;
}

/** Kept in memory for every item. */
export interface ItemEntry {
  readonly id: number;
  readonly folder: number;
  kind: KindName;
  itemClass: string;
  isRead: boolean;
  readReceipt: boolean;
  received: number;
  created: number;
  changed: number;
  content: number;
  /** The id that it had in its first folder, by which it is known wherever it lies. */
  birth: number;
  /** Of the record. */
  at: number;
  bytes: number;
  mimeAt: number;
  mimeBytes: number;
}
