/** What only contacts and only distribution lists have. */
import type { ItemState } from '../item.ts';

export interface ContactState {
  readonly is: 'Contact';
  /** The number of the attachment that is the picture; null without one. */
  readonly photo: number | null;
}

export type MemberKind = 'OneOff' | 'Contact' | 'PrivateDL' | 'Mailbox' | 'PublicDL' | 'PublicFolder';

export interface Member {
  /** The server's own name of it. */
  readonly key: string;
  readonly kind: MemberKind;
  readonly name: string;
  /** '' for a list inside the list. */
  readonly address: string;
  readonly routing: string;
  /** The number of the item that it is linked to; null where it is none. */
  readonly item: number | null;
}

export interface ListState {
  readonly is: 'DistributionList';
  readonly members: readonly Member[];
}

/** Null for items of other kinds. */
export function listOf({ own }: ItemState): ListState | null {
  return own.is === 'DistributionList' ? own : null;
}

export function photoOf({ own }: ItemState): number | null {
  return own.is === 'Contact' ? own.photo : null;
}
