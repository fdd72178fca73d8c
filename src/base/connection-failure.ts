/** What it means for people that there is no line to a server, or none any more: the same for every protocol. */
import { unreachable } from './assert.ts';
import { Failure } from './problem.ts';

/** closed: the server ended it. certificate: it is not trusted. tls: the server has none where it must. */
export type LineTrouble = 'host-unknown' | 'refused' | 'silent' | 'closed' | 'certificate' | 'tls';

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
