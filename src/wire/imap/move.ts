/** UID COPY, UID MOVE (RFC 9051 §6.4.7, §6.4.8), COPYUID and UID EXPUNGE (RFC 4315). */
import { astringPiece } from './bytes/command-text.ts';
import type { StatusResponse } from './bytes/status-response.ts';
import type { ImapConnection } from './connection.ts';
import { selected } from './select.ts';
import { uidStore } from './store.ts';
import { readUidList, type UidSet, uidCount, uidSetTexts } from './uid-set.ts';

/** Where the copies are: old UID to new UID. */
export interface Copied {
  readonly uidValidity: number;
  readonly uids: ReadonlyMap<number, number>;
}

/** Null where the server does not say (no UIDPLUS), and when nothing was there to be copied. */
export function uidCopy(c: ImapConnection, uids: UidSet, mailbox: string, signal: AbortSignal): Promise<Copied | null> {
  return transfer(c, 'UID COPY', uids, mailbox, signal);
}

/** By UID MOVE; without MOVE by UID COPY, \Deleted and UID EXPUNGE. */
export async function uidMove(
  c: ImapConnection,
  uids: UidSet,
  mailbox: string,
  signal: AbortSignal,
): Promise<Copied | null> {
  if (c.has('MOVE') || c.has('IMAP4REV2')) return transfer(c, 'UID MOVE', uids, mailbox, signal);
  const copied = await uidCopy(c, uids, mailbox, signal);
  await uidStore(c, uids, { how: 'add', flags: ['\\Deleted'] }, signal);
  await uidExpunge(c, uids, signal);
  return copied;
}

/**
 * Removes those of `uids` that are \Deleted. Without UIDPLUS nothing is sent and they stay as they are: a plain EXPUNGE
 * would remove what others have marked.
 */
export async function uidExpunge(c: ImapConnection, uids: UidSet, signal: AbortSignal): Promise<void> {
  if (!c.has('UIDPLUS') && !c.has('IMAP4REV2')) return;
  const within = selected(c);
  const expunge = (set: string): Promise<void> =>
    c.run({ name: 'UID EXPUNGE', pieces: [`UID EXPUNGE ${set}`], within, done: () => undefined }, signal);
  await Promise.all(uidSetTexts(uids).map(expunge));
}

async function transfer(
  c: ImapConnection,
  name: 'UID COPY' | 'UID MOVE',
  uids: UidSet,
  mailbox: string,
  signal: AbortSignal,
): Promise<Copied | null> {
  const within = selected(c);
  const countMax = uidCount(uids);
  const parts = uidSetTexts(uids).map((set) => {
    let copied: Copied | null = null;
    const notice = (status: StatusResponse): boolean => {
      if (status.code?.name !== 'COPYUID') return false;
      copied = readCopyUid(status.code.text, countMax);
      return true;
    };
    return c.run<Copied | null>(
      {
        name,
        pieces: [`${name} ${set} `, astringPiece(mailbox)],
        within,
        // MOVE says COPYUID in an untagged OK (RFC 6851 §4.3), COPY in the tagged one.
        untagged: (response) => response.is === 'status' && notice(response.status),
        done: (ok) => {
          notice(ok);
          return copied;
        },
      },
      signal,
    );
  });
  return joined(await Promise.all(parts));
}

/** `uidvalidity old-set new-set`; null where it does not pair up. */
export function readCopyUid(text: string, countMax: number): Copied | null {
  const [validity = '', from = '', to = ''] = text.split(' ');
  const olds = readUidList(from, countMax);
  const news = readUidList(to, countMax);
  if (!/^\d{1,10}$/.test(validity) || olds === null || olds.length !== news?.length) return null;
  return { uidValidity: Number(validity), uids: new Map(olds.map((old, at) => [old, news[at] ?? 0])) };
}

function joined(parts: readonly (Copied | null)[]): Copied | null {
  const first = parts.find((part) => part !== null);
  if (first === undefined || first === null) return null;
  return { uidValidity: first.uidValidity, uids: new Map(parts.flatMap((part) => [...(part?.uids ?? [])])) };
}
