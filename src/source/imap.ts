/**
 * A mailbox on an IMAP server, read through one connection that is opened again when it breaks. Folders are only ever
 * opened read-only (EXAMINE) and content is only ever peeked at, so that nothing is marked as seen.
 */
import { HELD_BYTES_MAX } from '../base/limits.ts';
import type { FolderPath } from '../model/folder.ts';
import type { FolderTwin, Source } from '../model/source.ts';
import { findFolders } from './imap/folders.ts';
import { listFolder } from './imap/listing.ts';
import { readItems } from './imap/reading.ts';
import { Session, type SessionOptions } from './imap/session.ts';

export interface ImapSourceOptions extends SessionOptions {
  /** Where large messages wait. They lose their names at once, so a killed run leaves none behind. */
  readonly spoolFolder: string;
  /** Messages up to this size are held in memory. */
  readonly heldBytesMax?: number;
}

export interface ImapSource extends Source {
  /** Second names of other folders, as of the last `folders`: not among them. */
  readonly twins: readonly FolderTwin[];
  /** Mailboxes of others that the server lists beside this one, as of the last `folders`: not among them. */
  readonly foreign: readonly FolderPath[];
}

/** Connects and signs in. Fails with a `Failure` of the connection or of the sign-in. */
export async function openImapSource(options: ImapSourceOptions, signal: AbortSignal): Promise<ImapSource> {
  const session = new Session(options);
  await session.run(signal, async () => undefined);
  const { spoolFolder, heldBytesMax = HELD_BYTES_MAX } = options;
  const left: { twins: readonly FolderTwin[]; foreign: readonly FolderPath[] } = { twins: [], foreign: [] };
  return {
    name: `${options.credentials.user}@${options.server.host}`,
    get roundTripMs() {
      return session.roundTripMs;
    },
    get twins() {
      return left.twins;
    },
    get foreign() {
      return left.foreign;
    },
    folders: async (during) => {
      let isFirst = true;
      const { folders, twins, foreign } = await session.run(during, (c) => {
        // Some servers add up SIZE message by message, and are silent over it for too long. Then it is done without.
        const withSizes = isFirst;
        isFirst = false;
        return findFolders(c, { withSizes }, during);
      });
      Object.assign(left, { twins, foreign });
      return folders;
    },
    list: (folder, listing, during) => listFolder(session, folder, listing, during),
    read: (folder, refs, during) => readItems(session, folder, refs, { spoolFolder, heldBytesMax }, during),
    close: () => session.close(),
  };
}
