/** What is asked of the thread that reads a store, and what it answers. */
import type { Instant } from '../../../base/clock.ts';
import type { ItemKind } from '../../../model/item.ts';
import type { FilePlace } from '../bytes.ts';
import type { StoreFolder } from './mapi-store.ts';

/** Where the thread finds the store: in a file that is open already. */
export interface StorePlace extends FilePlace {
  readonly sizeBytes: number;
}

export type StoreAsk =
  | { readonly is: 'folders' }
  /** The kind of each, in their order. */
  | { readonly is: 'kinds'; readonly nodes: readonly number[] }
  | { readonly is: 'head'; readonly node: number }
  /** The content of an item, piece by piece: begins it, or begins another one. */
  | { readonly is: 'open'; readonly node: number }
  | { readonly is: 'more' };

export interface StoredHead {
  readonly kind: ItemKind;
  readonly version: string;
  readonly sizeBytes: number;
  readonly receivedAt: Instant;
}

export type StoreAnswer =
  | { readonly is: 'folders'; readonly folders: readonly StoreFolder[] }
  | { readonly is: 'kinds'; readonly kinds: readonly (ItemKind | null)[] }
  | { readonly is: 'head'; readonly head: StoredHead }
  /** Null when there is no more. */
  | { readonly is: 'piece'; readonly bytes: Uint8Array | null }
  /** The store is broken there. */
  | { readonly is: 'refused'; readonly reason: string };
