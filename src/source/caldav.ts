/**
 * The calendars of one account on a CalDAV server (RFC 4791): events, tasks and notes, each kind of a collection in a folder
 * of its own. Only questions are sent, so that nothing on the server changes.
 */
import type { Source } from '../model/source.ts';
import { CALDAV } from '../wire/dav/names.ts';
import { openDavSource } from './dav/open-dav-source.ts';
import type { DavSourceOptions } from './dav/session.ts';

/** Finds the account and signs in. Fails with a `Failure` of the connection, of the sign-in, or `source.dav-not-found`. */
export async function openCaldavSource(options: DavSourceOptions, signal: AbortSignal): Promise<Source> {
  return await openDavSource(options, CALDAV, signal);
}
