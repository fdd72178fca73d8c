/** What can go wrong before an HTTP answer is complete. An answer with a bad status is not an error here. */
import { type BrokenLine, nameTroubleOf } from '../base/connection-failure.ts';

/**
 * host-unknown: the name has no address. names-silent: nobody could say whether it has one. refused: no connection came about. certificate: TLS came about with somebody
 * else. tls: no TLS came about. silent: nothing moved for too long. closed: the connection ended too early.
 * malformed: not HTTP, or not the coding it claims. too-long: more bytes than the caller allowed.
 */
export type HttpTrouble =
  | 'host-unknown'
  | 'names-silent'
  | 'refused'
  | 'certificate'
  | 'tls'
  | 'silent'
  | 'closed'
  | 'malformed'
  | 'too-long';

export interface HttpErrorFacts {
  readonly host: string;
  readonly port: number;
  /**
   * False when the last byte of the request was not handed to a connection: then the server cannot have acted on it.
   * True means that nobody knows whether it did.
   */
  readonly wholeRequestSent: boolean;
  /** Only of `silent`: how long, and what was waited for. */
  readonly silentMs?: number;
  readonly waitedFor?: string;
}

/** The exchange did not come to its end. */
export class HttpError extends Error {
  override readonly name = 'HttpError';
  readonly trouble: HttpTrouble;
  readonly facts: HttpErrorFacts;

  constructor(trouble: HttpTrouble, reason: string, facts: HttpErrorFacts, options?: ErrorOptions) {
    super(reason, options);
    this.trouble = trouble;
    this.facts = facts;
  }

  /** What there is to say of the line to a host of that side; null where the line held and the answer is what is wrong. */
  brokenLine(side: string): BrokenLine | null {
    const { trouble } = this;
    if (trouble === 'malformed' || trouble === 'too-long') return null;
    const { host, port, silentMs = 0, waitedFor = 'an answer' } = this.facts;
    return { trouble, host, port, side, silentSeconds: Math.round(silentMs / 1000), waitedFor };
  }
}

const UNREACHABLE = new Set(['ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'EHOSTDOWN', 'EADDRNOTAVAIL', 'EACCES']);
/** Codes that OpenSSL's and Node's certificate checks give. */
const DISTRUSTED =
  /^(CERT_|CRL_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|ERR_TLS_CERT|HOSTNAME_MISMATCH|INVALID_CA|INVALID_PURPOSE|PATH_LENGTH_|ERROR_IN_CERT)/;

/** Names the trouble behind an error of Node's sockets, TLS, HTTP parser or zlib. */
export function troubleOf(error: unknown, connected: boolean): HttpTrouble {
  const code = codeOf(error);
  const unnamed = nameTroubleOf(code);
  if (unnamed !== null) return unnamed;
  if (DISTRUSTED.test(code)) return 'certificate';
  if (code === 'EPROTO' || code.startsWith('ERR_SSL_') || code.startsWith('ERR_TLS_')) return 'tls';
  if (code.startsWith('HPE_') || code.startsWith('Z_')) return 'malformed';
  if (UNREACHABLE.has(code) || !connected) return 'refused';
  return 'closed';
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}
