/** What a DAV source's answers mean for the product: errors of the protocol become failures. */
import { connectionFailure } from '../../base/connection-failure.ts';
import { Failure } from '../../base/problem.ts';
import { DavBusyError, DavNotFoundError, DavProtocolError, DavStatusError } from '../../wire/dav/errors.ts';
import type { DavService } from '../../wire/dav/names.ts';
import { HttpError } from '../../wire/http-errors.ts';
import { XmlError } from '../../wire/xml.ts';

/** Whom we talk to, for the sentences of failures. */
export interface Peer {
  readonly host: string;
  readonly user: string;
  readonly service: DavService;
}

/** The failure that an error of `wire/dav` is for a source. Everything else is given back as it is. */
export function toFailure(error: unknown, { host, user, service }: Peer): unknown {
  const options = { cause: error };
  if (error instanceof HttpError) return lineFailure(error);
  if (error instanceof DavNotFoundError) {
    const what = service.is === 'caldav' ? 'calendars' : 'address books';
    return new Failure('source.dav-not-found', { host, user, what, steps: error.message }, options);
  }
  if (error instanceof DavBusyError) return busyFailure(error, host);
  if (error instanceof DavProtocolError || error instanceof XmlError) {
    return new Failure('source.protocol', { reason: error.message }, options);
  }
  if (!(error instanceof DavStatusError)) return error;
  if (error.status === 401) {
    const { offers } = error.refusal;
    const reason = offers === '' ? error.message : `${error.message}; it offers ${offers}`;
    return new Failure('source.sign-in-refused', { host, user, reason }, options);
  }
  if (error.status >= 500) return new Failure('connection.lost', { host, reason: error.message }, options);
  return new Failure('source.protocol', { reason: error.message }, options);
}

/**
 * The failure within one folder. Answers stand for themselves: a bad one says nothing about the next folder, so that it
 * stops this one and no other.
 */
export function toFolderFailure(error: unknown, folder: string, peer: Peer): unknown {
  const isAnswer =
    (error instanceof DavStatusError && error.status !== 401) ||
    error instanceof DavProtocolError ||
    error instanceof XmlError ||
    (error instanceof HttpError && (error.trouble === 'too-long' || error.trouble === 'malformed'));
  if (!isAnswer) return toFailure(error, peer);
  return new Failure('source.folder-refused', { folder, reason: error.message }, { cause: error });
}

function busyFailure(error: DavBusyError, host: string): Failure {
  const minutes = String(Math.max(1, Math.round(error.waitedMs / 60_000)));
  return new Failure('source.dav-busy', { host, minutes }, { cause: error });
}

function lineFailure(error: HttpError): Failure {
  const line = error.brokenLine('source');
  if (line !== null) return connectionFailure(line, error);
  return new Failure('source.protocol', { reason: error.message }, { cause: error });
}
