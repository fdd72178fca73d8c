/** What every part of the EWS target works with. */
import type { Clock } from '../../base/clock.ts';
import type { TargetFolder } from '../../model/folder.ts';
import type { FolderRef } from '../../wire/ews/names.ts';
import type { EwsSession } from '../../wire/ews/session.ts';
import type { Parties } from '../exchange/failing.ts';
import type { LostAnswers } from './lost-answers.ts';
import type { RequestSize } from './request-size.ts';

export interface EwsContext {
  readonly session: EwsSession;
  readonly clock: Clock;
  readonly parties: Parties;
  readonly size: RequestSize;
  readonly lost: LostAnswers;
  /** Bytes of one request's body that the server accepts. */
  readonly requestBytesMax: number;
  /** Where large content lies while it is read back. */
  readonly spoolFolder: string;
  /** Where the owner of the mailbox is, an IANA name: whole days and times without a zone are there. */
  readonly homeZone: string;
  /** The addresses of the owner, in lower case, that of the mailbox first: whoever has one of them is the owner. */
  readonly ownAddresses: ReadonlySet<string>;
  /** How long after it was sent a write without answer may still happen. */
  readonly doubtRestMs: number;
}

/** The folder as EWS names it. */
export function refOf(folder: TargetFolder): FolderRef {
  return { is: 'id', id: folder.serverName };
}

/** Cuts a list into pieces of at most `max`. */
export function piecesOf<T>(all: readonly T[], max: number): readonly (readonly T[])[] {
  const pieces: T[][] = [];
  for (let from = 0; from < all.length; from += max) pieces.push(all.slice(from, from + max));
  return pieces;
}
