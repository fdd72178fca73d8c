/** STATUS (RFC 9051 §6.3.11), with HIGHESTMODSEQ (RFC 7162) and SIZE (RFC 8438). */
import { astringPiece } from './bytes/command-text.ts';
import type { Cursor } from './bytes/cursor.ts';
import type { ImapConnection } from './connection.ts';

export type StatusItem = 'MESSAGES' | 'UIDNEXT' | 'UIDVALIDITY' | 'UNSEEN' | 'HIGHESTMODSEQ' | 'SIZE';

/** Null where the server did not say. */
export interface MailboxStatus {
  readonly messages: number | null;
  readonly uidNext: number | null;
  readonly uidValidity: number | null;
  readonly unseen: number | null;
  readonly highestModseq: bigint | null;
  readonly sizeBytes: number | null;
}

/** Items the server does not offer are left out. */
export function status(
  c: ImapConnection,
  mailbox: string,
  items: readonly StatusItem[],
  signal: AbortSignal,
): Promise<MailboxStatus> {
  let found = NOTHING_SAID;
  return c.run(
    {
      name: 'STATUS',
      pieces: ['STATUS ', astringPiece(mailbox), ` (${offeredItems(c, items).join(' ')})`],
      untagged: (response) => {
        if (response.is !== 'named' || response.name !== 'STATUS') return false;
        const said = readStatusAnswer(response.cursor());
        // Several STATUS commands are under way at once: each takes the answer that names its mailbox.
        if (!isSameMailbox(said.mailbox, mailbox)) return false;
        found = said.status;
        return true;
      },
      done: () => found,
    },
    signal,
  );
}

/** HIGHESTMODSEQ needs CONDSTORE, SIZE needs STATUS=SIZE: others answer BAD. */
export function offeredItems(c: ImapConnection, items: readonly StatusItem[]): readonly StatusItem[] {
  const isOffered = (item: StatusItem): boolean => {
    if (item === 'HIGHESTMODSEQ') return c.has('CONDSTORE') || c.has('QRESYNC');
    if (item === 'SIZE') return c.has('STATUS=SIZE') || c.has('IMAP4REV2');
    return true;
  };
  return items.filter(isOffered);
}

/** INBOX is the one name whose case does not matter (RFC 9051 §5.1). */
function isSameMailbox(one: string, other: string): boolean {
  return one === other || (one.length === 5 && one.toUpperCase() === 'INBOX' && other.toUpperCase() === 'INBOX');
}

/** Behind the word STATUS: the mailbox and its items, unknown ones skipped. */
export function readStatusAnswer(cursor: Cursor): { readonly mailbox: string; readonly status: MailboxStatus } {
  const mailbox = cursor.astring();
  const found = { ...NOTHING_SAID };
  cursor.spaces();
  cursor.list(() => {
    const name = cursor.word().toUpperCase();
    cursor.spaces();
    if (name === 'HIGHESTMODSEQ') found.highestModseq = cursor.modseq();
    else if (name === 'MESSAGES') found.messages = cursor.number();
    else if (name === 'UIDNEXT') found.uidNext = cursor.number();
    else if (name === 'UIDVALIDITY') found.uidValidity = cursor.number();
    else if (name === 'UNSEEN') found.unseen = cursor.number();
    else if (name === 'SIZE') found.sizeBytes = cursor.number();
    else cursor.skipValue();
  });
  return { mailbox, status: found };
}

const NOTHING_SAID: MailboxStatus = {
  messages: null,
  uidNext: null,
  uidValidity: null,
  unseen: null,
  highestModseq: null,
  sizeBytes: null,
};
