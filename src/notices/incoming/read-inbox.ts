/**
 * Reads the folder to which replies go, by IMAP. One program does so at a time. The folder is opened for reading alone: nothing is
 * deleted, moved or marked, so that people may look into it too. How far it was read is kept, and what comes twice is known.
 */
import { type Instant, instant } from '../../base/clock.ts';
import { Failure } from '../../base/problem.ts';
import { Secret } from '../../base/secret.ts';
import type { InboxPlace, MailSettings } from '../../model/mail-settings.ts';
import { connectImap } from '../../wire/imap/connect-imap.ts';
import type { ImapConnection } from '../../wire/imap/connection.ts';
import { ImapConnectionError, ImapProtocolError, ImapStatusError } from '../../wire/imap/errors.ts';
import { type FetchedBody, uidFetchBodies } from '../../wire/imap/fetch-bodies.ts';
import { encodeMailboxName } from '../../wire/imap/mailbox-name.ts';
import { uidSearch } from '../../wire/imap/search.ts';
import { examine } from '../../wire/imap/select.ts';
import { eachUid, uidSet } from '../../wire/imap/uid-set.ts';
import { MAIL_BYTES_MAX, type TakeDeps, takeMail } from './take-mail.ts';

export interface InboxDeps extends TakeDeps {
  readonly worker: string;
  readonly authorities: readonly string[];
}

/** Of a folder that was never read; it may have been somebody's for years. */
const FIRST_MAILS_MAX = 200;
/** In one round; the next goes on. */
const MAILS_MAX = 500;
/** So long no other program reads, if this one ends in the middle. */
const CLAIM_MS = 5 * 60_000;
/** Of a mail that is too large to be read. */
const HEAD_BYTES = 64 * 1024;

/** Gives how many mails it took; 0 where no folder is set, and while another program reads. Throws `mail.inbox-unreadable`. */
export async function readInbox(deps: InboxDeps, signal: AbortSignal): Promise<number> {
  const { store, clock, worker } = deps;
  const set = await store.inHouse(async (house) => {
    const settings = await house.mailSettings();
    if (settings?.imap === null || settings === null) return null;
    const now = clock.now();
    const place = await house.claimInbox(worker, now, until(now));
    return place === null ? null : { imap: settings.imap, password: await house.mailSecret('imap'), place };
  });
  if (set === null) return 0;
  const { imap, password, place } = set;
  let reached = place;
  try {
    const c = await connectImap(
      { host: imap.host, port: imap.port, tls: imap.security, ca: deps.authorities },
      { user: imap.user ?? '', secret: password ?? new Secret(''), mechanism: 'auto' },
      { clock },
      signal,
    );
    try {
      const reading = readFolder(c, imap.folder, place, deps, signal);
      let count = 0;
      for await (const now of reading) {
        reached = now;
        count += 1;
        if (!(await store.inHouse((house) => house.moveInbox(worker, now, until(clock.now()))))) break;
      }
      return count;
    } finally {
      await c.close();
    }
  } catch (error) {
    throw unreadable(error, imap);
  } finally {
    const readAt = clock.now();
    await store.inHouse((house) => house.moveInbox(worker, { ...reached, readAt }, null));
  }
}

function until(now: Instant): Instant {
  return instant(now + CLAIM_MS);
}

/** Each mail is taken before its place is given. */
async function* readFolder(
  c: ImapConnection,
  folder: string,
  before: InboxPlace,
  deps: InboxDeps,
  signal: AbortSignal,
): AsyncGenerator<InboxPlace> {
  const { uidValidity } = await examine(c, encodeMailboxName(folder), {}, signal);
  const isKnown = uidValidity !== null && uidValidity === before.uidValidity;
  const found = [...eachUid(await uidSearch(c, [{ is: 'all' }], signal))];
  const fresh = isKnown ? found.filter((uid) => uid > before.lastUid) : found.slice(-FIRST_MAILS_MAX);
  const uids = fresh.slice(0, MAILS_MAX);
  if (uids.length === 0) return;
  const bodies = uidFetchBodies(c, uidSet(uids), { heldBytesMax: HEAD_BYTES }, signal);
  let lastUid = isKnown ? before.lastUid : 0;
  for await (const body of bodies) {
    const raw = await bytesOf(body);
    if (raw !== null) await takeMail(raw, deps);
    lastUid = Math.max(lastUid, body.uid);
    yield { uidValidity, lastUid, readAt: before.readAt };
  }
}

/** One byte more than may be read tells that it is too large; null for a mail that is gone. */
async function bytesOf(body: FetchedBody): Promise<Buffer | null> {
  if (body.isMissing) return null;
  if (body.bytes !== null) return body.bytes;
  const pieces: Buffer[] = [];
  let length = 0;
  for await (const piece of body.chunks()) {
    pieces.push(Buffer.from(piece));
    length += piece.length;
    if (length > MAIL_BYTES_MAX) break;
  }
  return Buffer.concat(pieces);
}

function unreadable(error: unknown, { host }: NonNullable<MailSettings['imap']>): unknown {
  const isOfImap = [ImapConnectionError, ImapProtocolError, ImapStatusError].some((type) => error instanceof type);
  if (!isOfImap || !(error instanceof Error)) return error;
  return new Failure('mail.inbox-unreadable', { host, reason: error.message }, { cause: error });
}
