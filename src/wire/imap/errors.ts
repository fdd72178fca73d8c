/** What can go wrong on an IMAP connection, as three types: the server said no, it broke the protocol, or the line is gone. */
import type { BrokenLine } from '../../base/connection-failure.ts';

/** A response code in brackets (RFC 9051 §7.1): its name in capitals, and what stands behind it as it was sent. */
export interface ResponseCode {
  readonly name: string;
  readonly text: string;
}

/** The server answered NO, BAD or BYE. The connection lives on, unless it was BYE. */
export class ImapStatusError extends Error {
  override readonly name = 'ImapStatusError';
  readonly status: 'NO' | 'BAD' | 'BYE';
  readonly code: ResponseCode | null;
  /** The server's own words: without control characters, at most 300 characters. */
  readonly text: string;
  /** How long the server asks to wait ("Suggested Backoff Time"); null when it does not. */
  readonly backoffMs: number | null;
  /** The command that was refused, without its arguments. */
  readonly command: string;

  constructor(answer: {
    status: 'NO' | 'BAD' | 'BYE';
    code: ResponseCode | null;
    text: string;
    backoffMs: number | null;
    command: string;
  }) {
    super(`${answer.command} was answered ${answer.status}: ${answer.text}`);
    this.status = answer.status;
    this.code = answer.code;
    this.text = answer.text;
    this.backoffMs = answer.backoffMs;
    this.command = answer.command;
  }
}

/** The server sent what RFC 9051 does not allow, or more than our limits. The connection is closed. */
export class ImapProtocolError extends Error {
  override readonly name = 'ImapProtocolError';
}

export type ConnectionReason =
  | 'host-unknown'
  | 'names-silent'
  | 'refused'
  | 'silent'
  | 'closed'
  | 'certificate'
  | 'tls-missing';

/** There is no connection, or there is none any more. */
export class ImapConnectionError extends Error {
  override readonly name = 'ImapConnectionError';
  readonly reason: ConnectionReason;
  /** What was awaited, in words: "the greeting", "the answer to FETCH". */
  readonly awaited: string;

  constructor(reason: ConnectionReason, text: string, awaited: string, options?: ErrorOptions) {
    super(text, options);
    this.reason = reason;
    this.awaited = awaited;
  }

  /** What there is to say of the line, but for where it led. */
  get line(): Pick<BrokenLine, 'trouble' | 'waitedFor'> {
    const { reason, awaited } = this;
    return { trouble: reason === 'tls-missing' ? 'tls' : reason, waitedFor: awaited };
  }
}
