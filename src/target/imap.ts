/**
 * An IMAP mailbox as a target. It translates between the words of `model/` and those of `wire/imap` and decides nothing;
 * its parts lie in `target/imap/`. IMAP has no place for a marker, so a doubtful write is recognised by its content.
 */
import type { LineGuard } from '../base/byte-pace.ts';
import type { Clock } from '../base/clock.ts';
import { FOLDER_DEPTH_MAX, ITEM_BYTES_MAX } from '../base/limits.ts';
import { type Log, silentLog } from '../base/log.ts';
import type { Target, TargetTraits } from '../model/target.ts';
import type { ImapCredentials, ImapServer } from '../wire/imap/connect-imap.ts';
import type { ImapConnection } from '../wire/imap/connection.ts';
import { ImapStatusError } from '../wire/imap/errors.ts';
import type { ImapLimits } from '../wire/imap/limits.ts';
import { select } from '../wire/imap/select.ts';
import { writeBatch } from './imap/batch.ts';
import { moveMessages, removeMessages, updateFlags } from './imap/changing.ts';
import { toFailure } from './imap/failure.ts';
import { keptKeywords } from './imap/flags.ts';
import { FolderWrites } from './imap/folder-writes.ts';
import { FolderTree } from './imap/folders.ts';
import { Lane } from './imap/lane.ts';
import { findDoubts, listHeads, readContents } from './imap/looking.ts';
import { askNaming, type Naming } from './imap/names.ts';
import { put, TAKEN_BYTES_MAX } from './imap/put.ts';
import { ByteRoom } from './imap/room.ts';

export interface ImapTargetOptions {
  readonly server: ImapServer;
  readonly credentials: ImapCredentials;
  /** Where large messages lie while they are read back. */
  readonly spoolFolder: string;
  readonly clock: Clock;
  readonly log?: Log;
  /**
   * What is known of a doubtful write before its content is read; size and date where this is left out. A source that does
   * not know the size of what it gives has the date alone.
   */
  readonly doubtsBy?: 'date';
  /** Where they differ from those of `wire/imap`. */
  readonly limits?: Partial<ImapLimits>;
  readonly guard?: LineGuard;
  /** Called when the server turns a connection away: it has too many, or wants a pause. */
  readonly onTurnedAway?: () => void;
}

/**
 * Connects, signs in and asks how names are written. Fails with a `connection.*` or `target.*` failure. Later a lost
 * connection is a failure of what was under way; the next call opens a new one.
 */
export async function openImapTarget(options: ImapTargetOptions, signal: AbortSignal): Promise<Target> {
  const lane = new Lane(options);
  try {
    const connection = await lane.connection(signal);
    const naming = await askNaming(connection, signal);
    // Asking for names may have cost the connection.
    const keepsKeyword = await askKeywords(await lane.connection(signal), signal);
    return imapTarget(options, { lane, naming, traits: traitsOf(connection, naming, keepsKeyword) });
  } catch (error) {
    await lane.close();
    throw toFailure(error, options);
  }
}

interface Opened {
  readonly lane: Lane;
  readonly naming: Naming;
  readonly traits: TargetTraits;
}

function imapTarget(options: ImapTargetOptions, { lane, naming, traits }: Opened): Target {
  const { clock, spoolFolder, log = silentLog, server, credentials } = options;
  const tree = new FolderTree(lane, naming);
  const room = new ByteRoom(TAKEN_BYTES_MAX);
  const writesTo = new Map<string, FolderWrites>();
  return {
    traits,
    name: `${credentials.user}@${server.host}`,
    folders: (asked) => tree.folders(asked),
    ensureFolder: (wanted, asked) => tree.ensure(wanted, asked),
    put: async function* (folder, stream, asked) {
      const writes = writesTo.get(folder.serverName) ?? new FolderWrites(folder, lane);
      writesTo.set(folder.serverName, writes);
      const isTogether = (await lane.connection(asked)).has('MULTIAPPEND');
      const { itemBytesMax } = traits;
      const deps = { folder, writes, clock, itemBytesMax, isTogether, signal: asked };
      try {
        yield* put(stream, { traits, room, write: (batch, settled) => writeBatch(batch, { ...deps, settled }) }, asked);
      } catch (error) {
        throw lane.folderFailure(error, folder);
      }
    },
    find: (folder, doubts, asked) =>
      findDoubts(folder, doubts, { lane, now: clock.now(), isSizeKnown: options.doubtsBy !== 'date' }, asked),
    update: (folder, changes, asked) => updateFlags(folder, changes, { lane, traits }, asked),
    move: (from, to, refs, asked) => moveMessages(from, to, refs, lane, asked),
    remove: (folder, refs, asked) => removeMessages(folder, refs, { lane, log }, asked),
    list: (folder, asked) => listHeads(folder, lane, asked),
    read: (folder, refs, asked) => readContents(folder, refs, { lane, spoolFolder }, asked),
    close: () => lane.close(),
  };
}

/** Names longer than this do not fit the file systems that most servers keep folders in. */
const FOLDER_NAME_MAX = 255;
/** A write that the server had begun to read when we died is done long before that. */
const DOUBT_REST_MS = 3_000;

function traitsOf(
  connection: ImapConnection,
  { separator, forbids }: Naming,
  keepsKeyword: TargetTraits['keepsKeyword'],
): TargetTraits {
  return {
    kinds: new Set(['message']),
    itemBytesMax: Math.min(appendLimit(connection), ITEM_BYTES_MAX),
    folderNameMax: FOLDER_NAME_MAX,
    folderNameForbids: forbids,
    folderNamesFold: false,
    folderNamesTrimmed: false,
    folderDepthMax: separator === null ? 1 : FOLDER_DEPTH_MAX,
    marks: 'none',
    doubtRestMs: DOUBT_REST_MS,
    keepsKeyword,
  };
}

/** As the inbox has it: SELECT tells, and EXAMINE does not. A server that refuses is believed to keep all. */
async function askKeywords(connection: ImapConnection, signal: AbortSignal): Promise<TargetTraits['keepsKeyword']> {
  try {
    return keptKeywords((await select(connection, 'INBOX', {}, signal)).permanentFlags);
  } catch (error) {
    if (error instanceof ImapStatusError && error.status !== 'BYE') return () => true;
    throw error;
  }
}

/** RFC 7889: what the server takes at most, for all mailboxes alike. */
function appendLimit(connection: ImapConnection): number {
  for (const capability of connection.capabilities) {
    const told = /^APPENDLIMIT=(\d{1,15})$/.exec(capability);
    if (told !== null) return Number(told[1]);
  }
  return Number.POSITIVE_INFINITY;
}
