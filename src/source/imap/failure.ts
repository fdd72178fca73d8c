/** What an IMAP source's answers mean for the product: errors of the protocol become failures. */
import { unreachable } from '../../base/assert.ts';
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
  if (error instanceof ImapConnectionError) return connectionFailure(error, server);
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

function connectionFailure(error: ImapConnectionError, { host, port }: Peer['server']): Failure {
  const options = { cause: error };
  switch (error.reason) {
    case 'host-unknown':
      return new Failure('connection.host-unknown', { host, side: 'source' }, options);
    case 'refused':
      return new Failure('connection.refused', { host, port: String(port), side: 'source' }, options);
    case 'silent': {
      const seconds = String(IMAP_LIMITS.silenceMs / 1000);
      return new Failure('connection.silent', { host, seconds, what: error.awaited }, options);
    }
    case 'closed':
      return new Failure('connection.lost', { host, reason: error.message }, options);
    case 'certificate':
      return new Failure('connection.certificate', { host, reason: error.message }, options);
    case 'tls-missing':
      return new Failure('connection.tls-missing', { host, reason: error.message }, options);
    default:
      return unreachable(error.reason);
  }
}
