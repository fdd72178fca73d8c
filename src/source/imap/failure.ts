/** What an IMAP source's answers mean for the product: errors of the protocol become failures. */
import { connectionFailure } from '../../base/connection-failure.ts';
import { Failure } from '../../base/problem.ts';
import type { ImapCredentials, ImapServer } from '../../wire/imap/connect-imap.ts';
import { ImapConnectionError, ImapProtocolError, ImapStatusError } from '../../wire/imap/errors.ts';
import { IMAP_LIMITS } from '../../wire/imap/limits.ts';

/** Whom we talk to, for the sentences of failures. */
export interface Peer {
  readonly server: Pick<ImapServer, 'host' | 'port'>;
  readonly credentials: Pick<ImapCredentials, 'user'>;
}

/** The failure that an error of `wire/imap` is for a source. Everything else is given back as it is. */
export function toFailure(error: unknown, { server, credentials }: Peer): unknown {
  const { host } = server;
  if (error instanceof ImapProtocolError) {
    return new Failure('source.protocol', { reason: error.message }, { cause: error });
  }
  if (error instanceof ImapConnectionError) return lineFailure(error, server);
  if (!(error instanceof ImapStatusError)) return error;
  const reason = error.text;
  if (isSignIn(error) && !isPassing(error)) {
    return new Failure('source.sign-in-refused', { host, user: credentials.user, reason }, { cause: error });
  }
  if (isSignIn(error) || error.status === 'BYE' || isPassing(error)) {
    return new Failure('connection.lost', { host, reason }, { cause: error });
  }
  return new Failure('source.protocol', { reason: `${error.command}: ${reason}` }, { cause: error });
}

/** The failure of opening one folder: a refusal stops this folder and no other. */
export function toFolderFailure(error: unknown, folder: string, peer: Peer): unknown {
  const isRefusal = error instanceof ImapStatusError && error.status !== 'BYE' && !isPassing(error);
  if (!isRefusal) return toFailure(error, peer);
  return new Failure('source.folder-refused', { folder, reason: error.text }, { cause: error });
}

/** True for a refusal that passes by itself: RFC 5530 codes, [LIMIT] of throttling servers, and a pause that is asked for. */
export function isPassing(error: ImapStatusError): boolean {
  return error.backoffMs !== null || PASSING_CODES.has(error.code?.name ?? '');
}

const PASSING_CODES = new Set(['UNAVAILABLE', 'INUSE', 'LIMIT', 'THROTTLED', 'OVERLOADED']);

function isSignIn(error: ImapStatusError): boolean {
  return error.command === 'LOGIN' || error.command === 'AUTHENTICATE';
}

function lineFailure(error: ImapConnectionError, { host, port }: Peer['server']): Failure {
  const silentSeconds = IMAP_LIMITS.silenceMs / 1000;
  return connectionFailure({ ...error.line, host, port, side: 'source', silentSeconds }, error);
}
