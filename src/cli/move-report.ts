/** What `copy` and `verify` have to say at their end: the JSON document, and what the summary is made of. */
import type { EntryState } from '../model/ledger.ts';
import type { Rename } from '../plan/rename.ts';

export interface MoveReport {
  readonly source: string;
  readonly target: string;
  /** Of the whole mailbox, from the ledger, and not of this run alone. */
  readonly items: Readonly<Record<EntryState, number>>;
  readonly bytes: Readonly<Record<EntryState, number>>;
  /** Of this run. */
  readonly itemsWritten: number;
  readonly bytesWritten: number;
  readonly itemsUpdated: number;
  readonly itemsMoved: number;
  readonly itemsRemoved: number;
  /** Found in the target and recognised as ours: no write was needed. */
  readonly itemsAdopted: number;
  /** What the target could not take as it was, counted by kind. Only a verification knows it. */
  readonly losses: readonly {
    readonly field: string;
    readonly how: string;
    readonly why: string;
    readonly items: number;
  }[];
  readonly folders: readonly MovedFolder[];
  readonly renames: readonly Pick<Rename, 'from' | 'to' | 'why'>[];
  /** Folders that the source lists and that are not moved: second names of others, and other people's. Of this run's copy. */
  readonly leftOut: readonly { readonly folder: string; readonly why: string }[];
  /** The first ones; `exceptionsCount` is the number of all. */
  readonly exceptions: readonly MoveException[];
  readonly exceptionsCount: number;
  /** From the start until the database answered. */
  readonly startMs: number;
  /** From the first connection to the last settled item; null when this run copied nothing. */
  readonly copyMs: number | null;
  readonly verifyMs: number | null;
  /** Null when this run verified nothing. */
  readonly grade: 'verified' | 'verified-with-exceptions' | 'not-verified' | null;
  /** Null when this run verified nothing. */
  readonly reports: { readonly html: string; readonly json: string; readonly csv: string } | null;
}

export interface MovedFolder {
  /** Levels joined by " / ". */
  readonly source: string;
  /** Null when a rule leaves the folder out, or when it could not be made. */
  readonly target: string | null;
  readonly items: Readonly<Record<EntryState, number>>;
}

export interface MoveException {
  readonly folder: string;
  readonly code: string;
  /** ISO 8601 in UTC. Null, as the next three, where it is not known or a whole folder is meant. */
  readonly receivedAt: string | null;
  readonly sender: string | null;
  readonly subject: string | null;
  readonly sizeBytes: number | null;
  readonly cause: string;
  readonly remedy: string;
}
