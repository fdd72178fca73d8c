/** Reads four header fields of every message of a mailbox, streamed. Opens folders for reading only, and makes nothing seen. */
import type { Clock } from '../../base/clock.ts';
import { folderLabel, type SourceFolder } from '../../model/folder.ts';
import { connectImap } from '../../wire/imap/connect-imap.ts';
import type { ImapConnection } from '../../wire/imap/connection.ts';
import { ImapConnectionError, ImapProtocolError, ImapStatusError } from '../../wire/imap/errors.ts';
import { type FetchedMessage, uidFetch } from '../../wire/imap/fetch.ts';
import { examine } from '../../wire/imap/select.ts';
import { uidsFrom } from '../../wire/imap/uid-set.ts';
import { type HeadFindings, HeadTally, type ReadHead } from './head-tally.ts';
import type { ImapPlace } from './look-at-imap.ts';

export interface HeadFacts extends HeadFindings {
  /** Folders that were not read to their end, and why. */
  readonly unread: readonly string[];
}

export interface HeadDeps {
  readonly clock: Clock;
  /** Reads header lines, one character a byte. Never fails. */
  readonly readHead: (lines: string) => Promise<ReadHead>;
}

const QUESTION = {
  attributes: ['INTERNALDATE', 'RFC822.SIZE'],
  header: ['DATE', 'MESSAGE-ID', 'FROM', 'SUBJECT'],
} as const;
/** Connections that may break in one look; what then is not read is named. */
const BREAKS_MAX = 3;
/** Messages of which one part came and the other not yet. */
const PARTS_MAX = 10_000;
/** Beside two for each message, so many answers may come: for mail that arrives meanwhile. */
const HEARD_MORE_MAX = 100_000;

/** Each folder of the server once, with its messages. Throws the signal's reason only. */
export async function lookAtHeads(
  place: ImapPlace,
  folders: readonly SourceFolder[],
  deps: HeadDeps,
  signal: AbortSignal,
): Promise<HeadFacts> {
  const tally = new HeadTally();
  const unread: string[] = [];
  let open: ImapConnection | null = null;
  let breaks = 0;
  for (const folder of folders) {
    if (breaks > BREAKS_MAX) {
      unread.push(`${folderLabel(folder.path)}: the connection broke too often`);
      continue;
    }
    try {
      open ??= await connectImap(place.server, place.credentials, { clock: deps.clock }, signal);
      await readFolder(open, folder, tally, deps, signal);
    } catch (error) {
      signal.throwIfAborted();
      const isRefused = error instanceof ImapStatusError && error.status !== 'BYE';
      if (!isRefused && !isBroken(error)) throw error;
      unread.push(`${folderLabel(folder.path)}: ${error.message}`);
      if (isRefused) continue;
      breaks += 1;
      await open?.close();
      open = null;
    }
  }
  await open?.close();
  return { ...tally.findings(), unread };
}

function isBroken(error: unknown): error is Error {
  return [ImapConnectionError, ImapProtocolError, ImapStatusError].some((kind) => error instanceof kind);
}

async function readFolder(
  c: ImapConnection,
  { serverName, path }: SourceFolder,
  tally: HeadTally,
  { readHead }: HeadDeps,
  signal: AbortSignal,
): Promise<void> {
  tally.enter(path);
  const { exists } = await examine(c, serverName, {}, signal);
  // Some servers answer BAD to 1:* in an empty folder.
  if (exists === 0) return;
  const parts = new Map<number, FetchedMessage>();
  let heard = 0;
  for await (const one of uidFetch(c, uidsFrom(1), QUESTION, signal)) {
    if (one.is !== 'message') continue;
    heard += 1;
    if (heard > 2 * exists + HEARD_MORE_MAX)
      throw new ImapProtocolError('the server lists more messages than there are');
    const message = joined(parts.get(one.uid), one);
    parts.delete(one.uid);
    if (isWhole(message)) await add(message);
    else if (parts.size < PARTS_MAX) parts.set(one.uid, message);
  }
  for (const message of parts.values()) await add(message);

  /** What came without a header was about flags, which nobody asked for. */
  async function add({ uid, sizeBytes, internalDate, header }: FetchedMessage): Promise<void> {
    if (header !== null) tally.add({ uid, sizeBytes, internalDate, ...(await readHead(header)) });
  }
}

function joined(before: FetchedMessage | undefined, now: FetchedMessage): FetchedMessage {
  if (before === undefined) return now;
  return {
    ...now,
    header: now.header ?? before.header,
    internalDate: now.internalDate ?? before.internalDate,
    sizeBytes: now.sizeBytes ?? before.sizeBytes,
  };
}

function isWhole({ header, internalDate, sizeBytes }: FetchedMessage): boolean {
  return header !== null && internalDate !== null && sizeBytes !== null;
}
