/** Finds the second name of the inbox: legacy Rackspace servers list INBOX.INBOX, which is INBOX again. */
import type { ImapConnection } from '../../wire/imap/connection.ts';
import { ImapStatusError } from '../../wire/imap/errors.ts';
import { uidFetch } from '../../wire/imap/fetch.ts';
import { isOnlyName, type ListedMailbox } from '../../wire/imap/list.ts';
import { uidSearch } from '../../wire/imap/search.ts';
import { examine } from '../../wire/imap/select.ts';
import { lastUids } from '../../wire/imap/uid-set.ts';

/** So many of the newest messages are compared by size and date. Two folders made in one second may share all numbers. */
const COMPARED_MAX = 500;

/** The mailboxes that hold the very messages of INBOX. Only those that look like it in every count are opened. */
export async function findTwins(
  c: ImapConnection,
  listed: readonly ListedMailbox[],
  signal: AbortSignal,
): Promise<ReadonlySet<ListedMailbox>> {
  const inbox = listed.find((one) => one.mailbox.toUpperCase() === 'INBOX');
  const twins = new Set<ListedMailbox>();
  if (inbox === undefined) return twins;
  for (const one of listed.filter((other) => other !== inbox && looksLike(inbox, other))) {
    if (await isSame(c, inbox, one, signal)) twins.add(one);
  }
  return twins;
}

function looksLike(inbox: ListedMailbox, other: ListedMailbox): boolean {
  const { delimiter } = other;
  const parts = delimiter === null ? [other.mailbox] : other.mailbox.split(delimiter);
  if (isOnlyName(other) || !parts.every((part) => part.toUpperCase() === 'INBOX')) return false;
  const [a, b] = [inbox.status, other.status];
  if (a === null || b === null || a.uidValidity === null || a.uidNext === null) return false;
  return a.uidValidity === b.uidValidity && a.uidNext === b.uidNext && a.messages === b.messages;
}

async function isSame(
  c: ImapConnection,
  inbox: ListedMailbox,
  other: ListedMailbox,
  signal: AbortSignal,
): Promise<boolean> {
  try {
    return (await portrait(c, inbox.mailbox, signal)) === (await portrait(c, other.mailbox, signal));
  } catch (error) {
    // What cannot be opened is no twin: it is listed, and its own failure is reported.
    if (error instanceof ImapStatusError && error.status !== 'BYE') return false;
    throw error;
  }
}

/** Numbers of all messages, and sizes and dates of the newest, as one text. */
async function portrait(c: ImapConnection, mailbox: string, signal: AbortSignal): Promise<string> {
  const { exists } = await examine(c, mailbox, {}, signal);
  if (exists === 0) return 'empty';
  const uids = await uidSearch(c, [{ is: 'all' }], signal);
  const facts: string[] = [];
  const attributes = ['INTERNALDATE', 'RFC822.SIZE'] as const;
  for await (const message of uidFetch(c, lastUids(uids, COMPARED_MAX), { attributes }, signal)) {
    if (message.is === 'message') facts.push(`${message.uid} ${message.sizeBytes} ${message.internalDate}`);
  }
  return JSON.stringify([uids, facts.sort()]);
}
