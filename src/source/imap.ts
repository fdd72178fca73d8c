/**
 * A mailbox on an IMAP server, read through one connection that is opened again when it breaks. Folders are only ever
 * opened read-only (EXAMINE) and content is only ever peeked at, so that nothing is marked as seen.
 */
import { HELD_BYTES_MAX } from '../base/limits.ts';
import type { LeftOutFolder, Source } from '../model/source.ts';
import { unselect } from '../wire/imap/unselect.ts';
import { findFolders } from './imap/folders.ts';
import { MAIL_HEADS, NOTE_HEADS } from './imap/heads.ts';
import { listFolder } from './imap/listing.ts';
import { readAsNotes } from './imap/note-reading.ts';
import { notesPathOf } from './imap/notes-places.ts';
import { readItems } from './imap/reading.ts';
import { Session, type SessionOptions } from './imap/session.ts';
import { splitNotes } from './imap/split-notes.ts';

export interface ImapSourceOptions extends SessionOptions {
  /** Where large messages wait. They lose their names at once, so a killed run leaves none behind. */
  readonly spoolFolder: string;
  /** Messages up to this size are held in memory. */
  readonly heldBytesMax?: number;
  /** Without it they stay the messages they are. */
  readonly notes?: NotesInMail;
}

/** What becomes of notes that mail programs keep in mail folders. */
export type NotesInMail = 'as notes' | 'as messages';

/** Connects and signs in. Fails with a `Failure` of the connection or of the sign-in. */
export async function openImapSource(options: ImapSourceOptions, signal: AbortSignal): Promise<Source> {
  const session = new Session(options);
  await session.run(signal, async () => undefined);
  const { spoolFolder, heldBytesMax = HELD_BYTES_MAX, notes = 'as messages' } = options;
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
      const found = await session.run(during, async (c) => {
        // Some servers add up SIZE message by message, and are silent over it for too long. Then it is done without.
        const withSizes = isFirst;
        isFirst = false;
        // Dovecot counts the mailbox that is open as it last saw it. A refusal is no matter: then that one is listed later.
        if (c.selection !== null) unselect(c, during).catch(() => undefined);
        const all = await findFolders(c, { withSizes }, during);
        return notes === 'as messages' ? all : { ...all, folders: await splitNotes(c, all.folders, during) };
      });
      leftOut = found.leftOut;
      return found.folders;
    },
    list: (folder, listing, during) => {
      const isMixed = folder.kind === 'note' || (notes === 'as notes' && notesPathOf(folder.path) !== null);
      const question = isMixed ? NOTE_HEADS : MAIL_HEADS;
      return listFolder(session, { folder, question }, listing, during);
    },
    read: (folder, refs, during) => {
      const messages = readItems(session, folder, refs, { spoolFolder, heldBytesMax }, during);
      return folder.kind === 'note' ? readAsNotes(messages, spoolFolder) : messages;
    },
    close: () => session.close(),
  };
}
