/** What a roll-back has brought back into the old mailbox, and what it could not. */
import type { FolderPath } from './folder.ts';
import type { FolderKind } from './item.ts';

export interface Returned {
  /** Messages that are in the old mailbox now and were read back there. */
  readonly items: number;
  /** Messages that could not be brought back, or not be proven to be there. */
  readonly exceptions: number;
  /** What is new in folders of other kinds, which the old system cannot be given: it stays in the new mailbox. */
  readonly stays: readonly { readonly path: FolderPath; readonly kind: FolderKind; readonly items: number }[];
}
