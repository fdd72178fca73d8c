/** What it means for people that there is no line to a server, or none any more: the same for every protocol. */
import { unreachable } from './assert.ts';
import { Failure } from './problem.ts';

/**
 * host-unknown: the name has no address. names-silent: nobody could say whether it has one. closed: the server ended it. certificate:
 * it is not trusted. tls: the server has none where it must.
 */
export type LineTrouble = 'host-unknown' | 'names-silent' | 'refused' | 'silent' | 'closed' | 'certificate' | 'tls';

export interface BrokenLine {
  readonly trouble: LineTrouble;
  readonly host: string;
  readonly port: number;
  /** Whose host it is, for the remedy: "source". */
  readonly side: string;
  /** How long nothing came, and what was waited for. */
  readonly silentSeconds: number;
  readonly waitedFor: string;
}

/** The failure that the protocol's own error is. */
export function connectionFailure(line: BrokenLine, cause: Error): Failure {
  const { trouble, host, side } = line;
  const options = { cause };
  switch (trouble) {
    case 'host-unknown':
      return new Failure('connection.host-unknown', { host, side }, options);
    case 'names-silent':
      return new Failure('connection.names-silent', { host }, options);
    case 'refused':
      return new Failure('connection.refused', { host, port: String(line.port), side }, options);
    case 'silent': {
      const seconds = String(line.silentSeconds);
      return new Failure('connection.silent', { host, seconds, what: line.waitedFor }, options);
    }
    case 'closed':
      return new Failure('connection.lost', { host, reason: cause.message }, options);
    case 'certificate':
      return new Failure('connection.certificate', { host, reason: cause.message }, options);
    case 'tls':
      return new Failure('connection.tls-missing', { host, reason: cause.message }, options);
    default:
      return unreachable(trouble);
  }
}

/** What a failed look-up of a name means, by its code (getaddrinfo(3)); null for a code of anything else. */
export function nameTroubleOf(code: string): 'host-unknown' | 'names-silent' | null {
  if (NO_SUCH_NAME.has(code)) return 'host-unknown';
  return NO_ANSWER.has(code) ? 'names-silent' : null;
}

const NO_SUCH_NAME = new Set(['ENOTFOUND', 'EAI_NODATA', 'EAI_NONAME']);
/** No server of names was reached, or it could not do its work at that moment. */
const NO_ANSWER = new Set(['EAI_AGAIN', 'EAI_FAIL']);
