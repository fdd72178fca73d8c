/**
 * A mailbox on an IMAP server, read through one connection that is opened again when it breaks. Folders are only ever
 * opened read-only (EXAMINE) and content is only ever peeked at, so that nothing is marked as seen.
 */
import { HELD_BYTES_MAX } from '../base/limits.ts';
import type { LeftOutFolder, Source } from '../model/source.ts';
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

/** Connects and signs in. Fails with a `Failure` of the connection or of the sign-in. */
export async function openImapSource(options: ImapSourceOptions, signal: AbortSignal): Promise<Source> {
  const session = new Session(options);
  await session.run(signal, async () => undefined);
  const { spoolFolder, heldBytesMax = HELD_BYTES_MAX } = options;
  let leftOut: readonly LeftOutFolder[] = [];
  return {
    name: `${options.credentials.user}@${options.server.host}`,
    get roundTripMs() {
      return session.roundTripMs;
    },
    get leftOut() {
      return leftOut;
    },
    folders: async (during) => {
      let isFirst = true;
      const found = await session.run(during, (c) => {
        // Some servers add up SIZE message by message, and are silent over it for too long. Then it is done without.
        const withSizes = isFirst;
        isFirst = false;
        return findFolders(c, { withSizes }, during);
      });
      leftOut = found.leftOut;
      return found.folders;
    },
    list: (folder, listing, during) => listFolder(session, folder, listing, during),
    read: (folder, refs, during) => readItems(session, folder, refs, { spoolFolder, heldBytesMax }, during),
    close: () => session.close(),
  };
}
