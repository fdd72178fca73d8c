/** Sync states: opaque to clients, good for one folder (or one tree) of one mailbox. */
import { ItemRefusal } from './errors.ts';
import type { Mailbox } from './mailbox.ts';

type SyncKind = 'items' | 'folders';

/** Real states are several hundred characters long, so that nobody keeps them in a short column. */
const PADDING = 'x'.repeat(240);

export function writeSyncState(kind: SyncKind, mailbox: Mailbox, folder: number, sequence: number): string {
  return Buffer.from(JSON.stringify([kind, mailbox.number, folder, sequence, PADDING])).toString('base64');
}

/** Where to go on; 0 for an empty state. Refuses states of something else with ErrorInvalidSyncStateData. */
export function readSyncState(state: string, kind: SyncKind, mailbox: Mailbox, folder: number): number {
  if (state === '') return 0;
  const parsed = parsedState(state);
  const [ofKind, ofMailbox, ofFolder, sequence] = parsed;
  if (ofKind !== kind || ofMailbox !== mailbox.number || ofFolder !== folder || typeof sequence !== 'number') {
    throw new ItemRefusal('ErrorInvalidSyncStateData', 'Synchronization state data is corrupt or otherwise invalid.');
  }
  return sequence;
}

function parsedState(state: string): readonly unknown[] {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(state, 'base64').toString('utf8'));
    return Array.isArray(parsed) ? parsed : [];
  } catch (error) {
    if (error instanceof SyntaxError) return [];
    throw error;
  }
}
