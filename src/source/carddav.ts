/**
 * The address books of one account on a CardDAV server (RFC 6352): contacts and groups of contacts. Only questions are sent,
 * so that nothing on the server changes.
 */
import type { Source } from '../model/source.ts';
import { CARDDAV } from '../wire/dav/names.ts';
import { openDavSource } from './dav/open-dav-source.ts';
import type { DavSourceOptions } from './dav/session.ts';

/** Finds the account and signs in. Fails with a `Failure` of the connection, of the sign-in, or `source.dav-not-found`. */
export async function openCarddavSource(options: DavSourceOptions, signal: AbortSignal): Promise<Source> {
  return await openDavSource(options, CARDDAV, signal);
}
