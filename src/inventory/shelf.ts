/** Where answers about single mailboxes are kept, so that a run that ended early need not ask for them again. */

import type { SpamProtection } from '../model/inventory.ts';
import type { RackspaceMailbox } from '../wire/rackspace/get-mailbox.ts';

export interface ShelvedMailbox {
  readonly address: string;
  readonly mailbox: RackspaceMailbox;
  /** Null when it was not asked for. */
  readonly spam: SpamProtection | null;
}

export interface Shelf {
  /** Null when there is nothing of it, or it is too old. */
  find(address: string): ShelvedMailbox | null;
  put(one: ShelvedMailbox): Promise<void>;
}
