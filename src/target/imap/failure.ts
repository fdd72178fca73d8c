/** What an IMAP target's answers mean for the product: errors of the protocol become failures, refusals become problems. */
import { connectionFailure } from '../../base/connection-failure.ts';
import { Failure, type Problem } from '../../base/problem.ts';
import type { ImapCredentials, ImapServer } from '../../wire/imap/connect-imap.ts';
import { ImapConnectionError, ImapProtocolError, ImapStatusError } from '../../wire/imap/errors.ts';
import { IMAP_LIMITS, type ImapLimits } from '../../wire/imap/limits.ts';

/** Whom we talk to, for the sentences of failures. */
export interface Peer {
  readonly server: Pick<ImapServer, 'host' | 'port'>;
  readonly credentials: Pick<ImapCredentials, 'user'>;
  readonly limits?: Partial<Pick<ImapLimits, 'silenceMs'>>;
}

/** The failure that an error of `wire/imap` is for a target. Everything else is given back as it is. */
export function toFailure(error: unknown, peer: Peer): unknown {
  const { server, credentials } = peer;
  const { host } = server;
  if (error instanceof ImapProtocolError) {
    return new Failure('target.protocol', { reason: error.message }, { cause: error });
  }
  if (error instanceof ImapConnectionError) return lineFailure(error, peer);
  if (!(error instanceof ImapStatusError)) return error;
  const reason = error.text;
  if (error.status === 'BYE') return new Failure('connection.lost', { host, reason }, { cause: error });
  if (/^(LOGIN|AUTHENTICATE)\b/.test(error.command)) {
    return new Failure('target.sign-in-refused', { host, user: credentials.user, reason }, { cause: error });
  }
  if (error.code?.name === 'OVERQUOTA') return full(error);
  return new Failure('target.protocol', { reason: `${error.command}: ${reason}` }, { cause: error });
}

/** The failure of a command that concerns one folder: a refusal stops this folder and no other. */
export function toFolderFailure(error: unknown, folder: string, peer: Peer): unknown {
  const isRefusal = error instanceof ImapStatusError && error.status !== 'BYE' && error.code?.name !== 'OVERQUOTA';
  if (!isRefusal) return toFailure(error, peer);
  return new Failure('target.folder-refused', { folder, reason: error.text }, { cause: error });
}

/** What a refused APPEND means for what comes next. */
export type Refusal =
  /** This message cannot be written. */
  | { readonly is: 'item'; readonly problem: Problem; readonly mayBeKeywords: boolean }
  /** It can be written later; null where the server does not say when. */
  | { readonly is: 'later'; readonly waitMs: number | null }
  /** Nothing more can be written to this folder, or to this mailbox. */
  | { readonly is: 'stop'; readonly failure: Failure };

export function refusalOf(
  error: ImapStatusError,
  asked: { readonly folder: string; readonly sizeBytes: number; readonly itemBytesMax: number },
): Refusal {
  switch (error.code?.name ?? '') {
    case 'OVERQUOTA':
      return { is: 'stop', failure: full(error) };
    case 'TRYCREATE':
    case 'NONEXISTENT':
    case 'NOPERM': {
      const facts = { folder: asked.folder, reason: error.text };
      return { is: 'stop', failure: new Failure('target.folder-refused', facts, { cause: error }) };
    }
    case 'TOOBIG': {
      const facts = { size: String(asked.sizeBytes), limit: String(asked.itemBytesMax) };
      return { is: 'item', problem: { code: 'target.too-large', facts }, mayBeKeywords: false };
    }
    default:
      if (isPassing(error)) return { is: 'later', waitMs: error.backoffMs };
      return {
        is: 'item',
        problem: { code: 'target.item-refused', facts: { reason: error.text } },
        mayBeKeywords: true,
      };
  }
}

/** True for a refusal that passes by itself (RFC 5530 UNAVAILABLE, INUSE), or with a pause that is asked for in its text. */
export function isPassing(error: ImapStatusError): boolean {
  return error.backoffMs !== null || error.code?.name === 'UNAVAILABLE' || error.code?.name === 'INUSE';
}

/** True where opening a connection failed because the server has too many, or wants a pause. */
export function isTurnedAway(error: unknown): boolean {
  if (error instanceof ImapStatusError) return error.status === 'BYE' || isPassing(error);
  return error instanceof ImapConnectionError && (error.reason === 'refused' || error.reason === 'closed');
}

function full(error: ImapStatusError): Failure {
  return new Failure('target.full', { reason: error.text, missing: 'the rest' }, { cause: error });
}

function lineFailure(error: ImapConnectionError, { server: { host, port }, limits }: Peer): Failure {
  const silentSeconds = (limits?.silenceMs ?? IMAP_LIMITS.silenceMs) / 1000;
  return connectionFailure({ ...error.line, host, port, side: 'target', silentSeconds }, error);
}
